/* The first view (pages/_premiere_vue.py) is what the reader sees until Dash has built the same screen behind it. */
(function () {
  'use strict';

  const LONGEST_MS = 10000; // a screen that does not come must not hide the message that says why
  const first = document.getElementById('premiere-vue');
  if (!first) return;

  function complete() {
    const screen = document.querySelector('#contenu .ecran');
    const map = document.querySelector('.ecran-carte #carte');
    return screen && (!map || map.querySelector('path') || map.querySelector('.carte-erreur'));
  }

  function give() {
    observer.disconnect();
    clearTimeout(late);
    first.remove();
  }

  const observer = new MutationObserver(() => { if (complete()) give(); });
  observer.observe(document.body, { childList: true, subtree: true });
  const late = setTimeout(give, LONGEST_MS);
})();
