/* Behaviour of the shell, on every page: territory search, menus, page changes, an unreachable server. */
(function () {
  "use strict";

  // Dash writes here the address of the whole Plotly library; ours is lighter and holds every chart we draw.
  var plotly = document.getElementById("plotly-local");
  if (plotly) {
    Object.defineProperty(window, "_dashPlotlyJSURL", { get: function () { return plotly.href; }, set: function () {} });
  }

  // --- An unreachable server: say it, the page keeps what it shows ---
  var UNREACHABLE = "Le serveur ne répond pas\u202f; ce qui était affiché est conservé. " +
    "Vérifiez votre connexion, puis rechargez la page.";
  var leaving = false;
  window.addEventListener("pagehide", function () { leaving = true; });
  window.addEventListener("beforeunload", function () { leaving = true; });
  function tellUnreachable() {
    if (!leaving && document.getElementById("erreur-texte")) {
      window.dash_clientside.set_props("erreur-texte", { children: UNREACHABLE });
    }
  }
  var fetchFromServer = window.fetch;
  window.fetch = function (address) {
    var call = fetchFromServer.apply(this, arguments);
    if (String(address && address.url || address).indexOf("_dash-update-component") !== -1) {
      call.then(function (response) {
        if (response.status >= 500) tellUnreachable();
      }, function (error) {
        if (error.name !== "AbortError") tellUnreachable();
      });
    }
    return call;
  };

  // --- Menus (details.menu): Escape, or a click elsewhere, closes them ---
  function closeMenus(exceptHolding) {
    document.querySelectorAll("details.menu-exporter[open]").forEach(function (menu) {
      if (!exceptHolding || !menu.contains(exceptHolding)) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = event.target.closest && event.target.closest("details.menu-exporter[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  // --- One benchmark for every screen: the one in the address follows the reader from screen to screen ---
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".navigation a");
    var benchmark = new URLSearchParams(window.location.search).get("repere");
    var elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || !benchmark || elsewhere) return;
    event.preventDefault();
    event.stopPropagation();
    window.history.pushState({}, "", link.getAttribute("href") + "?repere=" + encodeURIComponent(benchmark));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }, true);

  // --- Page changes: tell which link is the current one, and put the reader at the top of the new content ---
  function markCurrentPage() {
    var here = section(window.location.pathname);
    document.querySelectorAll(".navigation a").forEach(function (link) {
      if (section(link.getAttribute("href")) === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }
  // The list and the page of one thing are one section: /indicateurs and /indicateur/rsa.
  function section(path) { return path.split("/")[1].replace(/s$/, ""); }
  var shownPath = null;
  function onPageShown() {
    markCurrentPage();
    var content = document.getElementById("contenu");
    if (shownPath !== null && shownPath !== window.location.pathname && content) {
      content.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    shownPath = window.location.pathname;
  }
  // Dash writes the title of the tab once the content of the new page is there.
  new MutationObserver(onPageShown).observe(document.querySelector("title"), { childList: true });

  // --- Territory search: combobox with a list, after the WAI-ARIA pattern ---
  var LONGEST_LIST = 8, SHORTEST_QUERY = 2, PAUSE_MS = 150;

  function element(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text) node.textContent = text;
    return node;
  }

  function buildSearch(frame) {
    var label = element("label", { "for": "recherche-champ", "class": "hors-ecran" }, "Chercher un territoire");
    var input = element("input", {
      id: "recherche-champ", type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": "recherche-liste", autocomplete: "off", spellcheck: "false", placeholder: "Chercher un territoire"
    });
    var list = element("ul", { id: "recherche-liste", role: "listbox", "aria-label": "Territoires", hidden: "" });
    var count = element("p", { "class": "recherche-compte", role: "status" });
    frame.append(label, input, list, count);

    var options = [], active = -1, timer = null, pending = null;

    function close() {
      list.hidden = true;
      list.replaceChildren();
      options = [];
      activate(-1);
      input.setAttribute("aria-expanded", "false");
    }
    function say(text, visible) {
      count.textContent = text;
      count.classList.toggle("hors-ecran", !visible);
    }
    function activate(index) {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = index;
      if (!options[active]) { input.removeAttribute("aria-activedescendant"); return; }
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }
    function open(option) { window.location.assign(option.dataset.href); }

    function show(found) {
      close();
      options = found.slice(0, LONGEST_LIST).map(function (territory, index) {
        var option = element("li", {
          id: "recherche-" + index, role: "option", "aria-selected": "false", "data-href": territory.href
        });
        option.append(element("span", {}, territory.nom), " ", element("span", { "class": "niveau" }, territory.niveau));
        return option;
      });
      list.append.apply(list, options);
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      if (options.length) {
        say(options.length + (options.length > 1 ? " territoires proposés" : " territoire proposé"), false);
      } else {
        say("Aucun territoire ne porte ce nom.", true);
      }
    }
    function search() {
      var query = input.value.trim();
      if (pending) pending.abort();
      if (query.length < SHORTEST_QUERY) { close(); say("", false); return; }
      pending = new AbortController();
      fetchFromServer("/recherche?q=" + encodeURIComponent(query), { signal: pending.signal })
        .then(function (response) { return response.ok ? response.json() : Promise.reject(new Error(response.status)); })
        .then(show)
        .catch(function (error) {
          if (error.name !== "AbortError") { close(); say("La recherche ne répond pas. Réessayez dans un instant.", true); }
        });
    }

    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(search, PAUSE_MS); });
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!options.length) return;
        var step = event.key === "ArrowDown" ? 1 : -1;
        activate(active === -1 && step === -1 ? options.length - 1 : (active + step + options.length) % options.length);
      } else if (event.key === "Enter") {
        if (!options.length) return;
        open(options[active === -1 ? 0 : active]);
      } else if (event.key === "Escape") {
        if (list.hidden) input.value = "";
        close();
        say("", false);
      } else {
        return;
      }
      event.preventDefault();
    });
    // Pressing, not clicking: the field loses focus, and the list closes, before a click ends.
    list.addEventListener("mousedown", function (event) {
      var option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option && event.button === 0) open(option);
    });
    input.addEventListener("blur", function () { close(); say("", false); });
  }

  // Dash draws the header after this script has run, and again when the layout is reloaded.
  function buildWhatIsMissing() {
    var frame = document.getElementById("recherche");
    if (frame && !frame.firstChild) { buildSearch(frame); markCurrentPage(); }
  }
  new MutationObserver(buildWhatIsMissing).observe(document.body, { childList: true, subtree: true });
})();
