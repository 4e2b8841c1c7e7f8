"""The console on which pages are printed: text from outside is shown and not obeyed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from io import StringIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from jobsim.harmless import harmless

WIDTH = 118
"""Columns of a page when nobody sees its width (a pipe, a log)."""


class _Harmless(Console):
    """Prints titles and messages as they are written: no markup in them is obeyed, no control character is sent."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(harmless(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Nobody reads on: told to the command, which knows whether a record stands."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console() -> Console:
    """A console as wide as the terminal, or :data:`WIDTH` where there is none."""
    seen = _Harmless(highlight=False, markup=False, emoji=False)
    return seen if seen.is_terminal else _Harmless(highlight=False, markup=False, emoji=False, width=WIDTH)


def in_text(page: RenderableType, width: int = WIDTH) -> str:
    """A page as plain text so many columns wide."""
    seen = _Harmless(
        file=StringIO(), width=width, highlight=False, markup=False, emoji=False, color_system=None,
        force_jupyter=False,
    )  # fmt: skip
    with seen.capture() as captured:
        seen.print(page)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
