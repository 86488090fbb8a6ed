/* On paper, a chart takes the width of the page: the size that it has on screen becomes the frame of its drawing. */
(function () {
  'use strict';

  function frame() {
    for (const box of document.querySelectorAll('.js-plotly-plot .svg-container')) {
      const { offsetWidth: wide, offsetHeight: high } = box;
      if (!wide || !high) continue; // inside a closed detail
      box.style.setProperty('--largeur-ecran', wide + 'px');
      box.style.setProperty('--rapport', wide + ' / ' + high);
      for (const drawing of box.querySelectorAll('.main-svg')) drawing.setAttribute('viewBox', [0, 0, wide, high].join(' '));
    }
  }

  window.addEventListener('beforeprint', frame);
})();
