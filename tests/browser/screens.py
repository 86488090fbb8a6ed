"""Every screen of the site, in the states that a reader meets, and what tells that each is there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

#: name -> address. Territories are those of the demonstration of the Pyrénées-Atlantiques.
SCREENS = {
    "accueil": "/",
    "carte d’un taux par SDSeI": "/carte?niveau=sdsei",
    "carte d’un taux par commune": "/carte?niveau=commune",
    "carte d’un effectif par commune": "/carte?indicateur=foyers_rsa&niveau=commune",
    "carte des départements": "/carte?indicateur=taux_chomage_localise&niveau=departement",
    "tableau des SDSeI": "/carte?niveau=sdsei&vue=tableau",
    "barres des EPCI": "/carte?niveau=epci&vue=barres",
    "portrait du département": "/territoire/departement/64",
    "portrait d’une SDSeI": "/territoire/sdsei/est-bearn",
    "portrait d’un EPCI": "/territoire/epci/200067254",
    "portrait d’une commune": "/territoire/commune/64445",
    "portrait d’une union d’EPCI": "/territoire/union/epci~200067239~200067254",
    "territoire inconnu": "/territoire/commune/99999",
    "comparer des SDSeI": "/comparer?niveau=sdsei",
    "emploi et IAE": "/emploi",
    "emploi et IAE d’une SDSeI": "/emploi?niveau=sdsei&territoire=est-bearn",
    "parcours": "/parcours",
    "indicateurs": "/indicateurs",
    "indicateur": "/indicateur/taux_pauvrete",
    "sources": "/sources",
    "page introuvable": "/nulle-part",
}


def ready(page: Page) -> None:
    """Wait until a screen is whole: its heading, and on the map screen what is drawn after it."""
    expect(page.locator("main h1")).to_be_visible()
    if page.locator("#carte-grille").count():
        expect(page.locator("#carte-choix select")).to_be_attached()
        view = page.locator("#carte-vue input:checked").get_attribute("value")
        if view == "tableau":
            expect(page.locator("#carte-tableau tbody tr").nth(1)).to_be_visible()
        elif view == "barres":
            expect(page.locator("#carte-barres .barlayer .point").first).to_be_attached()
        else:
            expect(page.locator("#carte .carte-zones path").first).to_be_attached()
            expect(page.locator("#carte[aria-busy]")).to_have_count(0)
            if page.locator("#carte-a-cote-figure:not([hidden])").count():
                expect(page.locator("#carte-a-cote svg.main-svg").first).to_be_attached()

    if page.locator("#emploi-carte").count():
        expect(page.locator("#emploi-carte .carte-zones path").first).to_be_attached()
    for chart in page.locator(":is(.emploi, .parcours) .dash-graph").all():
        expect(chart.locator("svg.main-svg").first).to_be_attached()


def open_screen(page: Page, path: str) -> None:
    page.goto(path)
    ready(page)
