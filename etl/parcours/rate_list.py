"""Every rate and headcount told of the persons of the extracts, as the queries that count them."""

from __future__ import annotations

from etl.parcours.family import ALL, nested
from etl.parcours.given import absence
from etl.parcours.jobs import is_durable, kind_of_exit
from etl.parcours.persons import HELD, MISSED, Microdata
from etl.parcours.rates import NO, Apart, Ground, Headcount, Rate
from etl.parcours.seniority import SENIORITY, few_left
from etl.parcours.settings import DIMENSIONS
from etl.parcours.waits import ENTERED, FIRST_ORIENTED

#: Populations of the persons whose right is open on 31 December, of those who take a first job in a year, and of those
#: who leave a dispositif.
PRESENT, FIRST_JOBS, LEAVERS = "droits_31_decembre", "reprises_emploi", "sorties_dispositif"
#: Class of those who leave a dispositif for a job.
FOR_A_JOB = "taux_sortie_dispositif"
#: Classes of the persons invited to a kiosk: oriented there; those whose presence was noted.
ORIENTED_THERE, KNOWN_PRESENCE = "orientes_au_kiosque", "presence_connue"
#: Classes of the persons whose right is open on 31 December: oriented; oriented to France Travail, or elsewhere.
ORIENTED, WITH_FT, ELSEWHERE = "part_orientee_31_decembre", "orientes_ft", "orientes_hors_ft"
#: Class of those whose organism is not known: neither to France Travail nor elsewhere.
NOT_SAID = "inconnu"
#: Class of the adults whose right is open on 31 December, subject to droits et devoirs or not.
ADULTS = "adultes"
ATTRIBUTES = tuple(DIMENSIONS)
#: Dimensions of an orientation: what kind it is, and who follows.
ORIENTATION = ("type", "organisme")
#: Who is oriented to France Travail is counted under another name too.
SAME_ORIENTED = {("organisme:ft", ORIENTED): WITH_FT}
#: What is told of who is oriented on 31 December stands on these (see given.GIVEN).
OF_31_DECEMBER = ("right_end", "decided")
#: Days within which a change of orientation counts.
REORIENTED_WITHIN = 365
#: The name of a dispositif is published as the extract writes it: one that fewer persons than that ever left may be a
#: remark on one of them. These are told together, under one name.
NAMED_FROM = 10
OTHER_DISPOSITIF = "autre dispositif"


def every_rate(microdata: Microdata) -> list[Rate]:
    """Every rate of the catalogue that is a share of persons or of dates."""
    return [
        *_back_to_work(microdata),
        *_year_ends(microdata),
        *_subject_to_duties(microdata),
        Rate(
            "part_reorientee_12_mois",
            FIRST_ORIENTED,
            _reoriented(microdata),
            mature_days=REORIENTED_WITHIN,
            stands_on=("orientation_type",),
        ),
        *(
            Rate(indicator, population, source, ATTRIBUTES, ORIENTATION, events=True)
            for indicator, population, source in (
                ("part_contrats_expires_non_renouveles", "contrats_expires", _expired(microdata)),
                ("taux_presence_rdv", "rendez_vous", _appointments(microdata)),
            )
        ),
        *_kiosks(microdata),
        Rate("part_emploi_durable", FIRST_JOBS, _first_jobs(microdata), ATTRIBUTES),
        Rate(
            FOR_A_JOB,
            LEAVERS,
            _leavers(microdata),
            ("dispositif",),
            events=True,
            stands_on=("job_start",),
        ),
    ]


def every_headcount(microdata: Microdata) -> list[Headcount]:
    return [
        Headcount(
            "personnes_orientees",
            PRESENT,
            "SELECT commune, period, type, organisme FROM year_end WHERE is_oriented",
            ("type",),
            counted=ORIENTED,
            above=("organisme",),
            same=SAME_ORIENTED,
            stands_on=OF_31_DECEMBER,
            around="SELECT commune, period FROM year_end",
        ),
        Headcount(
            "sorties_emploi",
            "sorties",
            f"SELECT id_personne, commune, year(date)::VARCHAR AS period,"
            f" {kind_of_exit(microdata.settings)} AS sortie"
            f" FROM sorties JOIN person_place USING (id_personne) WHERE {_within('date', microdata)}",
            ("sortie",),
            events=True,
            stands_on=("job_start",),
        ),
    ]


