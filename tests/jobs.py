"""Jobs that worker processes can import."""

import os
from typing import NoReturn

from jobsim.scenario.errors import MissingFigure, Problem


def lacking(number: int) -> NoReturn:
    raise MissingFigure([Problem("", 0, 0, "programmes.x.amount", f"missing in {number}", None)])


def process_of(number: int) -> int:
    return os.getpid()
