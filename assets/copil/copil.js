// Slides of a comité de pilotage: shown one at a time, driven by the keyboard. Every slide is already in the page.
"use strict";

(() => {
  const seance = JSON.parse(document.getElementById("seance").textContent);
  const diapos = [...document.querySelectorAll(".diapo")];
  const titres = diapos.map((diapo) => diapo.querySelector("h1").textContent);
  const element = (id) => document.getElementById(id);
  const LONGUEUR_SAISIE_MS = 3000;
  let rang = 0;
  let saisie = "";
  let attente = 0;

  document.documentElement.style.setProperty("--accent", document.body.dataset.accent);

  // --- Slides ---
  function montrer(nouveau, annoncee = true) {
    const suivant = Math.max(0, Math.min(diapos.length - 1, nouveau));
    diapos[rang].hidden = true;
    diapos[suivant].hidden = false;
    rang = suivant;
    element("rang").textContent = rang + 1;
    scrollTo(0, 0);
    if (annoncee) element("annonce").textContent = `Diapositive ${rang + 1} sur ${diapos.length} : ${titres[rang]}`;
    requestAnimationFrame(atteignable);
    try {
      history.replaceState(null, "", `#${rang + 1}`);
    } catch {
      // A file opened from some folders may not write its own address: the slide is shown all the same.
    }
  }

  // What is taller than its slide can be reached and scrolled with the keyboard.
  function atteignable() {
    const corps = diapos[rang].querySelector(".corps");
    const deborde = corps.scrollHeight > corps.clientHeight + 1;
    corps.tabIndex = deborde ? 0 : -1;
    if (deborde) {
      corps.setAttribute("role", "region");
      corps.setAttribute("aria-label", "Contenu de la diapositive, à faire défiler");
    }
  }

  function notes() {
    const ouvertes = document.body.classList.toggle("notes-ouvertes");
    element("notes-ouvrir").setAttribute("aria-expanded", ouvertes);
    if (ouvertes) diapos[rang].querySelector(".notes").focus({ preventScroll: innerWidth > 720 });
    else element("notes-ouvrir").focus();
  }

  function pleinEcran() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  function ouvrir(nom) {
    if (nom === "sommaire") {
      for (const bouton of element("sommaire").querySelectorAll("[data-diapo]")) {
        if (Number(bouton.dataset.diapo) === rang + 1) bouton.setAttribute("aria-current", "true");
        else bouton.removeAttribute("aria-current");
      }
    }
    if (nom === "decision") preparer();
    element(nom).showModal();
    if (nom === "sommaire") element("sommaire").querySelector("[aria-current]").focus();
    if (nom === "decision") element("decision-texte").focus();
  }

  // --- Keyboard ---
  const TOUCHES = {
    ArrowRight: () => montrer(rang + 1),
    PageDown: () => montrer(rang + 1),
    " ": () => montrer(rang + 1),
    ArrowLeft: () => montrer(rang - 1),
    PageUp: () => montrer(rang - 1),
    Home: () => montrer(0),
    End: () => montrer(diapos.length - 1),
    n: notes,
    s: () => ouvrir("sommaire"),
    d: () => ouvrir("decision"),
    f: pleinEcran,
    "?": () => ouvrir("aide"),
    Escape: () => document.body.classList.contains("notes-ouvertes") && notes(),
  };

  function saisir(texte) {
    saisie = texte;
    element("saisie").textContent = saisie ? `Aller à ${saisie}, puis Entrée` : "";
    clearTimeout(attente);
    if (saisie) attente = setTimeout(() => saisir(""), LONGUEUR_SAISIE_MS);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const surBouton = event.target.closest?.("button, a, input, select, textarea");
    if (event.key >= "0" && event.key <= "9" && event.key.length === 1) return saisir((saisie + event.key).slice(-3));
    if (event.key === "Enter" && saisie) {
      event.preventDefault();
      montrer(Number(saisie) - 1);
      return saisir("");
    }
    if (surBouton && (event.key === " " || event.key === "Enter")) return;
    if (event.target.closest?.(".notes") && ["PageUp", "PageDown", " ", "Home", "End"].includes(event.key)) return;
    const action = TOUCHES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  const CLICS = {
    precedente: () => montrer(rang - 1),
    suivante: () => montrer(rang + 1),
    "sommaire-ouvrir": () => ouvrir("sommaire"),
    "notes-ouvrir": notes,
    "decision-ouvrir": () => ouvrir("decision"),
    "plein-ecran": pleinEcran,
    "aide-ouvrir": () => ouvrir("aide"),
    terminer: () => ouvrir("fin"),
    "fin-oui": terminer,
    "decision-nouvelle": () => vider(),
    "decision-enregistrer": enregistrer,
  };
  document.addEventListener("click", (event) => {
    const bouton = event.target.closest("button");
    if (!bouton) return;
    if (bouton.dataset.diapo) {
      bouton.closest("dialog").close();
      montrer(Number(bouton.dataset.diapo) - 1);
    } else if (bouton.classList.contains("fermer")) bouton.closest("dialog").close();
    else CLICS[bouton.id]?.();
  });

  // --- Decisions: sent to the site, or kept in this browser when there is no network ---
  const CLE = `copil:${seance.cle}`;
  let decisions = reunies(seance.decisions, gardees());
  let modifiee = null;

  function gardees() {
    if (seance.direct) return [];
    try {
      return JSON.parse(localStorage.getItem(CLE) || "[]");
    } catch {
      return []; // refused to a file by some browsers: they last as long as the page
    }
  }

  // Those of the file as they were changed here, then those that were noted here.
  function reunies(connues, ecrites) {
    const changee = (decision) => ecrites.find((ecrite) => ecrite.id === decision.id) || decision;
    return [...connues.map(changee), ...ecrites.filter((ecrite) => !ecrite.id)];
  }

  function garder() {
    try {
      localStorage.setItem(CLE, JSON.stringify(decisions));
      return true;
    } catch {
      return false;
    }
  }

  const adresse = () => diapos[rang].dataset.adresse;
  const jour = (iso) => (iso ? new Date(`${iso}T12:00:00`).toLocaleDateString("fr-FR", { dateStyle: "long" }) : "");
  function aujourdhui() {
    const date = new Date();
    return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }
  function dire(texte) {
    element("decision-message").textContent = texte;
  }

  function preparer() {
    element("decision-sujet").textContent = titres[rang];
    dire("");
    vider();
    lister();
  }

  function vider() {
    modifiee = null;
    element("decision-forme").reset();
    element("decision-garder").textContent = "Noter la décision";
    element("decision-nouvelle").hidden = true;
  }

  function lister() {
    const liste = element("decision-liste");
    // A slide without a figure of its own shows them all: a decision can be closed whatever has become of its figure.
    const ici = decisions.filter((decision) => !adresse() || decision.adresse === adresse());
    element("decision-titre-liste").textContent = adresse() ? "Décisions sur cette diapositive" : "Toutes les décisions";
    liste.replaceChildren(...ici.map(ligne));
    if (!ici.length) liste.append(Object.assign(document.createElement("li"), { textContent: "Aucune décision." }));
  }

  function ligne(decision) {
    const details = [decision.responsable, decision.echeance && `pour le ${jour(decision.echeance)}`, seance.etats[decision.etat]];
    const texte = document.createElement("span");
    texte.textContent = `${jour(decision.prise_le)} : ${decision.texte} (${details.filter(Boolean).join(", ")})`;
    const bouton = Object.assign(document.createElement("button"), { type: "button", textContent: "Modifier" });
    bouton.setAttribute("aria-label", `Modifier : ${decision.texte}`);
    bouton.addEventListener("click", () => {
      modifiee = decision;
      element("decision-texte").value = decision.texte;
      element("decision-responsable").value = decision.responsable;
      element("decision-echeance").value = decision.echeance;
      element("decision-etat").value = decision.etat;
      element("decision-garder").textContent = "Enregistrer la modification";
      element("decision-nouvelle").hidden = false;
      element("decision-texte").focus();
    });
    const item = document.createElement("li");
    item.append(texte, bouton);
    return item;
  }

  element("decision-forme").addEventListener("submit", async (event) => {
    event.preventDefault();
    const ecrite = {
      texte: element("decision-texte").value.trim(),
      responsable: element("decision-responsable").value.trim(),
      echeance: element("decision-echeance").value,
      etat: element("decision-etat").value,
    };
    if (!ecrite.texte) return dire("Écrivez d’abord la décision.");
    try {
      await noter(modifiee ? { ...modifiee, ...ecrite } : { adresse: adresse(), prise_le: aujourdhui(), ...ecrite });
    } catch (erreur) {
      dire(erreur.message);
    }
  });

  async function noter(decision) {
    const ancienne = modifiee;
    const notee = seance.direct ? await envoyer(`/decisions${decision.id ? `/${decision.id}` : ""}`, decision) : decision;
    decisions = ancienne ? decisions.map((item) => (item === ancienne ? notee : item)) : [...decisions, notee];
    const garde = seance.direct || garder();
    vider();
    lister();
    dire(
      garde
        ? `Décision ${ancienne ? "modifiée" : "notée"}.`
        : "Décision notée dans cette page seulement : enregistrez-la dans un fichier avant de fermer.",
    );
  }

  async function envoyer(chemin, contenu) {
    const message = "Le site ne répond pas : rien n’a été enregistré. Réessayez, ou notez la décision ailleurs.";
    let reponse;
    try {
      reponse = await fetch(location.pathname + chemin, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(contenu),
      });
    } catch {
      throw new Error(message);
    }
    const dit = await reponse.json().catch(() => ({}));
    if (!reponse.ok) throw new Error(dit.phrase || message);
    return dit;
  }

  function enregistrer() {
    const toutes = { format: "decisions-copil", titre: seance.titre, publie: seance.publie, decisions };
    const lien = document.createElement("a");
    lien.href = URL.createObjectURL(new Blob([JSON.stringify(toutes, null, 1)], { type: "application/json" }));
    lien.download = `decisions-${seance.fichier}.json`;
    lien.click();
    setTimeout(() => URL.revokeObjectURL(lien.href), 1000);
    dire(`Fichier enregistré : ${decisions.length} décision${decisions.length > 1 ? "s" : ""}.`);
  }

  element("decision-reprise").hidden = !seance.direct;
  element("decision-fichier").addEventListener("change", async (event) => {
    const [fichier] = event.target.files;
    if (!fichier) return;
    try {
      const lu = JSON.parse(await fichier.text());
      if (lu.format !== "decisions-copil") throw new SyntaxError();
      const dit = await envoyer("/decisions/reprise", lu);
      decisions = dit.decisions;
      lister();
      dire(dit.phrase);
    } catch (erreur) {
      dire(erreur instanceof SyntaxError ? "Ce fichier n’est pas un fichier de décisions." : erreur.message);
    }
    event.target.value = "";
  });

  async function terminer() {
    try {
      element("fin-message").textContent = (await envoyer("/terminer", {})).phrase;
    } catch (erreur) {
      element("fin-message").textContent = erreur.message;
    }
  }

  montrer(Math.max(1, Number(location.hash.slice(1)) || 1) - 1, false);
})();