def _back_to_work(microdata: Microdata) -> list[Rate]:
    """Back to work within each number of days: who is back sooner is back later too.

    There on a 31 December, plus entered in the year, minus there on the next, have left: read off the entrants.
    """
    since, until = microdata.since, microdata.extracted_on
    entrants = f" FROM entrant WHERE opened AND entry BETWEEN DATE '{since}' AND DATE '{until}'"
    bounds = sorted(microdata.settings.return_days.items(), key=lambda bound: bound[1])
    back = " ".join(f"WHEN job_start <= entry + {days} THEN '{indicator}'" for indicator, days in bounds)
    ground = Ground(
        "SELECT commune, sexe, age, famille, payeur, year(entry)::VARCHAR AS period,"
        f" CASE {back} ELSE '{NO}' END AS cls{entrants}",
        nested(*(indicator for indicator, _ in bounds), NO),
        ATTRIBUTES,
        "SELECT commune, sexe, age, famille, payeur, year::VARCHAR AS period"
        f" FROM entrant, range({since.year + 1}, {until.year}) AS years(year)"
        " WHERE opened AND right_end < make_date(year, 12, 31)"
        " AND (year(entry) = year OR (year(entry) < year AND right_end >= make_date(year - 1, 12, 31)))",
    )
    return [
        Rate(
            indicator,
            ENTERED,
            f"SELECT commune, sexe, age, famille, payeur, year(entry)::VARCHAR AS period,"
            f" coalesce(job_start <= entry + {days}, false) AS counted{entrants}",
            ATTRIBUTES,
            mature_days=days,
            ground=ground,
            stands_on=("job_start",),
        )
        for indicator, days in bounds
    ]


def _year_ends(microdata: Microdata) -> list[Rate]:
    """What is told of the persons whose right is open on 31 December, who are the same in each rate.

    By type of orientation and organism, it is told of those who are oriented.
    """
    oriented = ("contrat", "sans", "ft", NOT_SAID)
    with_contract, elsewhere = {"taux_contractualisation": ("contrat",)}, {ELSEWHERE: ("contrat", "sans")}
    with_referent = {"part_avec_referent": ("suivi",), ORIENTED: ("suivi", "sans")}
    attributes = (*ATTRIBUTES, *ORIENTATION)
    contracts = Ground(
        _IN_YEAR_END.format(_CONTRACTED, "CASE cls WHEN 'contrat' THEN true WHEN 'sans' THEN false END"),
        {**with_contract, **elsewhere, WITH_FT: ("ft",), ORIENTED: oriented, ALL: (*oriented, NO)},
        attributes,
        unknown=(NOT_SAID,),
    )
    referents = Ground(
        _IN_YEAR_END.format(_FOLLOWED, "cls = 'suivi'"), {**with_referent, ALL: ("suivi", "sans", NO)}, attributes
    )
    if absence(("organism",), microdata):  # nobody is known to be elsewhere than at France Travail
        contracts = Ground(referents.source, {ORIENTED: ("suivi", "sans"), ALL: ("suivi", "sans", NO)}, attributes)
    return [
        Rate(
            ORIENTED,
            PRESENT,
            "SELECT commune, sexe, age, famille, payeur, anciennete, period, is_oriented AS counted FROM year_end",
            (*ATTRIBUTES, SENIORITY),
            ground=contracts,
            withheld={SENIORITY: few_left(microdata)},
            stands_on=OF_31_DECEMBER,
        ),
        Rate(
            "part_avec_referent",
            PRESENT,
            referents.source,
            ATTRIBUTES,
            ORIENTATION,
            ground=referents,
            apart=(Apart(ORIENTATION, with_referent, ORIENTED, SAME_ORIENTED),),
            stands_on=(*OF_31_DECEMBER, "referent"),
        ),
        Rate(
            "taux_contractualisation",
            PRESENT,
            contracts.source,
            ATTRIBUTES,
            ORIENTATION,
            ground=contracts,
            apart=(
                Apart((*ATTRIBUTES, "type"), {**with_contract, **elsewhere, ORIENTED: oriented}, ELSEWHERE),
                Apart(("organisme",), {**with_contract, ORIENTED: oriented}, ORIENTED, SAME_ORIENTED),
            ),
            among=ELSEWHERE,
            stands_on=(*OF_31_DECEMBER, "organism", "contract"),
        ),
    ]


