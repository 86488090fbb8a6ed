/* The map screen around its map: address, Back and Forward, chosen territory, charts. */
(function () {
  'use strict';

  const PATH = '/carte';
  const nothing = () => window.dash_clientside.no_update;
  const hasPage = () => document.getElementById('carte-grille') !== null;

  // ---- address ------------------------------------------------------------------------------------------------------

  /* The state goes to the address bar; Dash is not told, so the page is not built again. */
  function address(state) {
    const query = '?' + state.query;
    if (window.location.pathname === PATH && window.location.search !== query) {
      window.history[state.replace ? 'replaceState' : 'pushState']({}, '', PATH + query);
    }
    return nothing();
  }

  /* Back, Forward and links from this screen to itself. Dash compares with the address it knows, which is older than
     ours: it would miss some of them, so they are answered here and it does not hear of them. */
  function onAddress(event) {
    if (window.location.pathname !== PATH || !hasPage()) return;
    event.stopImmediatePropagation();
    window.dash_clientside.set_props('carte-adresse',
      { data: { query: window.location.search.slice(1), at: Date.now() } });
  }
  window.addEventListener('popstate', onAddress, true);
  window.addEventListener('_dashprivate_pushstate', onAddress, true);

  function open(opened, payload) {
    return opened ? payload.href[0] + encodeURIComponent(opened.code) + payload.href[1] : nothing();
  }

  function copy(clicks) {
    if (!clicks) return nothing();
    const say = (text) => { // the page may have changed when the sentence goes away
      const place = document.getElementById('carte-copie');
      if (place) place.textContent = text;
    };
    const done = () => say('Lien copié');
    const failed = () => say('Copie impossible\u202f: copiez l’adresse du navigateur');
    setTimeout(() => say(''), 6000);
    if (navigator.clipboard) {
      navigator.clipboard.writeText(window.location.href).then(done, failed);
    } else { // browsers keep the clipboard for https; many intranets are not
      const field = document.body.appendChild(document.createElement('textarea'));
      field.value = window.location.href;
      field.select();
      const copied = document.execCommand('copy');
      field.remove();
      document.getElementById('carte-copier').focus();
      (copied ? done : failed)();
    }
    return nothing();
  }

  // ---- chosen territory ---------------------------------------------------------------------------------------------

  let current = null;

  /* Tells the server once that the map is on screen: the small chart, which takes longer to start, may come. */
  function announce(frame) {
    frame.dataset.prete = 'oui';
    const tell = () => {
      observer.disconnect();
      clearTimeout(late);
      requestAnimationFrame(() => setTimeout(() => window.dash_clientside.set_props('carte-prete', { data: 1 }), 0));
    };
    const observer = new MutationObserver(() => { if (frame.querySelector('path')) tell(); });
    const late = setTimeout(tell, 4000); // a map that cannot be read must not keep the chart away
    observer.observe(frame, { childList: true, subtree: true });
    if (frame.querySelector('path')) tell();
  }

  function draw(payload, frames) {
    const left = frames === undefined ? 60 : frames;
    if (!hasPage() && left > 0) requestAnimationFrame(() => draw(payload, left - 1)); // before the page is in the document
    if (!hasPage() || !payload) return nothing();
    current = payload;
    window.dash_clientside.carte.draw(payload, 'carte');
    window.dash_clientside.tableau.draw(payload, 'carte-tableau');
    window.territoires.places(payload.layer).then((known) => {
      if (current === payload) choice(payload, known);
    }, () => {}); // the map itself says that its file cannot be read
    const frame = document.getElementById('carte');
    if (!frame.dataset.prete) announce(frame);
    window.dash_clientside.carte_legende.draw(payload, 'carte');
    return nothing();
  }

  /* The list of territories, from the names that the map already holds. */
  function choice(payload, known) {
    const box = document.getElementById('carte-choix');
    if (box.dataset.fond !== payload.layer) {
      box.dataset.fond = payload.layer;
      const label = document.createElement('label');
      label.htmlFor = 'carte-choix-liste';
      label.textContent = 'Territoire';
      const list = document.createElement('select');
      list.id = 'carte-choix-liste';
      list.className = 'form-select';
      list.add(new Option('Choisir dans la liste', ''));
      known.names.map((name, i) => [name, known.ids[i]])
        .sort((a, b) => window.territoires.french.compare(a[0], b[0]))
        .forEach(([name, code]) => list.add(new Option(name, code)));
      list.addEventListener('change', () => window.dash_clientside.set_props('carte-territoire', { data: list.value }));
      box.replaceChildren(label, list);
    }
    box.querySelector('select').value = payload.selected || '';
  }

  // ---- charts -------------------------------------------------------------------------------------------------------

  function codeOf(event) {
    const point = event && event.points && event.points[0];
    return point && point.customdata !== undefined ? point.customdata : null;
  }

  function hover(event, id) {
    document.dispatchEvent(new CustomEvent('territoire:survol', { detail: { code: codeOf(event), source: id } }));
    return nothing();
  }

  function click(event) {
    const code = codeOf(event);
    if (code) window.dash_clientside.set_props('carte-ouverture', { data: { code, at: Date.now() } });
    return nothing();
  }

  /* A territory shown by the map or the table is outlined in the bars. */
  document.addEventListener('territoire:survol', (event) => {
    for (const id of ['carte-barres', 'carte-a-cote']) {
      const chart = document.querySelector('#' + id + ' .js-plotly-plot');
      const codes = chart && chart.data && chart.data[0] && chart.data[0].customdata;
      if (!codes || event.detail.source === id) continue;
      const place = codes.indexOf(event.detail.code);
      chart.querySelectorAll('.barlayer .point').forEach((bar, i) => bar.classList.toggle('survol', i === place));
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside,
    { page_carte: { address, open, copy, draw, hover, click } });
})();
