"""What the observatory measures and where it comes from, read once from data/catalogue.

An indicator is declared in one YAML file; the ETL, the warehouse, the pages, the documents and the tests read the
same declaration. A source is one YAML file beside one reader. Unknown keys are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from observatoire.territories import LEVELS, Level
from observatoire.typography import french

DATA = Path(__file__).resolve().parent.parent / "data"

Status = Literal["published", "secret", "missing", "not_applicable", "immature", "estimated"]
Theme = Literal["pauvrete", "minima_sociaux", "jeunes", "emploi", "parcours", "population"]
Comparison = Literal["wilson", "byar", "interval", "rounding", "none"]
Origin = Literal["demande", "premier_jour_mois", "ouverture", "reception", "orientation"]
THEMES: dict[str, str] = {
    "pauvrete": "Pauvreté et niveau de vie",
    "minima_sociaux": "Minima sociaux et prestations",
    "parcours": "Parcours des allocataires du RSA",
    "emploi": "Emploi et chômage",
    "jeunes": "Jeunes",
    "population": "Population",
}


LEFT_AS_IS = ("files", "downloads", "markers", "measures", "name", "header", "url")


def _typographic(item):
    if isinstance(item, str):
        return french(item)
    if isinstance(item, list | tuple):
        return [_typographic(one) for one in item]
    return item


class Declared(BaseModel):
    """Base of every declaration: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _french_texts(cls, given):
        """Texts of a declaration get French typography; keys that hold patterns or addresses are left as they are."""
        if not isinstance(given, dict):
            return given
        return {key: item if key in LEFT_AS_IS else _typographic(item) for key, item in given.items()}


class RatioOf(Declared):
    """A rate computed here: `per` × sum(numerator) / sum(denominator)."""

    numerator: str
    denominator: str
    per: int


class Weighting(Declared):
    """How a published rate may be carried to a union of territories: weighted by `measure` (persons)."""

    measure: str


class Measure(Declared):
    """A quantity read from a file. Auxiliary measures (denominators) are not shown as indicators.

    `sources` is an order of preference: where two sources publish the same figure, the first is kept.
    """

    id: str
    label: str
    unit: str
    bounds: tuple[float, float]
    aggregation: Literal["sum", "ratio", "none"]
    sources: tuple[str, ...]


