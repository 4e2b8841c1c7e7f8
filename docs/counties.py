"""Writes counties/<county>.md: a county's clauses, readings, assumptions, baseline and outlay, from a run's record.

What is written by hand lies beside the page: ``<county>.notes.yaml`` (why each outlay is sensible, readings, what
lies outside a range) and ``<county>.ranges.yaml`` (what the baseline and the amounts per head are held against).
Repeat with::

    jobsim run scenarios/jingyuan_2023 -n 400 --out results
    python docs/counties.py results/jingyuan_2023/RUN_ID
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from ruamel.yaml import YAML
from scipy.stats import norm, spearmanr

from jobsim.county.groups import BIT
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.provenance import quantities
from jobsim.scenario.views import ClauseCoverage, coverage, measures, shown
from jobsim.vocabulary import INDICATORS, State

ROOT = Path(__file__).parents[1]
PAGES = Path(__file__).parent / "counties"
OUTSIDE = "**outside**"
STOCK_REPLICATIONS = 50
RANKED = 25
IN_10_000 = ("entrepreneurship_guaranteed_loans_disbursed", "loan_balance")
STOCKS = ("registered", "resident", "labour_force", "firms", "self_employed", "graduates")
MEMO = ("insurance_fund", "tax_expenditure", "revenue_forgone", "loans", "guarantee_fund", "own_money")
BASELINE = """
Few of these numbers are published for a county. A range rests on a target of the policy text, on a published figure
of another place, on arithmetic, or on judgement, never on the simulation. Monthly rates of the scenario were set
with these ranges in view, so the table shows that the parts fit together, not that the model predicts. P5 / P50 /
P95 of the end of the year; stocks of persons and firms are those of the first day of the history, from {runs}.
Inside means that the median is.
"""
RANKING = """
{soft} numbers come neither from the policy text nor from a regulation; `jobsim assumptions scenarios/{county}`
lists them. {drawn} numbers have a range and are drawn anew in each replication. First come those that go most
closely with what budget funds owe over the years simulated (demand, as if money were no object) or with what they
pay (cash, which the appropriation limits). The correlation is Spearman's, of ranks; its square is about the share
of the variance. Moved is the mean of the quarter of replications where the number is highest less that of the
quarter where it is lowest, in 10,000 CNY. With so many numbers a correlation of up to {noise} arises by chance
somewhere in the list; those below are in brackets ({beyond} above). A number without a range moves nothing here,
which does not make it certain.
"""
OUTLAY = """
Cash in 10,000 CNY; P5, P50 and P95 of {span}. Persons are the mean number paid in a year, claims where no person is
concerned. CNY a head is mean outlay over mean persons: a year's money, so a spell that lies in two years counts
partly in each. The expected range is for one person and year. Lines without agents have no heads; memo items are no
outlay.
"""
Values = npt.NDArray[np.float64]
Document = dict[str, Any]


# ------------------------------------------------------------------------------------------- what is read


def read_yaml(path: Path) -> Document:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8")) if path.exists() else {}


def load(county: str) -> Loaded:
    """The scenario as it stands, with every clause. Its hash is that of a run only if no figure is missing."""
    return load_scenario(ROOT / "scenarios" / county)


def hash_of(county: str) -> str:
    """The hash a run carries: what needs a missing figure is left out."""
    return load_scenario(ROOT / "scenarios" / county, exclude_missing=True).hash


def readings_of(notes: Document) -> Iterator[tuple[str, Document, Document, list[str]]]:
    """Clause, reading taken, other reading, variant files. The text of an entry without ``taken`` says both."""
    for entry in notes.get("readings", []):
        variants = entry.get("variant", [])
        variants = [variants] if isinstance(variants, str) else list(variants)
        taken = entry.get("taken") or {"zh": entry["zh"], "en": entry["en"]}
        yield entry["clause"], taken, entry.get("other", {}), [*variants, *entry.get("more_variants", [])]


def explanations_of(notes: Document) -> dict[str, Document]:
    """What the notes say of rows out of range: by indicator, ``stock:…``, or ``per_head:…`` and the programme."""
    said = notes.get("baseline") or {}
    return said if isinstance(said, dict) else {entry["source"]: entry for entry in said}


# ------------------------------------------------------------------------------------------- words and tables


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """A Markdown table; ``right`` names the columns set to the right."""
    rule = ["---:" if column in right else "---" for column in range(len(head))]
    return [*(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in (head, rule, *rows)), ""]


def both(title: Any) -> str:
    """English and Chinese title, from a mapping or from the schema's type."""
    title = title if isinstance(title, dict) else title.model_dump()
    return f"{title['en']} {title['zh']}"


