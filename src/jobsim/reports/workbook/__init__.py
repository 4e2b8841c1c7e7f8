"""The workbook a bureau takes away: its forms, the results behind them, what they rest on, and data to pivot.

A room for each sheet or family of sheets; ``book`` and ``sheet`` hold formats, cells and print setup. Sheets show
tables (:mod:`jobsim.tables`) and nothing else. The same study gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from jobsim.experiments.record import run_id
from jobsim.experiments.study import Study
from jobsim.language import Language
from jobsim.reports.whole_file import check_place, write_whole
from jobsim.reports.workbook import (
    budget_form,
    charted,
    cover,
    data_sheet,
    evaluation_form,
    execution_form,
    goals_form,
    results,
    transfer_form,
)
from jobsim.reports.workbook.book import Book
from jobsim.reports.workbook.material import Material

SUFFIX = ".xlsx"


def write(study: Study, path: Path, lang: Language) -> None:
    """Write the workbook of a study. Raises PlaceError if the file cannot be put there; nothing is half written."""
    check_place(path, SUFFIX)
    write_whole(path, made(study, lang))


def made(study: Study, lang: Language) -> bytes:
    """The workbook as bytes."""
    told = Material(study)
    order, found = told.results.order, told.results
    head = told.scenario.scenario
    run = f"{run_id(found.scenario_hash, order, found.replications)} · seed {order.seed} · n {found.replications}"
    title = head.title.zh if lang == "zh" else head.title.en
    book = Book(lang, title, run, told.scenario.horizon.start, several_years=len(told.years) > 1)
    first = cover.add(book, told)
    for form in (budget_form, execution_form, goals_form, evaluation_form, transfer_form):
        for year in told.years:
            form.add(book, told, year)
    results.allotment_form(book, told)
    for year in told.years:
        charted.outlay_sheet(book, told, year)
    results.payers_sheets(book, told)
    charted.months_sheet(book, told)
    charted.funds_sheet(book, told)
    for sheet in (
        results.targets_sheet,
        results.rests_sheet,
        results.memo_sheet,
        results.score_sheets,
        results.variants_sheet,
        results.appropriations_sheet,
        results.other_counties_sheet,
        results.register_sheet,
        results.reading_sheet,
        results.calibration_sheet,
    ):
        sheet(book, told)
    data_sheet.add(book, told)
    cover.contents(book, first)
    return book.bytes()