def _subject_to_duties(microdata: Microdata) -> list[Rate]:
    """Who is subject to droits et devoirs among the adults whose right is open on 31 December: the persons of every
    other figure of that day, so that a few adults besides them are not found by subtraction.

    Nothing is told of extracts that know nobody outside: they hold the others only, or do not say it.
    """
    if not microdata.rows("SELECT 1 AS known FROM adult WHERE NOT sdd LIMIT 1").size:
        return []
    subject, outside = "soumis", "dispenses"
    ground = Ground(
        f"SELECT commune, period, if(sdd, '{subject}', '{outside}') AS cls FROM holder",
        {ALL: (subject,), ADULTS: (subject, outside)},
        kept=(ALL,),
    )
    source = "SELECT commune, period, sdd AS counted FROM holder"
    return [
        Rate(
            "part_droits_devoirs",
            PRESENT,
            source,
            step=ALL,
            ground=ground,
            among=ADULTS,
            levels=("departement",),
            stands_on=("right_end",),
        )
    ]


def _reoriented(microdata: Microdata) -> str:
    """Persons first oriented in the year: counted when a later orientation is of another type, soon enough and while
    the right is open."""
    return (
        "SELECT commune, year(decided)::VARCHAR AS period, coalesce(bool_or(o.type <> first_type) FILTER ("
        f"o.date_decision > decided AND o.date_decision <= least(decided + {REORIENTED_WITHIN},"
        f" coalesce(right_end, decided + {REORIENTED_WITHIN}))), false) AS counted"
        " FROM entrant LEFT JOIN (SELECT id_personne, date_decision, type FROM orientations"
        f" WHERE statut = 'orientee') o USING (id_personne) WHERE {_within('decided', microdata)}"
        " GROUP BY id_personne, commune, decided"
    )


def _within(column: str, microdata: Microdata) -> str:
    return f"{column} BETWEEN DATE '{microdata.since}' AND DATE '{microdata.extracted_on}'"


#: A contract in force on the day `d` of `year_end`.
_IN_CONTRACT = (
    "EXISTS (SELECT 1 FROM engagement k WHERE k.id_personne = year_end.id_personne"
    " AND k.date_debut <= d AND (k.date_fin IS NULL OR k.date_fin >= d))"
)
#: Everybody whose right is open on 31 December, by a class and by whether it counts in a rate. Who is not oriented has
#: neither type nor organism.
_IN_YEAR_END = (
    "SELECT *, {1} AS counted FROM (SELECT commune, sexe, age, famille, payeur, if(is_oriented, type, NULL) AS type,"
    " if(is_oriented, organisme, NULL) AS organisme, period, {0} AS cls FROM year_end)"
)
#: Has a contract, or not, who is oriented elsewhere than to France Travail.
_CONTRACTED = (
    f"CASE WHEN NOT is_oriented THEN '{NO}' WHEN year_end.organisme = 'ft' THEN 'ft'"
    f" WHEN year_end.organisme IS NULL THEN '{NOT_SAID}' WHEN {_IN_CONTRACT} THEN 'contrat' ELSE 'sans' END"
)
_FOLLOWED = f"CASE WHEN NOT is_oriented THEN '{NO}' WHEN has_referent THEN 'suivi' ELSE 'sans' END"


def _expired(microdata: Microdata) -> str:
    """Contracts ended in the year: counted when no later contract of the same person and entry follows."""
    return _by_orientation(
        "expired",
        "date_fin",
        "NOT EXISTS (SELECT 1 FROM engagement n WHERE n.id_personne = k.id_personne AND n.date_debut > k.date_debut"
        " AND (asked_again IS NULL OR k.date_fin >= asked_again OR n.date_debut < asked_again))",
        "engagement k JOIN person_place USING (id_personne)"
        " LEFT JOIN (SELECT id_personne, again AS asked_again FROM right_of WHERE NOT unbroken) USING (id_personne)"
        " LEFT JOIN (SELECT id_personne, sexe, age, famille, payeur FROM adult) USING (id_personne)",
        "true",
        microdata,
    )


