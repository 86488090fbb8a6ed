/* The funnel plot of the comparing screen: drawings made by the server, put in the page so that they have its letters.

   Page contract: a <div id> and dash_clientside.comparer.draw([for a desk, for a phone], id); page_comparer.css shows
   one of the two. */
(function () {
  'use strict';

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.comparer = {
    draw(drawings, id) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = drawings.join('');
      return window.dash_clientside.no_update;
    },
  };
})();
