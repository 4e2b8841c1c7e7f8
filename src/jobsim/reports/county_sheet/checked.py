"""Every cell that comes back against what was written: labels must be the same, what was filled in must be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobsim.harmless import harmless
from jobsim.language import LANGUAGES, Language, Words
from jobsim.reports.county_sheet import csv_folder, form, layer, xlsx_read
from jobsim.reports.county_sheet.about import identity
from jobsim.reports.county_sheet.edits import Edit, SlotWrong, of_executed, of_row
from jobsim.reports.county_sheet.form import Cell, ExecutedLine, Field, Origin, Page
from jobsim.reports.county_sheet.found import FoundBook, FoundSheet, SheetError, cell_name, fault
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.reports.county_sheet.pages import pages
from jobsim.reports.county_sheet.readings import Reading
from jobsim.reports.county_sheet.rows import Row
from jobsim.reports.county_sheet.values import Wrong, entered
from jobsim.scenario import overlay
from jobsim.scenario.errors import Problem, ScenarioError
from jobsim.scenario.faults import item_at
from jobsim.scenario.layers import read_layers, scenario_file
from jobsim.scenario.loader import Loaded, validate
from jobsim.scenario.templates import joined
from jobsim.scenario.yaml_text import parse


@dataclass
class Answer:
    """What the sheet says: numbers changed, readings chosen, and where each stands."""

    edits: list[Edit] = field(default_factory=list)
    chosen: list[tuple[Reading, str]] = field(default_factory=list)

    def tree(self, loaded: Loaded) -> dict[str, Any]:
        """The layer over the scenario."""
        return layer.tree(loaded, self.edits, [reading for reading, _ in self.chosen])

    @property
    def is_empty(self) -> bool:
        return not self.edits and not self.chosen


def read(path: Path) -> FoundBook:
    """The cells of a workbook or of a folder of CSV files. Raises :class:`SheetError`."""
    if path.is_dir():
        return csv_folder.read(path)
    if not path.is_file():
        raise SheetError([fault(str(path), "no such file or folder")])
    return xlsx_read.read(path)


def answer(loaded: Loaded, book: FoundBook) -> Answer:
    """What a sheet says of a scenario. Raises :class:`SheetError` with all faults, by their cells."""
    lang = _language(book)
    expected = pages(loaded, Hanging(loaded.scenario, None), Origin(Words("", "")), lang)
    _identity(loaded, book, expected[0], lang)
    found, problems = Answer(), []
    for page in expected:
        name = page.name.of(lang)
        if name not in book.sheets:
            problems.append(fault(name, "this sheet is missing", "take the sheet as it was written"))
            continue
        problems += _Reading(loaded, page, name, book.sheets[name], book.as_text).into(found)
    problems += _conflicts(found)
    if problems:
        raise SheetError(problems)
    if not found.is_empty:
        _together(loaded, found, expected, lang)
    return found


def _language(book: FoundBook) -> Language:
    for lang in LANGUAGES:
        if form.ABOUT.of(lang) in book.sheets:
            return lang
    names = f"{form.ABOUT.zh} / {form.ABOUT.en}"
    raise SheetError([fault(names, "no county sheet: this sheet is missing", "take the sheet as it was written")])


def _identity(loaded: Loaded, book: FoundBook, page: Page, lang: Language) -> None:
    """Whether the sheet is of this form, of this scenario, and of the scenario as it is now."""
    name = page.name.of(lang)
    wanted = identity(loaded, lang)
    said = dict(zip(wanted, (len(page.lines) - len(wanted) + at for at in range(len(wanted))), strict=True))
    cells = book.sheets[name].cells
    for key, value in wanted.items():
        cell = cells.get((said[key], 1))
        found = "" if cell is None else str(cell.value).strip()
        if found != value:
            place = f"{name}!{cell_name(said[key], 1)}"
            raise SheetError([fault(place, *_differs(key, found, value))])


def _differs(key: str, found: str, value: str) -> tuple[str, str]:
    if key == "form":
        return f"the sheet is of form '{found[:40]}', not of '{value}'", "write the sheet anew with this jobsim"
    if key == "scenario":
        return (
            f"the sheet is of scenario '{found[:64]}', not of '{value}'",
            "read it with the scenario it was written for",
        )
    if key == "hash":
        return "the scenario has changed since the sheet was written", "write the sheet anew and fill it in"
    return f"the sheet is in '{found[:10]}', its words in '{value}'", "take the sheet as it was written"


class _Reading:
    """One sheet read against its page."""

    def __init__(self, loaded: Loaded, page: Page, name: str, sheet: FoundSheet, as_text: bool) -> None:
        self.loaded, self.page, self.name, self.sheet, self.as_text = loaded, page, name, sheet, as_text
        self.problems: list[Problem] = []

    def into(self, found: Answer) -> list[Problem]:
        for cell, message, hint in self.sheet.faults:
            self.problems.append(fault(f"{self.name}!{cell}", message, hint))
        for at, line in enumerate(self.page.lines):
            if self._labels(at, line):
                self._line(at, line, found)
        self._beyond()
        return self.problems

    def _tell(self, at: int, column: int, message: str, hint: str = "") -> None:
        self.problems.append(fault(f"{self.name}!{cell_name(at, column)}", message, hint))

    def _labels(self, at: int, line: list[Cell]) -> bool:
        """Whether the words of a line are those that were written; the first that differ are told."""
        technical = [len(line) - 1] if self.page.technical and len(line) == len(self.page.columns) else []
        for column in (*technical, *range(len(line))):
            cell = line[column]
            if cell.field is not None or not cell.checked:
                continue
            wanted, found = _text(csv_folder.written(cell) if self.as_text else cell.text), self._found(at, column)
            if found is None:
                self._tell(
                    at, column, "a formula or an error stands in place of a label", "take the sheet as it was written"
                )
                return False
            if found != wanted:
                was = f"'{wanted[:60]}'" if wanted else "nothing"
                self._tell(at, column, f"a label was changed: {was} stood here", "only coloured cells are filled in")
                return False
        return True

    def _found(self, at: int, column: int) -> str | None:
        cell = self.sheet.cells.get((at, column))
        if cell is None:
            return ""
        return None if cell.fault else _text(cell.value)

    def _beyond(self) -> None:
        """What stands where nothing is read."""
        for (at, column), cell in sorted(self.sheet.cells.items()):
            inside = at < len(self.page.lines) and column < len(self.page.lines[at])
            if not inside and (cell.fault or _text(cell.value)):
                self._tell(at, column, "nothing is read here", "take it out")

    def _line(self, at: int, line: list[Cell], found: Answer) -> None:
        columns = {cell.field.slot: column for column, cell in enumerate(line) if cell.field is not None}
        fields = {cell.field.slot: cell.field for cell in line if cell.field is not None}
        if not fields:
            return
        given: dict[str, Any] = {}
        wrong = False
        for slot, one in fields.items():
            try:
                given[slot] = entered(self.sheet.cells.get((at, columns[slot])), one, self.as_text)
            except Wrong as error:
                self._tell(at, columns[slot], error.message, error.hint)
                wrong = True
        if wrong:
            return
        try:
            self._take(next(iter(fields.values())), given, at, columns, found)
        except SlotWrong as error:
            self._tell(at, columns[error.slot], error.message, error.hint)

    def _take(self, one: Field, given: Mapping[str, Any], at: int, columns: Mapping[str, int], found: Answer) -> None:
        line = one.line
        slot = next((slot for slot in columns if slot != "reference" and given[slot] != _now(line, slot)), "reference")
        place = f"{self.name}!{cell_name(at, columns.get(slot, 0))}"
        if isinstance(line, Reading):
            if given["chosen"]:
                found.chosen.append((line, place))
            return
        if isinstance(line, ExecutedLine):
            value = of_executed(line, given)
        else:
            item = item_at(self.loaded.root, line.path)
            raw = None if item is None else item.plain()
            value = of_row(line, given, raw)
            if value is not None and line.path[0] == "funds" and item is None and line.path[-1] == "amount":
                whole = {"amount": value, "arrivals": [{"on": "01-01", "share": {"value": 1, "source": "user"}}]}
                found.edits.append(Edit(line.path[:-1], whole, place))
                return
        if value is not None:
            found.edits.append(Edit(tuple(line.dotted.split(".")), value, place))


def _now(line: Row | ExecutedLine | Reading, slot: str) -> Any:
    if isinstance(line, Reading):
        return False
    return (line.now if isinstance(line, ExecutedLine) else line.cells).get(slot)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:.15g}"
    return harmless(str(value)).replace("\r\n", "\n").strip()


def _conflicts(found: Answer) -> Iterator[Problem]:
    """Two readings that set the same number, and numbers that a chosen reading sets."""
    owners: dict[tuple[str, ...], str] = {}
    for reading, place in found.chosen:
        for path in reading.places():
            other = next((one for key, one in owners.items() if _overlap(key, path)), None)
            if other is not None and other != place:
                yield fault(
                    place, f"sets {'.'.join(path)}, which the reading at {other} sets, too", "choose one of them"
                )
                break
            owners[path] = place
    for edit in found.edits:
        owner = next((place for path, place in owners.items() if _overlap(path, edit.path)), None)
        if owner is not None:
            yield fault(
                edit.place, f"the reading chosen at {owner} sets this number", "choose the reading or change the number"
            )


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _together(loaded: Loaded, found: Answer, expected: Iterable[Page], lang: Language) -> None:
    """What all numbers say together: the scenario with them must be valid. Raises :class:`SheetError`."""
    try:
        resulting(loaded, found)
    except ScenarioError as error:
        places = _places(expected, lang)
        own = {".".join(edit.path): edit.place for edit in found.edits}
        raise SheetError(
            [
                fault(_place_of(problem.path, own, places, found), problem.message, problem.hint)
                for problem in error.problems
            ]
        ) from None


def resulting(loaded: Loaded, found: Answer) -> Any:
    """The scenario with what the sheet says. Raises ScenarioError."""
    trees, _ = read_layers(scenario_file(loaded.path))
    written = parse(overlay.text(found.tree(loaded), ""), "sheet")
    return validate(joined(trees if written is None else [*trees, written]))


def _places(expected: Iterable[Page], lang: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for page in expected:
        for at, column, one in form.fields(page):
            found.setdefault(one.line.dotted, f"{page.name.of(lang)}!{cell_name(at, column)}")
    return found


def _place_of(path: str, own: Mapping[str, str], places: Mapping[str, str], found: Answer) -> str:
    """The cell for a fault of the scenario: one that was changed, else the first of what the fault is about."""
    for known in (own, places):
        for dotted, place in known.items():
            if dotted == path or dotted.startswith(f"{path}.") or path.startswith(f"{dotted}."):
                return place
    head = ".".join(path.split(".")[:2])
    near = next((place for dotted, place in own.items() if dotted.startswith(head)), "")
    return near or next((place for _, place in found.chosen), path)
