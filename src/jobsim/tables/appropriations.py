"""Where each appropriation comes from: the document that states it, or the assumption."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.shared import SOURCES, payer
from jobsim.tables.table import Column, Kind, Table, made, title


def appropriations(results: Results) -> Table:
    """One row per fund and year with an appropriation: spread, source, reference and note as the scenario has them."""
    rows: list[dict[str, Any]] = []
    for one in fund_years(results):
        told = one.document()
        if not one.limited:
            continue
        fund, origin = results.scenario.funds[one.fund], told["appropriation_from"]
        shares = [(payer(name), share.central()) for name, share in fund.payers.items()]
        arrivals = fund.appropriations[one.year].arrivals
        available = told["available"]
        rows.append({
            "fund": one.fund, "title": title(fund.title), "year": one.year, "amount": told["appropriation"],
            "carry_over": told["carry_over"], "available_p10": available["p10"], "available_p90": available["p90"],
            "source": SOURCES[origin["source"]], "reference": origin["reference"], "note": origin["note"],
            "payers": Words(*("、".join(f"{who.zh}{100 * part:.0f}%" for who, part in shares),
                              ", ".join(f"{who.en} {100 * part:.0f} %" for who, part in shares))),
            "arrivals": ", ".join(f"{each.on} {100 * each.share.central():.0f}%" for each in arrivals),
        })  # fmt: skip
    columns = (
        Column("title", Words("资金", "fund"), "text"), Column("year", Words("年", "year"), "year"),
        Column("amount", Words("预算安排", "appropriation"), "money", block=1),
        Column("carry_over", Words("上年结转", "carried over"), "money", block=1),
        Column("source", Words("来源", "source"), "text", block=1),
        Column("payers", Words("各级分担", "shares of payers"), "text", block=2),
        Column("arrivals", Words("下达", "arrives"), "plain", block=2),
        Column("reference", Words("依据", "reference"), "plain", block=3),
        Column("note", Words("说明", "note"), "plain", block=3),
    )  # fmt: skip
    hidden: dict[str, Kind] = {"fund": "code", "available_p10": "money", "available_p90": "money"}
    return made("appropriations", Words("预算安排的来源", "Where each appropriation comes from"), columns, rows,
                hidden=hidden)  # fmt: skip
