/* The panier, on every page: « Ajouter au panier », the count in the navigation, and the changes of a panier.

   The browser keeps the key of the current panier; the server keeps the panier. Each change is sent with the version
   that the reader has under the eyes, one after the other; the page is then asked again by Dash. */
(function () {
  'use strict';

  const KEY = 'observatoire-panier';
  const NOTICE_MS = 8000;
  const CALM_MS = 80;  // without any change, the content is drawn
  const UNREACHABLE = 'Le serveur ne répond pas\u202f; rien n’a été changé. Vérifiez votre connexion, puis réessayez.';

  // --- The current panier of this browser: {panier, nombre}. Without storage, it lasts as long as the page. ---
  let memory = null;

  function known() {
    try { return JSON.parse(window.localStorage.getItem(KEY)) || memory; } catch (error) { return memory; }
  }

  function remember(panier, nombre) {
    memory = { panier, nombre };
    try { window.localStorage.setItem(KEY, JSON.stringify(memory)); } catch (error) { /* kept in memory */ }
    showCount();
  }

  let shown = null;
  function showCount() {
    const link = document.getElementById('navigation-panier');
    const current = known();
    if (!link || !current || !current.panier) return;
    const words = current.nombre ? `Panier (${current.nombre})` : 'Panier';
    const href = `/panier/${current.panier}`;
    if (shown === words + href && link.textContent === words) return;
    shown = words + href;
    window.dash_clientside.set_props('navigation-panier', { children: words, href });
  }

  // --- What has been done, said politely, with what can be done next ---
  function notice() {
    let zone = document.getElementById('panier-annonce');
    if (!zone) {
      zone = document.createElement('div');
      zone.id = 'panier-annonce';
      zone.setAttribute('role', 'status');
      document.body.append(zone);
    }
    return zone;
  }

  let fading = null;
  function say(sentence, action) {
    const zone = notice();
    zone.replaceChildren(Object.assign(document.createElement('span'), { textContent: sentence }));
    if (action) zone.append(action);
    clearTimeout(fading);
    fading = setTimeout(() => fade(zone), NOTICE_MS);
  }

  function fade(zone) {
    if (zone.matches(':hover') || zone.contains(document.activeElement)) fading = setTimeout(() => fade(zone), NOTICE_MS);
    else zone.replaceChildren();
  }

  // --- Changes are sent one after the other: each knows the version that the one before has made ---
  let queue = Promise.resolve();

  function inTurn(send) {
    const turn = queue.then(send);
    queue = turn.catch(() => {});
    return turn;
  }

  async function post(address, content) {
    let answer;
    try {
      answer = await fetch(address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(content),
      });
    } catch (error) {
      throw new Error(UNREACHABLE);
    }
    const told = await answer.json().catch(() => ({ phrase: UNREACHABLE }));
    if (!answer.ok) throw new Error(told.phrase);
    return told;
  }

  function add(button) {
    const asked = button.dataset.panierAdresse || window.location.pathname + window.location.search;
    const current = known();
    button.setAttribute('aria-disabled', 'true');
    inTurn(() => post('/paniers/ajouter', { panier: (current && current.panier) || '', adresse: asked }))
      .then((told) => {
        remember(told.panier, told.nombre);
        const link = Object.assign(document.createElement('a'), { href: `/panier/${told.panier}`, textContent: 'Voir le panier' });
        say(`${told.phrase} (${told.nombre}).`, link);
      }, (error) => say(error.message))
      .finally(() => button.removeAttribute('aria-disabled'));
  }

  function prepare(button) {
    button.setAttribute('aria-disabled', 'true');
    inTurn(() => post('/paniers/seance', { niveau: button.dataset.niveau, code: button.dataset.code }))
      .then((told) => {
        remember(told.panier, told.nombre);
        window.location.assign(`/panier/${told.panier}`);
      }, (error) => {
        say(error.message);
        button.removeAttribute('aria-disabled');
      });
  }

  // --- The page of a panier ---
  let version = null;
  let page = null;

  function onPanierPage() {
    const state = document.getElementById('panier-etat');
    if (!state || state === page) return;
    page = state;
    version = Number(state.dataset.version);
    const current = known();
    if (!current || current.panier === state.dataset.panier) remember(state.dataset.panier, Number(state.dataset.nombre));
    else window.dash_clientside.set_props('panier-adopter', { hidden: false });
  }

  function onStartPage() {
    const current = known();
    if (document.getElementById('panier-depart') && current && current.panier) {
      window.location.replace(`/panier/${current.panier}`);
    }
    // A carnet that was restored may not know it any more: the next figure begins another one.
    const lost = document.getElementById('panier-inconnu');
    if (lost && current && window.location.pathname === `/panier/${current.panier}`) {
      try { window.localStorage.removeItem(KEY); } catch (error) { /* nothing kept */ }
      memory = null;
      window.dash_clientside.set_props('navigation-panier', { children: 'Panier', href: '/panier' });
    }
  }

  function change(action, content, after) {
    const panier = page.dataset.panier;
    return inTurn(() => post(`/paniers/${panier}/changer`, { action, version, ...content }).then((told) => {
      version = told.version;
      const current = known();
      if (current && current.panier === panier) remember(panier, told.nombre);
      after(told);
    })).catch((error) => say(error.message));
  }

  /* Ask for the content again, and give the keyboard back to the first of these controls that can be used: unless the
     reader has gone to another field in the meantime. */
  function refresh(ids) {
    const content = document.getElementById('panier-contenu');
    const held = document.activeElement;
    let calm = null;
    const observer = new MutationObserver(() => { clearTimeout(calm); calm = setTimeout(settled, CALM_MS); });
    function settled() {
      if (content.dataset.dashIsLoading === 'true') { calm = setTimeout(settled, CALM_MS); return; }
      observer.disconnect();
      if (![held, document.body].includes(document.activeElement)) return;
      const control = ids.map((id) => document.getElementById(id)).find((found) => found && !found.disabled);
      if (control) control.focus();
    }
    observer.observe(content, { childList: true, subtree: true, attributes: true, characterData: true });
    window.dash_clientside.set_props('panier-version', { data: version });
  }

  const ACTIONS = {
    monter: (figure) => change('deplacer', { figure, sens: -1 }, () => {
      refresh([`panier-monter-${figure}`, `panier-descendre-${figure}`]);
      say('Figure montée d’un rang.');
    }),
    descendre: (figure) => change('deplacer', { figure, sens: 1 }, () => {
      refresh([`panier-descendre-${figure}`, `panier-monter-${figure}`]);
      say('Figure descendue d’un rang.');
    }),
    retirer: (figure) => change('retirer', { figure }, (told) => {
      const undo = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: 'Remettre' });
      undo.addEventListener('click', () => change('remettre', { figure }, () => {
        refresh([`panier-retirer-${figure}`]);
        say('Figure remise.');
      }));
      refresh([]);
      say(told.phrase, undo);
      undo.focus();
    }),
    proposer: (figure, part) => change('lignes', { figure, partie: part, texte: null }, () => {
      refresh([`panier-lignes-${figure}-${part}`]);
      say('Les lignes proposées sont revenues.');
    }),
  };

  /* What is typed is sent when the field is left, if it has changed. */
  const typed = new WeakMap();

  function leave(field) {
    if (!typed.has(field) || typed.get(field) === field.value) return;
    typed.set(field, field.value);
    const words = field.id.split('-');
    const texte = field.value;
    if (field.id === 'panier-titre-champ') {
      change('titre', { texte }, (told) => { refresh([]); say(told.phrase); });
    } else if (words[1] === 'commentaire') {
      change('commentaire', { figure: Number(words[2]), texte }, (told) => say(told.phrase));
    } else if (words[1] === 'lignes') {
      change('lignes', { figure: Number(words[2]), partie: words[3], texte }, (told) => { refresh([]); say(told.phrase); });
    }
  }

  function another() {
    inTurn(() => post('/paniers', {})).then((told) => {
      remember(told.panier, told.nombre);
      window.location.assign(`/panier/${told.panier}`);
    }, (error) => say(error.message));
  }

  function copy() {
    navigator.clipboard.writeText(window.location.href)
      .then(() => say('Lien copié.'), () => say(`Copiez cette adresse\u202f: ${window.location.href}`));
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    if (button.classList.contains('ajouter-panier')) add(button);
    else if (button.classList.contains('preparer-seance')) prepare(button);
    else if (button.dataset.panierAction) {
      ACTIONS[button.dataset.panierAction](Number(button.dataset.panierFigure), button.dataset.panierPartie);
    } else if (button.id === 'panier-autre') another();
    else if (button.id === 'panier-copier') copy();
    else if (button.id === 'panier-adopter') {
      remember(page.dataset.panier, Number(page.dataset.nombre));
      button.hidden = true;
      say('Vos prochaines figures iront dans ce panier.');
    }
  });
  /* A portrait is written with the forces and faiblesses that the panier keeps for its territory, a bilan with its
     decisions. */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="/fichiers/portrait."], a[href^="/fichiers/bilan."]');
    const current = known();
    if (!link || !current || !current.panier) return;
    const address = new URL(link.href);
    address.searchParams.set('panier', current.panier);
    link.href = address.pathname + address.search;
  }, true);
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('.panier-champ textarea, #panier-titre-champ')) typed.set(event.target, event.target.value);
  });
  document.addEventListener('focusout', (event) => leave(event.target));

  /* Another tab has added a figure. */
  window.addEventListener('storage', (event) => { if (event.key === KEY) showCount(); });

  function onChange() { showCount(); onPanierPage(); onStartPage(); }
  new MutationObserver(onChange).observe(document.body, { childList: true, subtree: true });
  notice();
})();
