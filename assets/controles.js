/* Controls whose choice changes the address: the page is built again, and the keyboard finds the same control in it.

   Nothing to declare in a page: any control of the main content that has an id. */
(function () {
  'use strict';

  const PATIENCE_MS = 8000;
  let waiting = null;

  function forget() {
    if (!waiting) return;
    waiting.observer.disconnect();
    clearTimeout(waiting.late);
    waiting = null;
  }

  /* The control has been replaced by one of the same id, and nothing else has the keyboard meanwhile. */
  function findAgain(control) {
    const again = document.getElementById(control.id);
    if (!again || again === control || control.isConnected) return;
    forget();
    if (document.activeElement === document.body) again.focus({ preventScroll: true });
  }

  document.addEventListener('change', (event) => {
    const control = event.target;
    if (!control.id || !control.closest('main') || document.activeElement !== control) return;
    forget();
    const observer = new MutationObserver(() => findAgain(control));
    observer.observe(document.querySelector('main'), { childList: true, subtree: true });
    waiting = { observer, late: setTimeout(forget, PATIENCE_MS) };
  }, true);
})();
