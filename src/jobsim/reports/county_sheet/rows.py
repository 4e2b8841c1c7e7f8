"""Every number of a scenario as a row of the county sheet, from schema and scenario: no list that could forget one.

A quantity has one row, a dated one a row for each of its dates. Beside the quantities stand the whole numbers and days
that a bureau knows (quotas, days of openings and arrivals), and empty rows for what the schema allows and the scenario
does not say (carry-over, appropriation of a year, of the year before).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from jobsim.language import Words
from jobsim.reports.county_sheet.display import Display, display_of
from jobsim.scenario import ranges
from jobsim.scenario.faults import item_at
from jobsim.scenario.loader import Loaded
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import Quantity, shown
from jobsim.scenario.rule_sections import BudgetLine, Claim, Programme
from jobsim.scenario.schema import Scenario
from jobsim.tables.number_titles import Path, titled
from jobsim.tables.shared import SOURCES

Sheet = Literal["county", "programmes", "funds", "targets", "other"]
Kind = Literal["number", "whole", "day"]
SHEETS: dict[str, Sheet] = {
    "county": "county",
    "standards": "county",
    "programmes": "programmes",
    "budget_lines": "programmes",
    "places": "programmes",
    "procedures": "programmes",
    "funds": "funds",
    "targets": "targets",
}
"""The sheet of each section; all others stand on ``other``."""
_SHEETS = ("county", "programmes", "funds", "targets", "other")
_REGISTERED = ("behaviour", "registration")
_LISTED_APART = "executed"
_ORDER = {"programmes": 0, "budget_lines": 1, "places": 2, "procedures": 3, "county": 0, "standards": 2, "behaviour": 1}
"""Order of sections on a sheet, where it is not that of the schema."""


@dataclass(frozen=True)
class Row:
    path: Path
    sheet: Sheet
    kind: Kind
    head: Words
    title: Words
    display: Display
    quantity: Quantity | None
    """What the scenario says; None where it says nothing."""
    each: bool = False
    whole: int | None = None
    day: str | None = None
    origin: Quantity | None = None
    """The quantity that holds source, reference and note."""
    asked: Words | None = None
    """The question, where the number must be given."""

    @property
    def dotted(self) -> str:
        return ".".join(self.path)

    @cached_property
    def cells(self) -> dict[str, float | str | None]:
        """What stands in the cells ``value``, ``low``, ``mode`` and ``high``, in the unit of the row."""
        found: dict[str, float | str | None] = dict.fromkeys(("value", "low", "mode", "high"))
        if self.kind == "whole":
            found["value"] = self.whole
        elif self.kind == "day":
            found["value"] = self.day
        elif self.quantity is not None:
            names = {
                "point": ("value",),
                "pert": ("low", "mode", "high"),
                "triangular": ("low", "mode", "high"),
                "uniform": ("low", "high"),
            }.get(self.quantity.kind, ())
            for name, number in zip(names, self.quantity.args, strict=False):
                found[name] = self.display.cell(number)
        return found

    @property
    def source(self) -> Words | None:
        return SOURCES.get(self.origin.source or "") if self.origin is not None else None

    @property
    def note(self) -> Words:
        """What the scenario says of where the number comes from, and of laws that no cell can hold."""
        parts = [_both(text) for text in (self._reference, self._note) if text]
        if self.asked is not None:
            parts.insert(0, self.asked)
        if self.quantity is not None and self.quantity.kind not in _IN_CELLS:
            parts.insert(0, self._law(self.quantity))
        if self.each:
            parts.insert(0, Words("各人（户）不同，按区间抽取", "differs from one to another"))
        zh, en = "；".join(one.zh for one in parts), "; ".join(one.en for one in parts)
        return Words(*(one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…" for one in (zh, en)))

    def _law(self, quantity: Quantity) -> Words:
        """A law that no cells hold, in the unit of the row."""
        if quantity.kind != "discrete":
            law = shown(quantity)
            return Words(f"现为分布（{law}）", f"now {law}")
        pairs = zip(quantity.args[::2], quantity.args[1::2], strict=True)
        whole = sum(quantity.args[1::2])
        said = [f"{self.display.said(self.display.cell(value))} ({weight / whole:.0%})" for value, weight in pairs]
        return Words(f"现为 {'、'.join(said)}", f"now {', '.join(said)}")

    @property
    def _reference(self) -> str | None:
        return self.origin.reference if self.origin is not None else None

    @property
    def _note(self) -> str | None:
        return self.origin.note if self.origin is not None else None


_BETWEEN = " / "
"""Between a text in Chinese and the same in English, as jobsim itself writes them into references and reasons."""
_LONGEST = 160
"""Letters of a note on the sheet; the register of assumptions has all of it."""
_IN_CELLS = ("point", "pert", "triangular", "uniform", "missing")


def rows(loaded: Loaded) -> list[Row]:
    """All rows, sheet by sheet as they stand there; what is asked for comes first on its sheet."""
    found = [*_numbers(loaded), *_whole(loaded), *_days(loaded), *_optional(loaded)]
    places = {row.dotted: place for place, row in enumerate(found)}
    entries = _entries(loaded.scenario)

    def key(row: Row) -> tuple[Any, ...]:
        section = row.path[0]
        entry = entries.get(row.path[:2], 0)
        return (
            _SHEETS.index(row.sheet),
            row.asked is None,
            _ORDER.get(section, 0),
            entry,
            _within(row),
            places[row.dotted],
        )

    return sorted(found, key=key)


def _entries(scenario: Scenario) -> dict[Path, int]:
    """The order of named entries and of the sections of one section."""
    found: dict[Path, int] = {}
    order = {fund: place for place, fund in enumerate(sorted(scenario.funds, key=lambda one: _purse(scenario, one)))}
    for section in type(scenario).model_fields:
        value = getattr(scenario, section)
        keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
        found |= {(section, str(key)): place for place, key in enumerate(keys)}
    return found | {("funds", fund): place for fund, place in order.items()}


def _purse(scenario: Scenario, name: str) -> tuple[bool, bool]:
    """Funds with appropriations come first, then other budget funds, then memo items."""
    fund = scenario.funds[name]
    return not fund.appropriations, fund.kind != "budget"


def _within(row: Row) -> tuple[Any, ...]:
    """The order inside an entry: a day stands before its number, the money of a fund before its payers."""
    path = row.path
    if path[0] == "funds":
        first = ("appropriations", "carry_over", "previous_year", "floor", "payers").index(path[2])
        if path[2] != "appropriations":
            return (first,)
        return (first, int(path[3]), path[4], int(path[5]) if len(path) > 5 else 0, path[-1] != "on")
    if path[0] == "places" and len(path) > 3 and path[2] == "openings":
        return (0, int(path[3]), path[-1] != "on")
    return (1,)


def _sheet(path: Path) -> Sheet:
    return "county" if path[:2] == _REGISTERED else SHEETS.get(path[0], "other")


def _plain(loaded: Loaded, path: Path) -> Any:
    item = item_at(loaded.root, path)
    return None if item is None else item.plain()


def _numbers(loaded: Loaded) -> Iterator[Row]:
    scenario = loaded.scenario
    for found in quantities(scenario):
        if found.path[0] == _LISTED_APART:
            continue
        raw, quantity = _plain(loaded, found.path), found.quantity
        head, title = titled(scenario, found.path)
        display = display_of(scenario, found.path, quantity, raw)
        sheet = _sheet(found.path)
        if quantity.kind != "dated":
            yield Row(
                found.path,
                sheet,
                "number",
                head,
                title,
                display,
                quantity,
                found.each,
                origin=quantity,
                asked=_question(quantity, head, title),
            )
            continue
        for index, (start, step) in enumerate(quantity.steps):
            dated = Words("{t}（{d}起）", "{t} from {d}").filled(t=title, d=start.isoformat())
            path = (*found.path, "dated", str(index))
            yield Row(
                path,
                sheet,
                "number",
                head,
                dated,
                display,
                step,
                found.each,
                origin=step,
                asked=_question(step, head, dated),
            )


def _both(text: str) -> Words:
    """A text in both languages, where it is said in both."""
    zh, slash, en = text.partition(_BETWEEN)
    said_twice = bool(slash) and not zh.isascii() and en[:1].isascii()
    return Words(zh, en) if said_twice else Words(text, text)


def _question(quantity: Quantity, head: Words, title: Words) -> Words | None:
    if quantity.kind != "missing":
        return None
    asked = _both(quantity.reason or "")
    if asked.zh != asked.en:
        return asked
    return Words(
        "“{h}”的{t}是多少？方案中没有：{r}", "What is “{t}” of {h}? The scenario does not have it: {r}"
    ).filled(h=head, t=title, r=quantity.reason or "")


def _whole(loaded: Loaded) -> Iterator[Row]:
    """The yearly quotas of programmes, which are whole numbers of their rules."""
    for name, programme in loaded.scenario.programmes.items():
        if programme.limits.quota is None:
            continue
        path: Path = ("programmes", name, "limits", "quota")
        head, title = titled(loaded.scenario, path)
        display = Display(Words("个", "places"), "", low=1, high=ranges.HEADS)
        yield Row(path, "programmes", "whole", head, title, display, None, whole=programme.limits.quota)


def _days(loaded: Loaded) -> Iterator[Row]:
    """The days on which places open and money arrives, between which programmes hold and claims are accepted."""
    scenario = loaded.scenario
    found: list[tuple[Path, dt.date | str]] = []
    for name, programme in scenario.programmes.items():
        span = {"start": programme.effective.start, "end": programme.effective.end}
        found += [(("programmes", name, "effective", key), day) for key, day in span.items() if day is not None]
        if isinstance(programme.claim, Claim) and programme.claim.accepted_until is not None:
            found.append((("programmes", name, "claim", "accepted_until"), programme.claim.accepted_until))
    for pool, one in scenario.places.pools():
        found += [(("places", pool, "openings", str(k), "on"), opening.on) for k, opening in enumerate(one.openings)]
    for name, fund in scenario.funds.items():
        for year, appropriation in fund.appropriations.items():
            arrivals = ("funds", name, "appropriations", str(year), "arrivals")
            found += [((*arrivals, str(k), "on"), arrival.on) for k, arrival in enumerate(appropriation.arrivals)]
    for path, day in found:
        head, title = titled(scenario, path)
        text = day.isoformat() if isinstance(day, dt.date) else day
        yield Row(path, _sheet(path), "day", head, title, Display(_DAYS[path[0]], ""), None, day=text)


_DAYS = {
    "places": Words("月-日或年-月-日", "MM-DD or YYYY-MM-DD"), "funds": Words("月-日", "MM-DD"),
    "programmes": Words("年-月-日", "YYYY-MM-DD"),
}  # fmt: skip


def _optional(loaded: Loaded) -> Iterator[Row]:
    """Money of the funds that the scenario does not state: empty rows."""
    scenario = loaded.scenario
    years = range(scenario.horizon.start.year, scenario.horizon.end.year + 1)
    entries: list[Programme | BudgetLine] = [*scenario.programmes.values(), *scenario.budget_lines.values()]
    used = {one.fund for one in entries}
    nothing = Quantity("missing", (), "CNY")
    for name, fund in scenario.funds.items():
        if fund.kind != "budget" or name not in used:
            continue
        paths: list[Path] = [
            ("funds", name, "appropriations", str(year), "amount") for year in years if year not in fund.appropriations
        ]
        limited = len(paths) < len(years)
        asked = {path: _appropriation(fund.title.zh, fund.title.en, path[3]) for path in paths if limited}
        if limited:
            paths += [("funds", name, key) for key in ("carry_over", "previous_year") if getattr(fund, key) is None]
        for path in paths:
            head, title = titled(scenario, path)
            yield Row(
                path,
                "funds",
                "number",
                head,
                title,
                display_of(scenario, path, nothing, None),
                None,
                asked=asked.get(path),
            )


def _appropriation(zh: str, en: str, year: str) -> Words:
    return Words(
        f"{year}年“{zh}”预算安排多少？不填，该年不受资金限制",
        f"How much is appropriated to {en} in {year}? Empty: no limit",
    )