def prose(text: str) -> str:
    """A paragraph with lines of at most 118 characters."""
    return "\n".join(textwrap.wrap(flat(text), 118, break_long_words=False, break_on_hyphens=False)) + "\n"


def plain(value: str) -> str:
    """A quantity's words without bars, powers of ten and the unit of mere counts."""
    spelt = re.sub(r"\d[\d.]*e[+-]\d+", lambda found: f"{Decimal(found[0]):,f}", value)
    return spelt.replace(" | ", " … ").removesuffix(" count")


def flat(text: str) -> str:
    return " ".join(str(text).split())


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}".removesuffix(".0")


def between(low: float | None, high: float | None) -> str:
    if high is None:
        return f"{number(low)} or more"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def verdict(low: float | None, high: float | None, p05: float, p50: float, p95: float) -> str:
    """Whether the median lies in the range, and whether the spread leaves it. Equal to half a thousandth is equal."""
    bottom = -np.inf if low is None else low - abs(low) / 2000
    top = np.inf if high is None else high + abs(high) / 2000
    if p50 < bottom or p50 > top:
        return OUTSIDE
    return "inside, spread beyond" if p05 < bottom or p95 > top else "inside"


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


# ------------------------------------------------------------------------------------------- from the scenario alone


def clauses(loaded: Loaded) -> str:
    """Every clause by disposition; a test holds this part against the scenario."""
    found = coverage(loaded)
    kinds = ("modelled", "approximated", "budgeted", "recorded")
    by = {kind: [entry for entry in found if entry.disposition == kind] for kind in kinds}
    described = loaded.scenario.clauses

    def start(entry: ClauseCoverage) -> list[str]:
        printed = described[entry.id].printed
        return [entry.id, both(entry.title), flat(printed) if printed else ""]

    lines = [
        "## Clauses\n",
        prose(
            f"{len(found)} clauses: {len(by['modelled'])} modelled, "
            + (f"{len(by['approximated'])} approximated, " if by["approximated"] else "")
            + f"{len(by['budgeted'])} budgeted (volume × price, "
            f"without agents), {len(by['recorded'])} recorded with a reason."
        ),
        "### Modelled\n",
        *table(
            ("clause", "", "printed", "carried out by"),
            ([*start(entry), ", ".join(f"`{where}`" for where in entry.where)] for entry in by["modelled"]),
        ),
    ]
    if by["approximated"]:
        lines += [
            "### Approximated\n",
            *table(
                ("clause", "", "printed", "what is lost"),
                ([*start(entry), " ".join(flat(lost.en) for lost in entry.lost)] for entry in by["approximated"]),
            ),
        ]
    if by["budgeted"]:
        lines += [
            "### Budgeted\n",
            *table(
                ("clause", "", "printed", "carried out by"),
                ([*start(entry), ", ".join(f"`{where}`" for where in entry.where)] for entry in by["budgeted"]),
            ),
        ]
    lines += [
        "### Recorded\n",
        *table(
            ("clause", "", "printed", "why it is outside the simulation"),
            ([*start(entry), flat(entry.reason.en)] for entry in by["recorded"]),
        ),
    ]
    beside = measures(loaded)
    if beside:
        lines += [
            "### Measures beside the clauses\n",
            prose("What the document names without figure or number of its own, though money hangs on it."),
            *table(
                ("measure", "", "carried out by, or why not"),
                (
                    [
                        entry.id,
                        both(entry.title),
                        flat(entry.reason.en) if entry.reason else ", ".join(f"`{where}`" for where in entry.where),
                    ]
                    for entry in beside
                ),
            ),
        ]
    return "\n".join(lines)


def readings(county: str, loaded: Loaded, notes: Document) -> str:
    """Readings with the variant that takes the other one, those stated in the scenario, and all variants."""
    scenario = loaded.scenario
    lines = ["## Readings\n"]
    rows = []
    for clause, taken, other, variants in readings_of(notes):
        links = ", ".join(f"`{name.removesuffix('.yaml')}`" for name in variants)
        rows.append([clause, flat(taken["en"]), flat(other.get("en", "")), links])
    if rows:
        lines += [
            prose(
                "Where the text leaves a choice that moves money or a target, the scenario takes one reading, and the "
                "other is a variant ready to run."
            ),
            *table(("clause", "reading taken", "other reading", "variant"), rows),
        ]
    stated = []
    for section in (scenario.programmes, scenario.targets):
        for entry in section.values():
            if entry.reading is not None:
                ids = entry.clause if isinstance(entry.clause, str) else " ".join(entry.clause)
                stated.append([ids, both(entry.title), flat(entry.reading.en)])
    if stated:
        lines += [
            "Readings stated in the scenario, beside the programme or target.\n",
            *table(("clause", "programme or target", "reading"), stated),
        ]
    found = []
    folder = f"scenarios/{county}/variants"
    for path in sorted((ROOT / folder).glob("*.yaml")):
        title = read_yaml(path)["scenario"]["title"]
        found.append([f"`{path.stem}`", both(title)])
    if found:
        lines += ["## Variants\n", prose(f"Files of [{folder}](../../{folder})."), *table(("file", ""), found)]
    return "\n".join(lines)


