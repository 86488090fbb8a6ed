/* Table twin of a map: same figures, in words, to sort and to read line by line.

   Page contract: a <div id="carte-tableau" class="tableau-cadre"> and dash_clientside.tableau.draw(payload, id), with the
   payload of the map (carte.js) and payload.table {caption, estimated, sides, notCompared, name, value, unit, suffix,
   benchmark: [name, text], x: [sort value|null], intervals: [text]|null, gaps: [[gap, text, side]|null]|null,
   ranks: [[best place, text]|null]|null, notes: [index of words|null]|null, words}. Codes and names come from the map file; lists are in its order.
   Drawn only while payload.view is "tableau". Highlighting is shared by the document event "territoire:survol". */
(function () {
  'use strict';

  const french = new Intl.Collator('fr', { ignorePunctuation: true });
  const states = new WeakMap(); // container -> {sort: {key, ascending}, rows: Map(code -> tr)}

  /* Codes, names and size of a map file, which carte.js reads. */
  function places(url) {
    return window.carteFonds.read(url).then(({ ids, names, w, h }) => ({ ids, names, width: w, height: h }));
  }

  function element(name, attributes, parent, text) {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  // ---- columns ------------------------------------------------------------------------------------------------------

  function withoutUnit(text, table) {
    return table.suffix && text.endsWith(table.suffix) ? text.slice(0, -table.suffix.length) : text;
  }

  /* A figure: a number without the unit of the header, or the badge of a status with its words. */
  function fillValue(cell, payload, i) {
    const { table } = payload;
    const text = payload.v[i];
    const estimated = text.endsWith(table.estimated);
    if (payload.k[i] in { secret: 1, missing: 1, not_applicable: 1, immature: 1 }) {
      element('span', { class: 'statut statut-' + payload.k[i] }, cell, text);
    } else if (estimated) {
      const figure = withoutUnit(text.slice(0, -table.estimated.length), table);
      element('span', { class: 'statut statut-estimated' }, cell, figure);
      element('span', { class: 'hors-ecran' }, cell, table.estimated);
    } else element('span', {}, cell, withoutUnit(text, table));
    if (table.intervals && table.intervals[i]) element('span', { class: 'precision' }, cell, table.intervals[i]);
  }

  function columns(payload, places) {
    const { table } = payload;
    return [
      { key: 'nom', label: table.name, sort: (i) => places.names[i], first: true },
      { key: 'valeur', label: table.value, unit: table.unit, sort: (i) => table.x[i],
        fill: (cell, i) => fillValue(cell, payload, i), benchmark: withoutUnit(table.benchmark[1], table) },
      table.gaps && { key: 'ecart', label: 'Écart au repère', unit: table.benchmark[0],
        sort: (i) => table.gaps[i] && table.gaps[i][0], fill: (cell, i) => {
          if (!table.gaps[i]) {
            if (table.x[i] !== null) element('span', { class: 'precision' }, cell, table.notCompared);
            return;
          }
          element('span', {}, cell, table.gaps[i][1]);
          element('span', { class: 'precision' }, cell, table.sides[table.gaps[i][2]]);
        } },
      table.ranks && { key: 'rang', label: 'Rang', unit: 'du plus élevé', ascending: true,
        sort: (i) => table.ranks[i] && table.ranks[i][0],
        fill: (cell, i) => { cell.textContent = table.ranks[i] ? table.ranks[i][1] : ''; } },
      table.notes && { key: 'precision', label: 'Précision', text: true, fill: (cell, i) => {
        cell.textContent = table.notes[i] === null ? '' : table.words[table.notes[i]];
      } },
    ].filter(Boolean);
  }

  // ---- order --------------------------------------------------------------------------------------------------------

  /* Territories without a value come last in both directions; equal values by name. */
  function order(column, ascending, names) {
    const sign = ascending ? 1 : -1;
    const byName = (a, b) => french.compare(names[a], names[b]);
    return names.map((name, i) => i).sort((a, b) => {
      if (column.key === 'nom') return sign * byName(a, b);
      const [left, right] = [column.sort(a), column.sort(b)];
      if (left === null || right === null) return (left === null) - (right === null) || byName(a, b);
      return sign * (left - right) || byName(a, b);
    });
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------

  function head(table, all, state, sorted) {
    const line = element('tr', {}, element('thead', {}, table));
    all.forEach((column) => {
      const cell = element('th', { scope: 'col', class: column.text ? 'texte' : '' }, line);
      if (column.sort) {
        const active = column.key === state.sort.key;
        cell.setAttribute('aria-sort', active ? (state.sort.ascending ? 'ascending' : 'descending') : 'none');
        const button = element('button', { type: 'button', class: 'tri', 'data-tri': column.key }, cell, column.label);
        button.addEventListener('click', () => sorted(column));
      } else cell.textContent = column.label;
      if (column.unit) element('span', { class: 'unite' }, cell, column.unit);
    });
  }

  function benchmarkRow(body, all, payload) {
    const line = element('tr', { class: 'repere' }, body);
    all.forEach((column) => {
      if (column.first) element('th', { scope: 'row' }, line, 'Repère\u202f: ' + payload.table.benchmark[0]);
      else element('td', column.text ? { class: 'texte' } : {}, line, column.benchmark || '');
    });
  }

  function row(payload, places, all, i) {
    const code = places.ids[i];
    const line = element('tr', { 'data-code': code });
    if (code === payload.selected) line.className = 'selection';
    all.forEach((column) => {
      if (column.first) {
        element('a', { href: payload.href[0] + code + payload.href[1] }, element('th', { scope: 'row' }, line), places.names[i]);
      } else column.fill(element('td', column.text ? { class: 'texte' } : {}, line), i);
    });
    return line;
  }

  function build(el, payload, places) {
    const state = states.get(el) || { sort: { key: 'valeur', ascending: false } };
    states.set(el, state);
    const all = columns(payload, places);
    if (!all.some((column) => column.key === state.sort.key)) state.sort = { key: 'valeur', ascending: false };
    const table = element('table', { class: 'tableau' });
    element('caption', { id: el.id + '-titre' }, table, payload.table.caption);
    head(table, all, state, (column) => {
      const again = state.sort.key === column.key;
      state.sort = { key: column.key, ascending: again ? !state.sort.ascending : column.first || Boolean(column.ascending) };
      build(el, payload, places);
      el.querySelector('[data-tri="' + column.key + '"]').focus();
    });
    const body = element('tbody', {}, table);
    benchmarkRow(body, all, payload);
    const sortedBy = all.find((column) => column.key === state.sort.key);
    state.rows = new Map();
    order(sortedBy, state.sort.ascending, places.names).forEach((i) => {
      const line = row(payload, places, all, i);
      state.rows.set(places.ids[i], line);
      body.appendChild(line);
    });
    el.setAttribute('role', 'region');
    el.setAttribute('aria-labelledby', el.id + '-titre');
    el.tabIndex = 0;
    el.replaceChildren(table);
  }

  function draw(payload, id) {
    const el = document.getElementById(id);
    el.tableauContenu = payload; // a slow answer must not replace a later question
    if (payload.view !== 'tableau') {
      el.replaceChildren();
      el.removeAttribute('tabindex');
      return window.dash_clientside.no_update;
    }
    listen(el);
    places(payload.layer).then((known) => {
      if (el.tableauContenu === payload) build(el, payload, known);
    }).catch((error) => {
      console.error(error);
      el.replaceChildren(element('p', { role: 'alert' }, null,
        'Les noms des territoires n’ont pas pu être chargés\u202f: vérifiez votre connexion, puis rechargez la page.'));
    });
    return window.dash_clientside.no_update;
  }

  // ---- opening and highlighting -------------------------------------------------------------------------------------

  function tell(code, source) {
    document.dispatchEvent(new CustomEvent('territoire:survol', { detail: { code, source } }));
  }

  function listen(el) {
    if (el.dataset.ecoute) return;
    el.dataset.ecoute = 'oui';
    const codeOf = (event) => {
      const line = event.target.closest('tr[data-code]');
      return line ? line.dataset.code : null;
    };
    for (const name of ['mouseover', 'focusin']) el.addEventListener(name, (event) => tell(codeOf(event), el.id));
    for (const name of ['mouseleave', 'focusout']) el.addEventListener(name, () => tell(null, el.id));
    el.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault(); // the page changes without being loaded again
      window.dash_clientside.set_props('carte-ouverture', { data: { code: codeOf(event), at: Date.now() } });
    });
  }

  document.addEventListener('territoire:survol', (event) => {
    for (const el of document.querySelectorAll('.tableau-cadre')) {
      const state = states.get(el);
      if (!state || event.detail.source === el.id) continue;
      for (const [code, line] of state.rows) line.classList.toggle('survol', code === event.detail.code);
    }
  });

  window.territoires = { places, french };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { tableau: { draw } });
})();