def _appointments(microdata: Microdata) -> str:
    return _by_orientation(
        "expected",
        "date_rdv",
        f"k.statut = '{HELD}'",
        "rendez_vous k JOIN entrant USING (id_personne)",
        f"k.statut IN {(HELD, *MISSED)}",
        microdata,
    )


def _by_orientation(name: str, day: str, counted: str, events: str, where: str, microdata: Microdata) -> str:
    """Events `k` of a day, with the last orientation decided for their person by that day, if any, in this entry or an
    older one: kept as a table of that name, for what is long to join is counted many times."""
    microdata.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT k.id_personne, commune, sexe, age, famille, payeur,"
        f" decided_on.type, organisme, year(k.{day})::VARCHAR AS period, {counted} AS counted FROM {events}"
        f" ASOF LEFT JOIN decided_on ON decided_on.id_personne = k.id_personne AND k.{day} >= decided_on.date_decision"
        f" WHERE {where} AND {_within(f'k.{day}', microdata)}"
    )
    return f"SELECT * FROM {name}"


def _kiosks(microdata: Microdata) -> list[Rate]:
    """Three rates that are never confused: who came, who was oriented among the invited, and among those who came.

    Nobody is oriented at a session without coming: the last two count the same persons.
    """
    came = "present = 'oui'"
    oriented = f"{came} AND suite = 'oriente'"
    rows = (
        "SELECT id_personne, commune, year(date_seance)::VARCHAR AS period, {} FROM invitations JOIN person_place"
        f" USING (id_personne) WHERE {_within('date_seance', microdata)}"
    )
    state = (
        f"CASE WHEN {oriented} THEN '{ORIENTED_THERE}' WHEN {came} THEN 'taux_presence_kiosque'"
        f" WHEN present IN ('non', 'excuse') THEN '{KNOWN_PRESENCE}' ELSE '{NO}' END AS cls"
    )
    ground = Ground(rows.format(state), nested(ORIENTED_THERE, "taux_presence_kiosque", KNOWN_PRESENCE, NO))
    shapes = (
        ("taux_presence_kiosque", came, "present IN ('oui', 'non', 'excuse')", "", KNOWN_PRESENCE, ()),
        ("part_orientes_invites_kiosque", oriented, "true", ORIENTED_THERE, ALL, ("presence", "outcome")),
        ("part_orientes_presents_kiosque", oriented, came, ORIENTED_THERE, "taux_presence_kiosque", ("outcome",)),
    )
    return [
        Rate(
            indicator,
            "invites",
            rows.format(f"coalesce({counted}, false) AS counted") + f" AND ({where})",
            step=step,
            ground=ground,
            among=among,
            events=True,
            stands_on=stands_on,
        )
        for indicator, counted, where, step, among, stands_on in shapes
    ]


def _first_jobs(microdata: Microdata) -> str:
    """The first job that a person starts in a year: durable or not."""
    settings = microdata.settings
    return (
        "SELECT commune, sexe, age, famille, payeur, period, counted FROM entrant JOIN (SELECT id_personne,"
        f" year(date)::VARCHAR AS period, arg_min({is_durable(settings)}, date) AS counted FROM sorties"
        f" WHERE type_sortie IN {settings.jobs} AND {_within('date', microdata)} GROUP BY ALL) USING (id_personne)"
    )


def _leavers(microdata: Microdata) -> str:
    """Persons who left a dispositif in the year, one row each: counted when one of their exits from it is a job.

    An exit of no known kind is an exit all the same, as it is among those of the year.
    Kept as a table: the dispositifs that few persons left, all years together, are put together first.
    """
    fewest = max(NAMED_FROM, microdata.rule.counts.threshold)
    named = f"SELECT dispositif FROM sorties GROUP BY dispositif HAVING count(DISTINCT id_personne) >= {fewest}"
    microdata.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE leaver AS SELECT id_personne, commune,"
        f" if(lower(dispositif) <> '{OTHER_DISPOSITIF}' AND dispositif IN ({named}), dispositif, '{OTHER_DISPOSITIF}')"
        f" AS dispositif, year(date)::VARCHAR AS period, coalesce(bool_or(type_sortie IN"
        f" {microdata.settings.jobs}), false) AS counted"
        " FROM sorties JOIN person_place USING (id_personne) WHERE dispositif IS NOT NULL"
        f" AND {_within('date', microdata)} GROUP BY ALL"
    )
    return "SELECT * FROM leaver"