# ------------------------------------------------------------------------------------------- from a run


def opening(loaded: Loaded, manifest: Document, excluded: list[Document]) -> str:
    scenario = loaded.scenario
    head, horizon = scenario.scenario, scenario.horizon
    name, seed, runs = head.name, manifest["seed"], manifest["replications"]
    missing = " --exclude-missing" if excluded else ""
    lines = [
        f"# {both(head.title)}\n",
        prose(
            f"{both(head.document)}, issued {head.issued}. Simulated {horizon.start} to {horizon.end}, with a history "
            f"from {horizon.history_from}."
        ),
    ]
    if head.note is not None:
        lines.append(prose(head.note.en))
    lines += [
        prose(
            f"Written by `docs/counties.py` from {runs} replications, seed {seed}, scenario "
            f"`{manifest['scenario_hash']}`, engine {manifest['engine']}. What is written by hand stands in "
            f"[{name}.notes.yaml]({name}.notes.yaml) and [{name}.ranges.yaml]({name}.ranges.yaml). Repeat with"
        ),
        "```sh",
        f"jobsim run scenarios/{name} -n {runs} --seed {seed}{missing} --out results",
        f"python docs/counties.py results/{name}/{manifest['run_id']}",
        "```\n",
    ]
    for left in excluded:
        lines.append(
            prose(f"**Left out**, for a figure is missing: `{left['name']}` ({left['clause']}): {left['reason']}.")
        )
    return "\n".join(lines)


def stocks(loaded: Loaded, seed: int, replications: int) -> dict[str, Values]:
    """The county on the first day of the history, by replication. Students and pupils are not among the persons."""
    scenario = loaded.scenario
    found: dict[str, list[float]] = {}
    for replication in range(replications):
        draws = Draws(seed, replication)
        county = synthesise(scenario, Parameters(scenario, draws.parameter), draws)
        persons = county.persons[county.persons["family"] >= 0]
        state, rural = persons["state"], (persons["groups"] & np.int64(BIT["rural"])) != 0
        resident = state != State.AWAY
        idle = (state == State.OUT) | ((state == State.AT_HOME) & ~rural)
        college = (county.persons["groups"] & np.int64(BIT["college_graduate"])) != 0
        leavers = college & (county.persons["state"] == State.SCHOOL)
        cohorts = scenario.horizon.end.year + 2 - scenario.horizon.history_from.year
        values = (
            len(persons),
            resident.sum(),
            (resident & ~idle).sum(),
            county.firms_proper,
            np.isin(state, [State.FLEXIBLE, State.VENTURE]).sum(),
            leavers.sum() / cohorts,
        )
        for name, value in zip(STOCKS, values, strict=True):
            found.setdefault(f"stock:{name}", []).append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def indicators(folder: Path, year: int) -> dict[str, Values]:
    """Each indicator at the end of the year, by replication; loans in 10,000 CNY."""
    rows = pl.read_parquet(folder / "indicators.parquet").filter(pl.col("month") == year * 100 + 12)
    found = {str(name): part.sort("replication")["value"].to_numpy() for (name,), part in rows.group_by("indicator")}
    return {name: values / 10_000 if name in IN_10_000 else values for name, values in found.items()}