class Indicator(Declared):
    """One indicator, declared once.

    `kind` decides the representation: rates, amounts, ratios and durations are colours, counts are circles.
    `sources` is an order of preference: where two sources publish the same figure, the first is kept.
    `bounds` are plausible values: a value outside stops the publication. Two figures that differ by less than
    `close_within` (in the unit) are said to be close. `comparison` is what separates two figures from chance: the
    interval of a counted share (wilson) or of a rate of events (byar), the interval that comes with the figure
    (interval), or the digits that are printed, where the source is exhaustive and rounded (rounding). The figure of a
    commune of fewer inhabitants than `fragile_below_population` is shown as fragile: no rank, no comparison. `secrecy`
    says how a figure counted from the département's own extracts is protected; `delay_origin` where a delay starts: two
    delays that start elsewhere are never drawn together.
    """

    id: str
    title: str
    short_title: str
    question: str
    theme: Theme
    unit: str
    decimals: int = Field(ge=0, le=2)
    commune_decimals: int | None = Field(default=None, ge=0, le=2)
    kind: Literal["rate", "count", "amount", "ratio", "duration"]
    palette: Literal["difficulty", "resource", "neutral"]
    polarity: Literal["lower_is_better", "higher_is_better", "none"]
    definition: str
    formula: str
    numerator: str
    denominator: str
    population_covered: str
    sources: tuple[str, ...]
    levels: tuple[Level, ...]
    aggregation: Literal["sum", "ratio", "none"]
    ratio: RatioOf | None = None
    weighting: Weighting | None = None
    comparison: Comparison
    bounds: tuple[float, float]
    floor: float | None = None
    close_within: float = Field(default=0, ge=0)
    fragile_below_population: int | None = None
    secrecy: Literal["none", "suppression", "rounding"] = "none"
    delay_origin: Origin | None = None
    caveats: tuple[str, ...]
    not_to_conclude: tuple[str, ...]
    legal_basis: str | None = None
    next_update: str

    @field_validator("levels")
    @classmethod
    def _levels_in_order(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        return tuple(sorted(set(levels), key=LEVELS.index))

    @model_validator(mode="after")
    def _ratio_is_declared(self) -> Indicator:
        if (self.aggregation == "ratio") != (self.ratio is not None):
            raise ValueError(f"{self.id}: aggregation 'ratio' and the key 'ratio' go together")
        return self

    def decimals_at(self, level: str) -> int:
        """Decimals that the producer publishes at a level: some rates are whole numbers for communes only."""
        return self.commune_decimals if level == "commune" and self.commune_decimals is not None else self.decimals

    @property
    def as_measure(self) -> Measure:
        return Measure(
            id=self.id,
            label=self.title,
            unit=self.unit,
            bounds=self.bounds,
            aggregation=self.aggregation,
            sources=self.sources,
        )


class FileRule(Declared):
    """How a file of a source is recognised: by its name, else by the columns of its header.

    `name` is a regular expression with optional groups `vintage` and `part`.
    """

    name: str
    header: tuple[str, ...] = ()


class DownloadRule(Declared):
    """A file to fetch from the producer's own address; `{departement}` is replaced in the url and the name."""

    vintage: str
    url: str
    filename: str
    unzip: bool = False


class Source(Declared):
    """One producer's file family and how to read it (module `etl/sources/<reader>.py`)."""

    id: str
    title: str
    short_title: str
    producer: str
    landing_page: str
    licence: str
    attribution: str
    frequency: str
    next_update: str
    role: Literal["statistics", "geography", "extracts"] = "statistics"
    reader: str | None = None
    files: tuple[FileRule, ...]
    several_files: Literal["refuse", "complete"]
    measures: dict[str, str] = {}
    markers: dict[str, tuple[Status, str]] = {}
    downloads: tuple[DownloadRule, ...] = ()
    manual_download: str | None = None
    caveats: tuple[str, ...] = ()


class SeriesBreak(Declared):
    """From `period` on, values are not comparable with those before: no trend and no change across it."""

    indicator: str
    period: str
    levels: tuple[Level, ...]
    reason: str
    source: str


class CommuneChange(Declared):
    """A commune absorbed by another one, when the files at hand do not say it."""

    old: str
    new: str
    date: str
    reason: str
    source: str


def contrast_with_white(colour: str) -> float:
    """Contrast ratio of "#rrggbb" with white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


class Departement(Declared):
    """Configuration of one département (data/departements/NN/departement.yml).

    `colour`: that of its documents, "#rrggbb", dark enough to be read on white and under white.
    """

    code: str
    levels: tuple[Level, ...]
    default_level: Level
    territory_label: str | None = None
    territory_label_plural: str | None = None
    territory_acronym: str | None = None
    colour: str = "#1f4e79"
    notes: tuple[str, ...] = ()

    @field_validator("colour")
    @classmethod
    def _readable_on_white(cls, colour: str) -> str:
        if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            raise ValueError(f"{colour}: a colour is written #rrggbb")
        if contrast_with_white(colour) < 4.5:
            raise ValueError(f"{colour}: too pale to be read on white (WCAG 2.2, 1.4.3: 4.5 to 1)")
        return colour.lower()


class Catalogue(Declared):
    indicators: dict[str, Indicator]
    auxiliaries: dict[str, Measure]
    sources: dict[str, Source]
    breaks: tuple[SeriesBreak, ...]
    commune_changes: tuple[CommuneChange, ...]

    def measure(self, measure_id: str) -> Measure:
        if measure_id in self.indicators:
            return self.indicators[measure_id].as_measure
        return self.auxiliaries[measure_id]

    @model_validator(mode="after")
    def _names_agree(self) -> Catalogue:
        known = set(self.indicators) | set(self.auxiliaries)
        for source in self.sources.values():
            if unknown := set(source.measures.values()) - known:
                raise ValueError(f"source {source.id}: measures {sorted(unknown)} are declared nowhere")
            if (source.role == "statistics") != (source.reader is not None):
                raise ValueError(f"source {source.id}: statistics have a reader, other roles have none")
        for indicator in (*self.indicators.values(), *self.auxiliaries.values()):
            if unknown := set(indicator.sources) - set(self.sources):
                raise ValueError(f"{indicator.id}: sources {sorted(unknown)} are declared nowhere")
        return self


def read_yaml(path: Path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_folder(model: type[BaseModel], folder: Path) -> dict:
    """{id: declaration} of every file of a folder; the file is named after its id."""
    found = {}
    for path in sorted(folder.glob("*.yml")):
        declared = model.model_validate(read_yaml(path))
        if declared.id != path.stem:
            raise ValueError(f"{path.name} declares the id {declared.id}")
        found[declared.id] = declared
    return found


@lru_cache(maxsize=4)
def load_catalogue(folder: Path = DATA / "catalogue") -> Catalogue:
    return Catalogue(
        indicators=read_folder(Indicator, folder / "indicators"),
        auxiliaries=read_folder(Measure, folder / "auxiliaries"),
        sources=read_folder(Source, folder / "sources"),
        breaks=tuple(
            SeriesBreak.model_validate(item)
            for path in sorted((folder / "breaks").glob("*.yml"))
            for item in read_yaml(path)
        ),
        commune_changes=tuple(
            CommuneChange.model_validate(item)
            for path in sorted((folder / "corrections").glob("communes.yml"))
            for item in read_yaml(path)
        ),
    )


@lru_cache(maxsize=128)
def load_departement(code: str, folder: Path = DATA / "departements") -> Departement:
    """Configuration of a département; one that has no folder is served by its communes, EPCI and cantons."""
    path = folder / code / "departement.yml"
    if path.exists():
        return Departement.model_validate(read_yaml(path))
    return Departement(code=code, levels=("commune", "epci", "canton", "departement"), default_level="epci")
