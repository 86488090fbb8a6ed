/* Map component: draws a map file (/geo/….json) as SVG and follows what the page asks through a dcc.Store.

   Page contract: a <div id="carte" class="carte">, a clientside callback to dash_clientside.carte.draw(payload, id),
   and a dcc.Store "carte-ouverture" that receives {code, at} when a reader opens a territory. payload:
   {layer, kind: "rate"|"count", k: [class key], v: [text], r: [radius 0..1]|null, palette, selected, title, hint};
   k, v and r follow the order of the map file. Two optional keys: points, [{x, y, r: radius 0..1, name, text}] in the
   units of the map file, the largest first, drawn above the areas; opens, the id of a store that is not
   "carte-ouverture". Colours live in carte.css, chosen in observatoire/figures/palette.py.
   Gestures and keys are in carte_gestes.js. Highlighting is shared with tables and charts through the document event
   "territoire:survol", detail {code|null, source: id of the sender}. */
(function () {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const CIRCLE_SHARE = 0.05; // same as observatoire/figures/palette.py
  const PATTERNS = {
    secret: [8, 'M-2 10L10-2M-2 2L2-2M6 10L10 6'],
    missing: [9, 'M4.5 4.5h0'], // a round-capped point is a dot
    floor: [7, 'M0 3.5H7'],
  };
  const KEYS_HELP = 'Flèches\u202f: territoire voisin. Entrée\u202f: ouvrir. Plus, moins et zéro\u202f: zoom. '
    + 'Échap\u202f: masquer l’infobulle. Les mêmes valeurs se lisent dans le tableau.';
  const POINTS_HELP = ' P\u202f: point suivant, Majuscule et P\u202f: point précédent.';

  const files = new Map(); // URL -> promise of the map file; the name changes with the content, so never stale
  const maps = new WeakMap(); // container -> map drawn in it

  function svg(name, attributes, parent) {
    const node = document.createElementNS(SVG, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(node);
    return node;
  }

  function html(name, attributes, parent, text) {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  /* A map file, asked of the server once for the map, its table and its legend. */
  function readLayer(url) {
    if (!files.has(url)) {
      const asked = fetch(url).then((answer) => {
        if (!answer.ok) throw new Error('map file: HTTP ' + answer.status);
        return answer.json();
      });
      asked.catch(() => files.delete(url)); // asking again must ask the server
      files.set(url, asked);
    }
    return files.get(url);
  }

  // ---- building -----------------------------------------------------------------------------------------------------

  function build(el, layer) {
    el.replaceChildren();
    const id = el.id;
    const map = { el, layer, index: new Map(layer.ids.map((code, i) => [code, i])), classes: [], payload: null,
      zoom: 1, x: layer.w / 2, y: layer.h / 2, current: -1, last: -1, point: -1, selected: -1, pad: 0,
      pressed: new Map(), moved: false };
    map.frame = html('div', { class: 'carte-cadre', tabindex: '0', role: 'application', 'aria-roledescription': 'carte',
      'aria-describedby': id + '-aide' }, el);
    map.svg = svg('svg', { class: 'carte-svg', 'aria-hidden': 'true', focusable: 'false' }, map.frame);
    const defs = svg('defs', {}, map.svg);
    map.patterns = Object.keys(PATTERNS).map((key) => {
      const [side, path] = PATTERNS[key];
      const pattern = svg('pattern',
        { id: id + '-' + key, width: side, height: side, patternUnits: 'userSpaceOnUse' }, defs);
      svg('rect', { class: 'carte-motif-fond', width: side, height: side }, pattern);
      svg('path', { class: 'carte-motif-' + key, d: path }, pattern);
      return pattern;
    });
    const areas = svg('g', { class: 'carte-zones' }, map.svg);
    map.areas = layer.d.map((path, i) => svg('path', { d: path, 'data-i': i }, areas));
    map.dashes = svg('path', { class: 'carte-tirets' }, map.svg);
    const lines = svg('g', { class: 'carte-traits' }, map.svg);
    for (const name in layer.outlines) svg('path', { class: 'carte-trait-' + name, d: layer.outlines[name] }, lines);
    map.circles = svg('g', { class: 'carte-cercles' }, map.svg);
    map.marks = ['carte-choisi', 'carte-survol'].map((name) => {
      const group = svg('g', { class: name }, map.svg);
      return [svg('path', { class: 'carte-halo' }, group), svg('path', {}, group)];
    });
    map.points = svg('g', { class: 'carte-points' }, map.svg);
    map.tip = html('div', { class: 'carte-bulle', 'aria-hidden': 'true', hidden: '' }, map.frame);
    map.tipName = html('strong', {}, map.tip);
    map.tipValue = html('span', {}, map.tip);
    map.bar = html('div', { class: 'carte-echelle', 'aria-hidden': 'true' }, map.frame);

    const foot = html('div', { class: 'carte-pied' }, el);
    const tools = html('div', { class: 'carte-zoom', role: 'group', 'aria-label': 'Zoom de la carte' }, foot);
    const labels = { '+': 'Zoomer', '−': 'Dézoomer', '⟲': 'Revenir à la vue d’ensemble' };
    map.buttons = Object.keys(labels).map((sign) =>
      html('button', { type: 'button', 'aria-label': labels[sign], title: labels[sign] }, tools, sign));
    map.note = html('p', { class: 'carte-note' }, foot);
    map.help = html('p', { class: 'carte-hors-ecran', id: id + '-aide' }, el);
    map.live = html('p', { class: 'carte-hors-ecran', 'aria-live': 'polite' }, el);

    window.carteGestes.attach(map);
    maps.set(el, map);
    return map;
  }

  function update(map, payload) {
    const { layer } = map;
    map.payload = payload;
    map.el.dataset.palette = payload.palette;
    map.el.dataset.kind = payload.kind;
    map.frame.setAttribute('aria-label', payload.title);
    const scale = layer.outlines.insets ? 'Outre-mer\u202f: hors échelle' : '';
    map.note.textContent = [payload.hint, scale, layer.credit].filter(Boolean).join(' · ');
    payload.k.forEach((key, i) => {
      if (map.classes[i] === key) return;
      map.areas[i].setAttribute('class', 'k-' + key);
      // An attribute, not the style sheet: url(#…) in a file of its own is not resolved alike everywhere.
      if (key in PATTERNS) map.areas[i].setAttribute('fill', 'url(#' + map.el.id + '-' + key + ')');
      else map.areas[i].removeAttribute('fill');
    });
    map.classes = payload.k;
    // Above every area: the plain border of a neighbour would fill the gaps of a dashed one.
    map.dashes.setAttribute('d', layer.d.filter((path, i) => payload.k[i] === 'immature').join(''));
    map.help.textContent = KEYS_HELP + (payload.points ? POINTS_HELP : '');
    const shapes = drawCircles(map, payload.r).concat(drawPoints(map, payload.points || []));
    makeRoom(map, shapes);
    map.selected = map.index.has(payload.selected) ? map.index.get(payload.selected) : -1;
    window.carteGestes.mark(map, 0, map.selected);
    if (map.current >= 0) window.carteGestes.words(map, map.current);
  }

  /* Circles of a count, on the label points. -> [[x, y, radius]] in the units of the map file. */
  function drawCircles(map, radii) {
    const { layer } = map;
    const largest = CIRCLE_SHARE * Math.max(layer.w, layer.h);
    const order = (radii || []).map((radius, i) => i).filter((i) => radii[i] > 0 && layer.c[i]);
    order.sort((a, b) => radii[b] - radii[a]); // the largest below
    const drawn = order.map((i) => svg('circle',
      { cx: layer.c[i][0], cy: layer.c[i][1], r: (radii[i] * largest).toFixed(2), 'data-i': i }));
    map.circles.replaceChildren(...drawn);
    return order.map((i) => [...layer.c[i], radii[i] * largest]);
  }

  function drawPoints(map, points) {
    const largest = CIRCLE_SHARE * Math.max(map.layer.w, map.layer.h);
    if (map.point >= 0) map.tip.hidden = true;
    map.point = -1;
    map.points.replaceChildren(...points.map((point, p) => svg('circle',
      { cx: point.x, cy: point.y, r: (point.r * largest).toFixed(2), 'data-p': p })));
    return points.map((point) => [point.x, point.y, point.r * largest]);
  }

  /* Room for the circles that cross the edge of the map. */
  function makeRoom(map, shapes) {
    const { w, h } = map.layer;
    const pad = Math.max(0, ...shapes.map(([x, y, radius]) => radius - Math.min(x, y, w - x, h - y)));
    if (pad !== map.pad) {
      map.pad = pad;
      window.carteGestes.view(map);
    }
  }

  // ---- highlighting asked by a table or a chart ---------------------------------------------------------------------

  document.addEventListener('territoire:survol', (event) => {
    for (const el of document.querySelectorAll('.carte')) {
      const map = maps.get(el);
      if (map && map.payload && event.detail.source !== el.id) {
        const i = map.index.get(event.detail.code);
        window.carteGestes.show(map, i === undefined ? -1 : i, { quiet: true });
      }
    }
  });

  // ---- entry --------------------------------------------------------------------------------------------------------

  function fail(el, words, again) {
    maps.delete(el);
    el.removeAttribute('aria-busy');
    el.replaceChildren();
    const box = html('div', { class: 'carte-erreur', role: 'alert' }, el);
    html('p', {}, box, words);
    html('button', { type: 'button' }, box, 'Réessayer').addEventListener('click', again);
  }

  function render(el, payload) {
    el.dataset.demande = payload.layer; // a slow answer must not replace a later question
    el.carteContenu = payload;
    const known = maps.get(el);
    if (known && known.url === payload.layer) return update(known, payload);
    el.setAttribute('aria-busy', 'true');
    return readLayer(payload.layer).then((layer) => {
      if (el.carteContenu !== payload) return;
      if (layer.ids.length !== payload.k.length) {
        fail(el, 'La carte et ses chiffres ne correspondent plus\u202f: rechargez la page.',
          () => window.location.reload());
        return;
      }
      const focused = el.contains(document.activeElement);
      const map = build(el, layer);
      map.url = payload.layer;
      update(map, payload);
      el.removeAttribute('aria-busy');
      if (focused) map.frame.focus({ preventScroll: true });
    }).catch((error) => {
      if (el.carteContenu !== payload) return;
      console.error(error);
      fail(el, 'Le fond de carte n’a pas pu être chargé. Les chiffres restent dans le tableau.',
        () => render(el, payload));
    });
  }

  function draw(payload, id, frames) {
    const el = document.getElementById(id || 'carte');
    const left = frames === undefined ? 60 : frames;
    // The callback may come before the page is in the document.
    if (!el && left > 0) requestAnimationFrame(() => draw(payload, id, left - 1));
    if (el && payload) render(el, payload);
    return window.dash_clientside.no_update;
  }

  window.carteFonds = { read: readLayer };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { carte: { draw } });
})();