def baseline(folder: Path, loaded: Loaded, manifest: Document, ranges: Document, notes: Document) -> str:
    horizon = loaded.scenario.horizon
    years = range(horizon.start.year, horizon.end.year + 1)
    runs = min(int(manifest["replications"]), STOCK_REPLICATIONS)
    by_year = {year: indicators(folder, year) for year in years}
    first_day = stocks(loaded, manifest["seed"], runs)
    known, judged = ranges.get("baseline", []), ranges.get("years", years)
    said = explanations_of(notes)
    rows, remarks = [], []
    for entry in known:
        low, high = entry["range"]
        source = entry["source"]
        stock = source in first_day
        series = {years[0]: first_day[source]} if stock else {y: v[source] for y, v in by_year.items() if source in v}
        cells, found = [], {}
        for year, values in series.items():
            p05, p50, p95 = (float(np.nanquantile(values, q)) for q in (0.05, 0.5, 0.95))
            cells.append(f"{number(p05)} / {number(p50)} / {number(p95)}")
            if stock or year in judged:
                found[year] = verdict(low, high, p05, p50, p95)
        where = "not simulated"
        if found:
            worst = OUTSIDE if OUTSIDE in found.values() else max(found.values(), key=len)
            out = [str(year) for year, one in found.items() if one == OUTSIDE]
            where = f"{worst} {', '.join(out)}" if 0 < len(out) < len(found) else worst
        cells += [""] * (len(years) - len(cells))
        rows.append([entry["title"], *cells, between(low, high), where, entry["rests_on"]])
        words = [flat(said[source]["en"] if source in said else entry.get("remark", ""))]
        if where.startswith(OUTSIDE) and not any(words):
            words = ["Not explained."]
        if any(words):
            remarks.append(f"* **{entry['title']}.** {' '.join(words)}")
    remarks += [
        f"* **{INDICATORS[source][1].capitalize()}.** {flat(said[source]['en'])}"
        for source in sorted(INDICATORS.keys() & said.keys() - {entry["source"] for entry in known})
    ]
    head = ["", *map(str, years), "range", "", "the range rests on"]
    return "\n".join(
        [
            "## The simulated baseline against what was known\n",
            prose(BASELINE.format(runs=plural(runs, "replication"))),
            *table(head, rows),
            *(["Remarks:", "", *remarks, ""] if remarks else []),
        ]
    )


def strength(ranks: list[float]) -> float:
    return max(abs(rank) for rank in ranks)


def ranked(folder: Path, loaded: Loaded, manifest: Document) -> str:
    """Uncertain numbers by their rank correlation with what budget funds owe and pay over the years simulated."""
    runs = int(manifest["replications"])
    budget = [name for name, fund in loaded.scenario.funds.items() if fund.kind == "budget"]
    rows = pl.read_parquet(folder / "programmes.parquet").filter(pl.col("fund").is_in(budget))
    sums = rows.group_by("replication").agg(pl.col("demand_fen", "paid_fen").sum())
    money = np.zeros((2, runs))
    money[:, sums["replication"].to_numpy()] = sums.select("demand_fen", "paid_fen").to_numpy().T / 1e6
    told = {found.quantity.path: found for found in quantities(loaded.scenario)}
    strongest: dict[str, tuple[str, list[float], list[float]]] = {}
    for (path,), part in pl.read_parquet(folder / "parameters.parquet").group_by("parameter"):
        values = part.sort("replication")["value"].to_numpy()
        if len(values) < runs or values.min() == values.max():
            continue
        ranks = [float(spearmanr(values, one).statistic) for one in money]
        low, high = np.quantile(values, (0.25, 0.75))
        moved = [float(one[values >= high].mean() - one[values <= low].mean()) for one in money]
        name = re.sub(r"\.dated\.\d+$", "", str(path))  # the steps of a dated number move together
        if name not in strongest or strength(ranks) > strength(strongest[name][1]):
            strongest[name] = (name, ranks, moved)
    found = sorted(strongest.values(), key=lambda entry: (-strength(entry[1]), entry[0]))
    noise = float(norm.ppf(1 - 0.05 / 4 / max(len(found), 1))) / np.sqrt(max(runs - 1, 1))
    lines = []
    for path, ranks, moved in found[:RANKED]:
        known = told.get(path)
        quantity = known.quantity if known else None
        title = both(known.title) if known is not None and known.title is not None else ""
        value = plain(f"{shown(quantity)} {quantity.unit}") if quantity else ""
        note = flat(quantity.note or quantity.reference or "") if quantity else ""
        cells = [f"{rank:+.2f}" if abs(rank) > noise else f"({rank:+.2f})" for rank in ranks]
        source = (quantity.source or "") if quantity else ""
        sizes = [f"{size:+,.0f}" for size in moved]
        lines.append([f"`{path}`", title, value, cells[0], sizes[0], cells[1], sizes[1], source, note])
    beyond = sum(strength(ranks) > noise for _, ranks, _ in found)
    soft = [one for one in told.values() if one.quantity.source not in ("policy", "regulation")]
    head = ("number", "", "value", "owed: correlation", "moved", "paid: correlation", "moved", "source", "note")
    return "\n".join(
        [
            "## Assumptions ranked\n",
            prose(
                RANKING.format(
                    soft=len(soft),
                    county=loaded.scenario.scenario.name,
                    drawn=len(found),
                    noise=round(noise, 2),
                    beyond=plural(beyond, "number"),
                )
            ),
            *table(head, lines, (3, 4, 5, 6)),
        ]
    )


