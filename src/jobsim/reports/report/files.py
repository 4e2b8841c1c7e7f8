"""The files of a report: all that can be wrong with their places is said first, and each is written whole or not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobsim.experiments.flows import flows
from jobsim.language import Language
from jobsim.reports import figures as drawn
from jobsim.reports.report.basis import Basis
from jobsim.reports.report.blocks import Report
from jobsim.reports.report.document import report
from jobsim.reports.report.page import page
from jobsim.reports.report.printed import printed
from jobsim.reports.whole_file import PlaceError, check_place, write_whole


@dataclass(frozen=True)
class Wanted:
    """What is asked for, and where to: files, and a folder of figures; ``journey`` is a person's number."""

    html: Path | None = None
    pdf: Path | None = None
    figures: Path | None = None
    journey: int | None = None

    def check(self) -> None:
        """Raises PlaceError if something cannot be written where it is wanted."""
        if self.html is not None:
            check_place(self.html, ".html")
        if self.pdf is not None:
            check_place(self.pdf, ".pdf")
        if self.figures is not None:
            _check_folder(self.figures)


def write(basis: Basis, wanted: Wanted, lang: Language) -> Iterator[Path]:
    """Write what is wanted and tell each file (of the figures their folder) when it stands.

    Raises PlaceError, and RecordError if the county has no such person.
    """
    wanted.check()
    results = basis.results
    moved = None if wanted.journey is None else flows(results.scenario, results.order, person=wanted.journey)
    if wanted.html is not None or wanted.pdf is not None:
        content = report(basis, lang)
        # Both are made before one is written.
        made: list[tuple[Path | None, Callable[[Report], bytes]]] = [(wanted.html, _page), (wanted.pdf, printed)]
        for path, data in [(path, make(content)) for path, make in made if path is not None]:
            write_whole(path, data)
            yield path
    if wanted.figures is not None:
        wanted.figures.mkdir(exist_ok=True)
        for name, picture in drawn.of_run(results, lang):
            _write_figure(picture, name, wanted.figures, lang)
        if moved is not None:
            _write_figure(drawn.flows(results, moved, lang), f"flows-{moved.person}", wanted.figures, lang)
        yield wanted.figures


def _page(content: Report) -> bytes:
    return page(content).encode()


def _write_figure(picture: drawn.Picture, name: str, folder: Path, lang: Language) -> None:
    write_whole(folder / f"{name}.{lang}.png", picture.png())
    write_whole(folder / f"{name}.{lang}.svg", picture.svg().encode())


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise PlaceError(f"{folder} is a file; name a folder for the figures")
    place = folder if folder.exists() else folder.parent
    if not place.is_dir():
        raise PlaceError(f"{folder}: there is no folder {place}")
    if not os.access(place, os.W_OK):
        raise PlaceError(f"{folder} cannot be written: the folder {place} is read-only")
