"""Tables of the published warehouse. Other tools read observation, territory and membership: these stay."""

from observatoire.territories import LEVELS

#: Changes with the tables; a site refuses a warehouse of another format.
FORMAT_VERSION = 3

SCHEMA = f"""
CREATE TABLE publication (
    departement TEXT NOT NULL, departement_name TEXT NOT NULL, built_at TIMESTAMP NOT NULL, demo BOOLEAN NOT NULL,
    geo_year INTEGER NOT NULL, format_version INTEGER NOT NULL
);
CREATE TABLE territory (
    level TEXT NOT NULL CHECK (level IN {LEVELS}), code TEXT NOT NULL, name TEXT NOT NULL,
    parent_departement TEXT, population DOUBLE, fictif BOOLEAN NOT NULL, geo_year INTEGER NOT NULL,
    PRIMARY KEY (level, code)
);
CREATE TABLE membership (
    commune TEXT NOT NULL, level TEXT NOT NULL, territory TEXT NOT NULL, PRIMARY KEY (commune, level)
);
CREATE TABLE observation (
    indicator TEXT NOT NULL, level TEXT NOT NULL CHECK (level IN {LEVELS}), territory TEXT NOT NULL,
    period TEXT NOT NULL CHECK (regexp_full_match(period, '[0-9]{{4}}(-(0[1-9]|1[0-2])|-T[1-4])?')),
    breakdown TEXT NOT NULL, value DOUBLE, numerator DOUBLE, denominator DOUBLE, low DOUBLE, high DOUBLE,
    status TEXT NOT NULL
        CHECK (status IN ('published', 'secret', 'missing', 'not_applicable', 'immature', 'estimated')),
    qualifier TEXT NOT NULL, method TEXT NOT NULL, source TEXT NOT NULL, vintage TEXT NOT NULL,
    PRIMARY KEY (indicator, level, territory, period, breakdown),
    CHECK ((status IN ('published', 'estimated')) = (value IS NOT NULL)),
    CHECK (value IS NULL OR isfinite(value)),
    CHECK (value IS NOT NULL OR (numerator IS NULL AND low IS NULL AND high IS NULL)),
    CHECK (low IS NULL OR low <= value), CHECK (high IS NULL OR value <= high)
);
CREATE TABLE survival_curve (
    indicator TEXT NOT NULL, level TEXT NOT NULL CHECK (level IN {LEVELS}), territory TEXT NOT NULL,
    period TEXT NOT NULL, breakdown TEXT NOT NULL, day INTEGER NOT NULL, share DOUBLE NOT NULL, low DOUBLE, high DOUBLE,
    at_risk INTEGER, PRIMARY KEY (indicator, level, territory, period, breakdown, day)
);
CREATE TABLE secrecy_price (
    indicator TEXT NOT NULL, level TEXT NOT NULL, cells INTEGER NOT NULL, hidden INTEGER NOT NULL,
    -- Upper bound, in steps of 5 %: the share itself would give back the total of what is hidden.
    share_hidden DOUBLE, method TEXT NOT NULL, PRIMARY KEY (indicator, level),
    CHECK (share_hidden BETWEEN 0 AND 1), CHECK (abs(20 * share_hidden - round(20 * share_hidden)) < 1e-9)
);
CREATE TABLE place (
    kind TEXT NOT NULL CHECK (kind IN ('siae', 'point_accueil')), code TEXT NOT NULL, name TEXT NOT NULL,
    type TEXT NOT NULL, commune TEXT NOT NULL, PRIMARY KEY (kind, code)
);
CREATE TABLE class_breaks (
    indicator TEXT NOT NULL, level TEXT NOT NULL, method TEXT NOT NULL, breaks DOUBLE[] NOT NULL,
    PRIMARY KEY (indicator, level, method)
);
CREATE TABLE map_layer (
    level TEXT PRIMARY KEY, name TEXT NOT NULL, ids TEXT[] NOT NULL, content BLOB NOT NULL, content_br BLOB NOT NULL
);
CREATE TABLE source_load (
    source TEXT NOT NULL, vintage TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,
    file_date TIMESTAMP NOT NULL, rows_in BIGINT NOT NULL, rows_out BIGINT NOT NULL, rows_aside BIGINT NOT NULL,
    warnings TEXT[] NOT NULL
);
CREATE TABLE set_aside (
    source TEXT NOT NULL, vintage TEXT NOT NULL, file TEXT NOT NULL, reason TEXT NOT NULL, rows BIGINT NOT NULL,
    example TEXT NOT NULL
);
CREATE TABLE check_result (
    rule TEXT NOT NULL, passed BOOLEAN NOT NULL, blocking BOOLEAN NOT NULL, detail TEXT NOT NULL
);
"""
