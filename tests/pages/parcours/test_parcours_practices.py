"""Orientation, contracts, référents and presence, as the parcours screen says them."""

from tests.pages.screens import components, row, screen, section, text
from tests.samples.parcours_warehouse import row as figure

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


def test_contracts_say_among_whom_they_are_counted(shown):
    assert "au 31 décembre 2025, parmi les orientés hors France Travail" in text(shown())


def test_the_three_rates_of_the_kiosks_are_told_apart(shown):
    block = section(shown(EST_BEARN), "pratiques")
    assert "Trois taux distincts pour les kiosques" in text(block)
    assert "plus élevé (mieux)" in row(block, "Part des personnes présentes aux kiosques")
    assert "écart non établi" in row(block, "Part des rendez-vous honorés")


def test_each_rate_says_how_many_it_counts_and_of_what(shown):
    block = section(shown(), "pratiques")
    assert "sur 23\u202f698\xa0rendez-vous" in row(block, "Part des rendez-vous honorés")
    assert "sur 1\u202f104\xa0invitations" in row(block, "Part des invitations à un kiosque")
    assert "sur 800\xa0personnes" in row(block, "Part des orientés ayant signé un contrat en 30 jours")
    assert "entrées en" not in text(block)  # these are rates of the year, of whoever is concerned


def test_who_is_oriented_is_told_by_how_long_the_right_has_been_open_for_the_departement(shown):
    block = section(shown(), "pratiques")
    assert "98,1\u202f%" in row(block, "Part des bénéficiaires du RSA soumis aux droits et devoirs")
    assert "trop récent" in row(block, "Part des personnes réorientées dans les douze mois")
    recent = row(block, "Part des personnes orientées au 31 décembre Droit ouvert depuis moins de 6 mois")
    assert "61,0\u202f%" in recent and "sur 1\u202f660\xa0personnes" in recent
    near = text(section(shown(EST_BEARN), "pratiques"))
    assert "moins de 6 mois" not in near and "selon l’ancienneté du droit n’est donnée que pour le département" in near


def test_a_rate_after_the_orientation_has_the_limits_of_its_time_beside_it(shown):
    today, before = section(shown(), "pratiques"), section(shown("?periode=2024"), "pratiques")
    assert "en vigueur depuis 2018" in row(today, "Part des orientés dont le premier rendez-vous")
    assert "(décret de 2024), en vigueur depuis 2025" in row(
        today, "Part des orientés ayant signé un contrat en 30 jours"
    )
    in_two_months = "Part des orientés ayant signé un contrat en 60 jours"
    assert "jusqu’à 2024" in row(before, in_two_months) and "loi" not in row(today, in_two_months)


def test_a_share_that_only_the_departement_has_says_so_elsewhere(shown):
    line = row(section(shown(EST_BEARN), "pratiques"), "Part des bénéficiaires du RSA soumis aux droits et devoirs")
    assert "donné au département seulement" in line and "98,1" in line


def of_kinds(*cuts):
    """Figures of the département by kind, for three of the practices."""
    return [
        figure(indicator, value, breakdown=cut, margin=2.0, denominator=100)
        for indicator, value in (
            ("taux_presence_rdv", 71.0),
            ("taux_contractualisation", 44.0),
            ("part_avec_referent", 66.0),
        )
        for cut in cuts
        if (indicator, cut) != ("taux_contractualisation", "organisme:ft")
    ]


def test_the_practices_are_told_by_kind_of_person_and_of_orientation_for_the_departement(site):
    hidden = {"status": "secret", "qualifier": "ours"}
    rare = [figure("taux_contractualisation", None, breakdown="age:<25", **hidden)]
    reader = site([*of_kinds("sexe:F", "type:social", "organisme:ft"), *rare])
    block = section(screen(reader, "/parcours"), "pratiques")
    assert "71,0\u202f%" in row(block, "Femmes") and "44,0\u202f%" in row(block, "Femmes")
    assert "66,0\u202f%" in row(block, "Social") and "sans objet" in row(block, "France Travail")
    assert "secret" in row(block, "Moins de 25 ans")
    headings = [text(item) for item in components(block, "Th") if item["props"].get("scope") == "colgroup"]
    assert headings == ["Sexe", "Âge", "Type de parcours", "Organisme d’orientation"]
    assert "ceux de la première orientation" in text(block)
    assert "moins de cinq personnes" in text(block)


def test_elsewhere_the_kinds_are_said_to_be_told_for_the_departement_only(site):
    reader = site(of_kinds("sexe:F"))
    block = section(screen(reader, "/parcours", EST_BEARN), "pratiques")
    assert "le type de parcours et l’organisme ne sont donnés que pour le département" in text(block)
    assert "Femmes" not in text(block)


def test_shares_within_the_legal_days_stand_beside_the_median_of_each_kind(site):
    more = [figure(f"part_orientee_{days}_jours", share, breakdown="sexe:F", margin=1.0, denominator=400)
            for days, share in ((30, 12.5), (42, 31.0))]  # fmt: skip
    block = section(screen(site(more), "/parcours"), "publics")
    women = row(block, "Femmes")
    assert "82\xa0jours" in women and "12,5\u202f%" in women and "31,0\u202f%" in women
    near = section(screen(site(more), "/parcours", EST_BEARN), "publics")
    assert "Orientés en 30 jours" in text(block) and "Orientés en 30 jours" not in text(near)
