/* Circles of known values in the legend of a map, at the size they have on the whole map.

   Page contract: beside a map <div id="X" class="carte">, a <div id="X-cercles-legende" class="cercles-legende">, and a
   clientside callback to dash_clientside.carte_legende.draw(payload, "X"), with the payload of the map (carte.js) and
   payload.marks: [[radius 0..1, words]], the largest first, or null when the map has no circles. */
(function () {
  'use strict';

  const CIRCLE_SHARE = 0.05; // same as observatoire/figures/palette.py
  const TEXT_PX = 21; // room for a line of words beside each circle

  function circles(frame) {
    const payload = frame.carteMarques;
    const box = document.getElementById(frame.id + '-cercles-legende');
    const svg = frame.querySelector('.carte-svg');
    if (!box || !svg || !payload.marks || !svg.clientWidth) return;
    window.territoires.places(payload.layer).then(({ width, height }) => {
      const unit = Math.max(width / svg.clientWidth, height / svg.clientHeight);
      const largest = (CIRCLE_SHARE * Math.max(width, height)) / unit;
      const radii = payload.marks.map(([radius]) => radius * largest);
      const wide = 2 * radii[0] + 4;
      const high = Math.max(wide, payload.marks.length * TEXT_PX);
      let words = 0;
      const shapes = payload.marks.map(([, text], i) => {
        const y = high - 2 - radii[i];
        words = Math.max(words + TEXT_PX, y - radii[i] + 10);
        return '<circle cx="' + wide / 2 + '" cy="' + y + '" r="' + radii[i] + '"/><path d="M' + wide / 2 + ' '
          + (y - radii[i]) + 'L' + (wide + 12) + ' ' + (words - 5) + '"/><text x="' + (wide + 16) + '" y="' + words + '">'
          + text + '</text>';
      });
      box.innerHTML = '<svg role="img" aria-label="Taille des cercles\u202f: '
        + payload.marks.map((mark) => mark[1]).join(', ') + '" width="' + (wide + 180) + '" height="'
        + (Math.max(high, words) + 6) + '">' + shapes.join('') + '</svg>';
    }, () => {}); // the map itself says that its file cannot be read
  }

  /* Draws now, then again when the map is built or resized. */
  function draw(payload, id, frames) {
    const frame = document.getElementById(id);
    const left = frames === undefined ? 60 : frames;
    if (!frame && left > 0) requestAnimationFrame(() => draw(payload, id, left - 1)); // before the page is in the document
    if (!frame || !payload) return window.dash_clientside.no_update;
    if (!frame.carteMarques) {
      const again = () => circles(frame);
      new ResizeObserver(again).observe(frame);
      new MutationObserver(again).observe(frame, { childList: true });
    }
    frame.carteMarques = payload;
    circles(frame);
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { carte_legende: { draw } });
})();
