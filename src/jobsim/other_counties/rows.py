"""Published figures of other counties: one row each, as printed, with the document it was read in.

``figures.csv`` holds 358 figures of 2015 to 2026 from 21 provinces. Anybody may read further ones of the same columns
(:func:`read`). An item is what the document calls it; :data:`SERIES` says which of them count the same thing.
News tells of what went well, so attainment and execution are biased upward.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

COLUMNS = (
    "county", "level", "province", "year", "resident_population", "item", "unit", "value", "kind", "payer", "read",
    "source_title", "source_body", "source_url", "note",
)  # fmt: skip
_NEEDED = ("county", "year", "item", "unit", "value", "kind")

KINDS = frozenset(("available", "appropriated", "executed", "attained", "target", "persons", "price", "rate"))
"""What a value is: money at hand, planned or paid, what was reached or was to be, heads or cases, a price, a rate."""

_MOST = 10_000_000
"""A file of figures has no more bytes."""

SERIES: dict[str, str] = {
    "employment_fund": r"就业(创业)?补助资金( total)?( arranged)?|就业创业(专项)?资金( total)?",
    "insurance_subsidy": r"(灵活就业)?社会保险补贴(资金)?|享受社会保险补贴人员数量|社保补贴",
    "public_post": r"(城镇|乡村|建档立卡|扶贫|村级)?公益性?岗位?(\+社保补贴|补贴)?( one month| new| newly opened)?"
                   r"|公共就业扶贫岗位( one month)?",
    "skill_training": r"(补贴性)?(职业)?(技能)?培训",
    "entrepreneurship_training": r"创业培训",
    "guaranteed_loan": r"创业担保贷款( issued)?(发放额?)?",
    "start_up_grant": r"一次性创业补贴.*|农民工创业奖补",
    "urban_new_employment": r"城镇新增就业",
    "urban_unemployed_reemployed": r"(城镇)?失业人员再就业",
    "hard_to_employ_persons_placed": r"就业困难人员(再)?就业",
    "rural_labour_transfer_employment": r"农村劳动力转移就业",
    "internship": r"(青年)?就业见习",
}  # fmt: skip
"""The items that count the same thing, under one name each: names of indicators where one counts it, too."""
_SERIES = {name: re.compile(pattern) for name, pattern in SERIES.items()}

_UNITS = {"元": 1.0, "万元": 1e4, "亿元": 1e8, "元/人月": 1.0, "元/人年": 1.0, "元/人": 1.0}
_LEVELS = {"(地级)": "prefecture", "（地级）": "prefecture", "(全国)": "nation", "（全国）": "nation", "全国": "nation"}
"""How names say that they are no county's, where no column does."""
_LAST_MONTH = {"": 12, "H1": 6, "Q1": 3, "Q2": 6, "Q3": 9}
_YEAR = re.compile(r"(\d{4})(H1|Q[1-3])?")
_MONTHS = re.compile(r"(\d{4})-01\.\.(\d\d)")


class FiguresError(ValueError):
    """A file that is no table of published figures; the message says where and what was expected."""


@dataclass(frozen=True)
class Figure:
    """One number of one document. Money is in CNY, or as a price in CNY per head and month, year or case."""

    county: str
    level: str
    province: str
    period: str
    """The year, or the part of it, as the file has it."""
    residents: int | None
    item: str
    unit: str
    value: float
    kind: str
    payer: str
    derived: bool
    source: str
    address: str
    note: str

    @property
    def year(self) -> int | None:
        found = re.match(r"\d{4}", self.period)
        return int(found.group()) if found else None

    @property
    def months(self) -> int | None:
        """Months from January on that it counts, 12 of a whole year; None if the document does not say."""
        whole, part = _YEAR.fullmatch(self.period), _MONTHS.fullmatch(self.period)
        if whole is not None:
            return _LAST_MONTH[whole.group(2) or ""]
        return int(part.group(2)) if part is not None else None

    @property
    def series(self) -> str | None:
        """What it counts, of :data:`SERIES`; None for something else."""
        return _series_of(self.item)

    @property
    def one_month(self) -> bool:
        return self.item.endswith("one month")

    @property
    def in_money(self) -> bool:
        return self.unit in ("元", "万元", "亿元")


@cache
def _series_of(item: str) -> str | None:
    return next((name for name, pattern in _SERIES.items() if pattern.fullmatch(item)), None)


@cache
def shipped() -> tuple[Figure, ...]:
    """The figures that come with the package."""
    text = resources.files("jobsim.other_counties").joinpath("figures.csv").read_text(encoding="utf-8")
    return tuple(_figures(text, "figures.csv"))


def read(path: Path) -> tuple[Figure, ...]:
    """Figures of a file with the columns ``county, year, item, unit, value, kind`` and, if known, the others of
    :data:`COLUMNS`. Raises FiguresError with line and column."""
    try:
        if path.stat().st_size > _MOST:
            raise FiguresError(f"{path}: the file is too large")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FiguresError(f"{path}: it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FiguresError(f"{path}: it is no text in UTF-8") from error
    return tuple(_figures(text, str(path)))


def _figures(text: str, place: str) -> Iterable[Figure]:
    rows = csv.reader(io.StringIO(text))
    head = [name.strip() for name in next(rows, [])]
    absent = [name for name in _NEEDED if name not in head]
    if absent:
        raise FiguresError(f"{place}, line 1: the column '{absent[0]}' is missing; expected {', '.join(_NEEDED)}")
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            yield _figure(dict(zip(head, row, strict=False)), f"{place}, line {number}")


def _figure(cells: dict[str, str], place: str) -> Figure:
    def cell(name: str) -> str:
        return (cells.get(name) or "").strip()

    if cell("kind") not in KINDS:
        raise FiguresError(f"{place}, kind: found '{cell('kind')[:40]}'; expected one of {', '.join(sorted(KINDS))}")
    residents, unit, county = cell("resident_population"), cell("unit"), cell("county")
    marked = next((level for mark, level in _LEVELS.items() if county.startswith(mark)), "county")
    return Figure(
        county=county, level=cell("level") or marked, province=cell("province"), period=cell("year"),
        residents=None if not residents else round(_number(residents, f"{place}, resident_population", 1.0)),
        item=cell("item"), unit=unit, value=_value(cell("value"), f"{place}, value", _UNITS.get(unit, 1.0)),
        kind=cell("kind"), payer=cell("payer"), derived=cell("read") == "derived",
        source=", ".join(one for one in (cell("source_title"), cell("source_body")) if one),
        address=cell("source_url"), note=cell("note"),
    )  # fmt: skip


def _value(said: str, place: str, unit: float) -> float:
    """The number; of two ends such as 300-500 the middle."""
    ends = re.split(r"(?<=\d)[-–~/](?=\d)", said)
    numbers = [_number(one, place, unit) for one in ends]
    return sum(numbers) / len(numbers)


def _number(said: str, place: str, unit: float) -> float:
    try:
        value = float(said.replace(",", "")) * unit
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e15:
        raise FiguresError(f"{place}: found '{said[:40]}'; expected a number of 0 or more")
    return value


def residents_of(figures: Sequence[Figure], county: str) -> int | None:
    """The residents of a county as any of its figures has them."""
    return next((one.residents for one in figures if one.county == county and one.residents), None)
