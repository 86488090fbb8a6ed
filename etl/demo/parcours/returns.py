"""Persons who had the RSA before: their former right, its orientations, and who keeps hers on coming back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import as_days, day
from etl.demo.parcours.draws import lognormal

#: Part of the households that come back, among persons of that age or more. Most of those who enter the RSA had it
#: within ten years (Drees: of its beneficiaries of 35 to 64 in 2023, 21 % had none a year before, 8 % none in ten
#: years); extracts remember fewer of them.
RETURNED_SHARE, YOUNGEST = 0.14, 25
#: Days without the RSA (shortest, scale, longest), and with it before that (shortest, scale).
AWAY_DAYS, BEFORE_DAYS = (20, 420, 900), (30, 450)
#: No former right opens before.
FIRST_OPENING = day("2018-04-01")
#: Who comes back this soon often keeps her orientation.
SOON_DAYS, KEPT_SHARE = 170, 0.6
JOB_SHARE = 0.4
#: Numbers of the former events start here in those of a part.
FORMER_NUMBERS = 1 << 23


def draw_former(people: pd.DataFrame, draws: np.random.Generator) -> pd.DataFrame:
    """The columns of `people` for those who come back, with the dates of their former right; partners come together.

    Latent besides: _row (rank in `people`), _again (day of the new request), _keeps (her former orientation, if she had
    one by the end of the right, runs on).
    """
    household = np.cumsum(np.r_[False, np.diff(people["id_foyer"].to_numpy()) != 0])
    count = int(household[-1]) + 1
    again = people["date_demande"].to_numpy()
    shortest, scale, longest = AWAY_DAYS
    away = np.clip(shortest + scale * draws.exponential(1, count), shortest, longest)[household]
    closing = as_days(again - away)
    shortest, scale = BEFORE_DAYS
    opening = closing - as_days(shortest + scale * draws.weibull(0.85, count))[household]
    opening = np.maximum(opening, FIRST_OPENING).astype(np.int32)
    request = opening - as_days(np.clip(draws.gamma(9, 3.5, count), 14, 90))[household]
    reception = opening + as_days(np.clip(2 + lognormal(draws, 6, 0.6, count), 2, 60))[household]
    returned = (draws.random(count) < RETURNED_SHARE)[household] & (people["_age"] >= YOUNGEST).to_numpy()
    into_job = draws.random(len(people)) < JOB_SHARE
    job = closing - as_days(np.where(into_job, draws.uniform(20, 130, len(people)), 1_000))
    former = people.assign(
        date_demande=request,
        _opening=opening,
        _reception=reception,
        _closing=closing,
        _job=job,
        _refused=False,
        _row=np.arange(len(people)),
        _again=again,
        _keeps=(away <= SOON_DAYS) & (draws.random(len(people)) < KEPT_SHARE),
    )
    return former[returned].reset_index(drop=True)


def followed(people: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """`former`, the orientations and contracts of those who keep theirs ending with the new right."""
    until = people["_closing"].to_numpy()[former["_row"]]
    return former.assign(_closing=np.where(former["_keeps"], until, former["_closing"]))


def with_former(orientations: pd.DataFrame, earlier: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Every orientation, the earlier ones first, ranked over the life of the person; who keeps hers has no other.

    earlier: those of the rows of `former`. Latent besides: _current (of the present entry, or kept), _back (of somebody
    who came back).
    """
    of = earlier["_row"].to_numpy()
    first = np.full(len(former), np.iinfo(np.int32).max, dtype=np.int32)
    first[of[earlier["_first"]]] = earlier.loc[earlier["_first"], "date_decision"]
    in_time = first < former["_closing"].to_numpy()
    row, keeps = former["_row"].to_numpy(), former["_keeps"].to_numpy() & in_time
    earlier = earlier.assign(_row=row[of], _current=keeps[of])[in_time[of]]
    present = orientations[~np.isin(orientations["_row"], row[keeps])]
    number = np.bincount(earlier["_row"], minlength=orientations["_row"].max() + 1)
    rank = present["rang"] + number[present["_row"]].astype(np.int8)
    every = pd.concat([earlier, present.assign(_current=True, rang=rank)], ignore_index=True)
    return every.assign(_back=np.isin(every["_row"], row))


def former_rights(rights: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """`rights`: those of the rows of `former`, closed until the day before the new request."""
    until = as_days(former["_again"].to_numpy()[rights["_row"]] - 1)
    return rights.assign(date_fin=np.where(rights["etat"] == "clos", until, rights["date_fin"]).astype(np.int32))
