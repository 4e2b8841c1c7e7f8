"""Where the sheet is put: a workbook by its ending, else a folder of CSV files. Whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from jobsim.folders import new_folder, rename
from jobsim.language import Language
from jobsim.reports.county_sheet import csv_folder, xlsx_file
from jobsim.reports.county_sheet.form import Page
from jobsim.reports.whole_file import PlaceError, check_place, write_whole
from jobsim.scenario.loader import Loaded

SUFFIX = ".xlsx"


def check(place: Path) -> None:
    """Whether the sheet may be put there, asked before anything is run. Raises PlaceError."""
    if place.suffix:
        check_place(place, SUFFIX)
    elif os.path.lexists(place):
        raise PlaceError(f"{place} is there already; name a new folder, or a file that ends in {SUFFIX}")
    elif not place.resolve().parent.is_dir():
        raise PlaceError(f"{place}: there is no folder {place.resolve().parent}")


def write(loaded: Loaded, pages: list[Page], place: Path, lang: Language) -> None:
    """Write the sheet. Raises PlaceError."""
    if place.suffix:
        write_whole(place, xlsx_file.made(loaded, pages, lang))
        return
    try:
        draft = new_folder(place.resolve().parent, ".draft-")
        try:
            for name, data in csv_folder.made(pages, lang).items():
                (draft / name).write_bytes(data)
            rename(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise PlaceError(f"{place} cannot be written: {error.strerror or error}") from error
