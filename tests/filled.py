"""County sheets in memory, filled in by hand: what a workbook that comes back holds."""

from __future__ import annotations

import random
from typing import Any

from jobsim.language import Words
from jobsim.reports.county_sheet.checked import answer, resulting
from jobsim.reports.county_sheet.form import Field, Origin, Page, fields
from jobsim.reports.county_sheet.found import FoundBook, FoundCell, FoundSheet, SheetError, cell_name
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.reports.county_sheet.pages import pages
from jobsim.reports.county_sheet.rows import Row
from jobsim.scenario.loader import Loaded
from jobsim.scenario.provenance import quantities

NOWHERE = Origin(Words("", ""))


def blank(loaded: Loaded, lang: str = "zh") -> tuple[list[Page], FoundBook]:
    """The pages of a scenario, and the cells as they were written."""
    made = pages(loaded, Hanging(loaded.scenario, None), NOWHERE, lang)
    return made, written(made, lang)


def written(made: list[Page], lang: str = "zh") -> FoundBook:
    sheets = {}
    for page in made:
        cells = {
            (at, column): FoundCell(cell.text)
            for at, line in enumerate(page.lines)
            for column, cell in enumerate(line)
            if cell.text is not None
        }
        sheets[page.name.of(lang)] = FoundSheet(cells)
    return FoundBook(sheets)


def place(made: list[Page], path: str, slot: str, lang: str = "zh") -> tuple[str, int, int]:
    """Sheet, row and column of a cell to fill in."""
    for page in made:
        for at, column, field in fields(page):
            if field.line.dotted == path and field.slot == slot:
                return page.name.of(lang), at, column
    raise KeyError(f"{path} {slot}")


def put(made: list[Page], book: FoundBook, path: str, lang: str = "zh", **slots: Any) -> str:
    """Fill cells of a line in; None empties one. The name of the last."""
    where = ""
    for slot, value in slots.items():
        sheet, at, column = place(made, path, slot, lang)
        cells = book.sheets[sheet].cells
        if value is None:
            cells.pop((at, column), None)
        else:
            cells[at, column] = value if isinstance(value, FoundCell) else FoundCell(value)
        where = f"{sheet}!{cell_name(at, column)}"
    return where


def numbers(scenario: Any) -> dict[str, Any]:
    """Every number of a scenario by path, without where it comes from."""
    found = {}
    for one in quantities(scenario):
        quantity = one.quantity
        steps = tuple((day, step.kind, step.args) for day, step in quantity.steps)
        found[".".join(one.path)] = (quantity.kind, quantity.args, steps, one.each)
    return found


def a_random_edit(loaded: Loaded, made: list[Page], chance: random.Random) -> tuple[str, str, str]:
    """One cell filled in at random, well or badly: (what became of it, the cell, the path).

    It either lands at its path, and nothing else changes, or is refused with its cell.
    """
    page = chance.choice([page for page in made if any(True for _ in fields(page))])
    at, column, field = chance.choice(list(fields(page)))
    book = written(made)
    name = page.name.zh
    cell = f"{name}!{cell_name(at, column)}"
    book.sheets[name].cells[at, column] = FoundCell(*_anything(field, chance))
    try:
        found = answer(loaded, book)
    except SheetError as error:
        sheet, _, where = cell.partition("!")
        told = [problem.file for problem in error.problems]
        row = [one for one in told if one.startswith(f"{sheet}!") and one.rstrip("0123456789")[-1:].isalpha()]
        line = "".join(filter(str.isdigit, where))
        assert any("".join(filter(str.isdigit, one.partition("!")[2])) == line for one in row), (cell, told)
        return "refused", cell, field.line.dotted
    if found.is_empty:
        return "nothing", cell, field.line.dotted
    assert [edit.place.partition("!")[0] for edit in found.edits] == [name] * len(found.edits)
    if not found.edits:
        return "chosen", cell, field.line.dotted
    before, after = numbers(loaded.scenario), numbers(resulting(loaded, found))
    differ = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    own = field.line.dotted.partition(".dated.")[0]
    whole = own.removesuffix(".amount")  # an appropriation comes with the day on which it arrives
    assert all(path == own or path.startswith((f"{own}.", f"{whole}.")) for path in differ), differ
    _is_there(field, book.sheets[name].cells[at, column].value, after)
    return "landed", cell, field.line.dotted


def _is_there(field: Field, written_: Any, after: dict[str, Any]) -> None:
    """The number of a cell is the number at its path, converted exactly."""
    line = field.line
    if not isinstance(line, Row) or line.kind != "number" or field.slot == "reference":
        return
    path, _, step = line.dotted.partition(".dated.")
    kind, args, steps, _ = after[path]
    if step:
        kind, args = steps[int(step)][1:]
    number = line.display.number(float(field.now) if written_ is None else written_)
    slots = {"point": ("value",), "pert": ("low", "mode", "high"), "triangular": ("low", "mode", "high"),
             "uniform": ("low", "high")}[kind]  # fmt: skip
    assert args[slots.index(field.slot)] == number, (line.dotted, args, number)


def _anything(field: Field, chance: random.Random) -> tuple[Any, str]:
    if field.what == "choice":
        return chance.choice(["是", "yes", "否", "maybe"]), ""
    if field.what == "text":
        return chance.choice(["2023年统计公报", "register of March", 7]), ""
    if field.what == "day":
        return chance.choice(["03-21", "6月1日", "02-30", "spring", "12/24"]), ""
    kind = chance.randrange(10)
    if kind == 0:
        return "about ten", ""
    if kind == 1:
        return None, "a formula"
    if kind == 2:
        return None, "an error (#N/A)"
    if kind == 3:
        return field.high * 1.5 + 1, ""
    if kind == 4:
        return field.low - 1, ""
    if isinstance(field.now, float | int):
        return min(field.high, max(field.low, field.now * chance.choice([0.5, 0.9, 1.1, 2]))), ""
    return field.low + (min(field.high, field.low + 100) - field.low) * chance.random(), ""