def programmes(folder: Path, loaded: Loaded, summary: Document, known: Document, notes: Document) -> str:
    horizon = loaded.scenario.horizon
    years = [*range(horizon.start.year, horizon.end.year + 1)]
    entries = [(entry["budget_code"], entry) for entry in summary["outlay"]["programmes"]]
    for memo in MEMO:
        entries += [("memo", entry) for entry in summary["memo"][memo]["programmes"]]
    paid = pl.read_parquet(folder / "programmes.parquet").group_by("programme", "year").agg(pl.col("paid_fen").sum())
    mean = {(name, year): fen / 1e6 / summary["replications"] for name, year, fen in paid.iter_rows()}
    explained = explanations_of(notes)
    rows, remarks = [], []
    for code, entry in entries:
        name = entry["programme"]
        expect = known.get(name, {})
        persons = 0.0 if entry["budget_line"] else entry["persons"] or entry["claims"]
        each = entry["mean"] / persons if persons else None
        expected = where = ""
        if expect:
            low, high = expect["range"]
            expected = between(low, high)
            where = "nothing paid" if each is None else verdict(low, high, each, each, each)
        yearly = [] if len(years) == 1 else [f"{mean.get((name, year), 0.0):,.1f}" for year in years]
        heads = f"{persons / len(years):,.1f}" if persons else ""
        rows.append(
            [
                code, both(entry["title"]), " ".join(entry["clauses"]), heads, *yearly,
                *(f"{entry[q] / 1e4:,.1f}" for q in ("p05", "p50", "p95")), number(each), expected, where,
            ]
        )  # fmt: skip
        said = notes.get("notes", {}).get(name, {})
        words = [
            flat(said.get("en", "")),
            f"Expected a head: {expect['rests_on']}." if expect else "",
            flat(explained.get(f"per_head:{name}", {}).get("en") or expect.get("remark", "")),
        ]
        if where == OUTSIDE and not said and not words[-1]:
            words.append("Not explained.")
        if any(words):
            chinese = f" {flat(said['zh'])}" if "zh" in said else ""
            remarks.append(f"* **{both(entry['title'])}.** {' '.join(filter(None, words))}{chinese}")
    total = summary["outlay"]["total"]
    by_year = summary["outlay"]["years"]
    yearly = [] if len(years) == 1 else [f"{by_year[str(year)]['mean'] / 1e4:,.1f}" for year in years]
    spread = [f"{total[q] / 1e4:,.1f}" for q in ("p05", "p50", "p95")]
    rows.append(["", "**total outlay**", "", "", *yearly, *spread, "", "", ""])
    head = ["code", "programme", "clause", "persons a year", *(f"{year}" for year in years if len(years) > 1)]
    head += ["P5", "P50", "P95", "CNY a head", "expected", ""]
    span = "the year" if len(years) == 1 else f"the {len(years)} years together; the columns of years are means"
    return "\n".join(
        [
            "## Outlay by programme\n",
            prose(OUTLAY.format(span=span)),
            *table(head, rows, range(3, 9 + len(yearly))),
            "### Why it is sensible\n",
            *remarks,
            "",
        ]
    )


def page(folder: Path) -> tuple[str, str]:
    """The county's name and its page. Exits if the run is not one of the scenario as it stands."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    county = manifest["scenario"]
    if manifest["scenario_hash"] != hash_of(county):
        sys.exit(
            f"scenarios/{county} is {hash_of(county)} and the run was of {manifest['scenario_hash']}: run it again"
        )
    loaded = load(county)
    run = load_scenario(ROOT / "scenarios" / county, exclude_missing=True)
    notes, ranges = (read_yaml(PAGES / f"{county}.{kind}.yaml") for kind in ("notes", "ranges"))
    parts = [
        opening(loaded, manifest, summary["excluded"]),
        clauses(loaded),
        readings(county, loaded, notes),
        ranked(folder, run, manifest),
        baseline(folder, run, manifest, ranges, notes),
        programmes(folder, run, summary, ranges.get("per_head", {}), notes),
    ]
    return county, "\n".join(part.strip("\n") + "\n" for part in parts)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: docs/counties.py RUN_DIR")
    county, text = page(Path(sys.argv[1]))
    (PAGES / f"{county}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
