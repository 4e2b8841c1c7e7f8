"""How sure the sums are: the spread that is real, and the error that comes from the number of replications alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.experiments.estimates import quantile_interval, spread
from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.programme_view import total
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.shared import SPREAD, ends, periods
from jobsim.tables.table import Column, Table, made, title

_Q = 0.80
_NEEDED = Words("{f}当年需安排", "{f}: appropriation needed")


def sureness(results: Results) -> Table:
    """Cash of the budget funds, their demand, and what each limited fund needs in a year."""
    budget = results.funds_of_kind("budget")
    rows = [
        _row(Words(*words), period, total(results, budget, column, year))
        for year, period in periods(results)
        for column, words in (("paid_fen", ("就业支出（现金）", "outlay in cash")),
                              ("demand_fen", ("应付（不论资金）", "demand, whatever the money")))
    ]  # fmt: skip
    rows += [
        _row(_NEEDED.filled(f=title(results.scenario.funds[one.fund].title)), Words(f"{one.year}年", str(one.year)),
             one.needs)
        for one in fund_years(results) if one.limited
    ]  # fmt: skip
    columns = (
        Column("title", Words("金额", "sum"), "text"), Column("period", Words("年度", "period"), "text"), *SPREAD[1:],
        Column("p80", Words("P80", "P80"), "money", interval=("p80_low", "p80_high")),
        Column("error", Words("P80的误差（±）", "error of P80 (±)"), "share"),
    )  # fmt: skip
    notes = (Words(
        "P10至P90是在所列假设下确有的不确定性（运气和假设数的取值合在一起），增加模拟次数不会使它变小。P80下面的区间是有限次模拟带来的误差（90%区间），"
        "±为其一半宽度占P80的比例，增加次数可以缩小。假设区间之外的情形（政策调整、突发事件）不在其中。",
        "P10 to P90 is the uncertainty there really is under the assumptions made, luck and the values of the"
        " parameters together; more replications do not lessen it. The"
        " interval of P80 (90 %) is the error that comes from a limited number of replications; ± is half its width"
        " as a"
        " share of P80, and more replications lessen it. What lies outside the ranges assumed (a change of policy, an"
        " emergency) is in neither.",
    ),)  # fmt: skip
    return made("sureness", Words("把握有多大", "How sure the sums are"), columns, rows, notes=notes)


def _row(name: Words, period: Words, values: npt.NDArray[np.float64]) -> dict[str, Any]:
    found, interval = spread(values), quantile_interval(values, _Q)
    half = None if interval is None or found["p80"] <= 0 else (interval[1] - interval[0]) / 2 / found["p80"]
    points = {one.key: found[one.key] for one in SPREAD[1:]}
    return {"title": name, "period": period, **points, "p80": found["p80"], **ends(interval, "p80_low", "p80_high"),
            "error": half}  # fmt: skip
