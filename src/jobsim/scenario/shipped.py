"""The counties that come with jobsim, by name: ``jingyuan_2023``, ``jingyuan_2023/start_up_12000``, ``jobsim:anhui``.

They are the folder ``scenarios`` of the repository, which the wheel holds inside the package; a checkout and an
editable install use the folder where it is. A path that exists wins over a name. ``jobsim:NAME`` is the shipped one
whatever lies in the working directory, and the way to name one in ``extends``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path, PurePosixPath

import jobsim
from jobsim.scenario.errors import nearest

MARK = "jobsim:"
LISTED = "jobsim counties lists those that come with it"
SCENARIO, VARIANTS, BASE = "scenario.yaml", "variants", "base"


@cache
def root() -> Path:
    """The folder of the shipped scenarios: that of an installed package, else that of the checkout."""
    packaged = _packaged()
    return packaged if packaged.is_dir() else Path(jobsim.__file__).parents[2] / "scenarios"


def _packaged() -> Path:
    return Path(jobsim.__file__).parent / "scenarios"


def counties() -> list[str]:
    """The names of the shipped counties."""
    return sorted(file.parent.name for file in root().glob(f"*/{SCENARIO}"))


def variants(county: str) -> list[str]:
    """The names of a shipped county's ready-made variants."""
    return sorted(file.stem for file in (root() / county / VARIANTS).glob("*.yaml"))


def bases() -> list[str]:
    """What only an ``extends`` names: the rules of the nation and of provinces."""
    return sorted(file.stem for file in (root() / BASE).glob("*.yaml"))


def is_marked(named: str) -> bool:
    return named.startswith(MARK)


def file_of(named: str) -> Path | None:
    """The file of a county, of ``COUNTY/VARIANT`` or, with the mark, of a base; None if nothing of that name ships."""
    parts = PurePosixPath(named.removeprefix(MARK)).parts
    county = parts[0] if parts else ""
    if is_marked(named) and (base := _base(parts)):
        return root() / BASE / f"{base}.yaml"
    if county not in counties():
        return None
    if len(parts) == 1:
        return root() / county / SCENARIO
    rest = parts[2:] if parts[1] == VARIANTS else parts[1:]
    variant = rest[0].removesuffix(".yaml") if len(rest) == 1 else ""
    return root() / county / VARIANTS / f"{variant}.yaml" if variant in variants(county) else None


def _base(parts: tuple[str, ...]) -> str:
    name = (parts[1:] if parts[:1] == (BASE,) else parts)[:2]
    stem = name[0].removesuffix(".yaml") if len(name) == 1 else ""
    return stem if stem in bases() else ""


def meant(named: str, beside: Sequence[str] = ()) -> str:
    """``did you mean …?`` with the nearest shipped name, or of the files ``beside``; nothing if none is near."""
    mark = MARK if is_marked(named) else ""
    county, _, variant = named.removeprefix(MARK).partition("/")
    if variant and county in counties():
        return nearest(named, [f"{mark}{county}/{one}" for one in variants(county)])
    last = PurePosixPath(named.removeprefix(MARK)).name
    hint = nearest(last, [*beside, *counties(), *(bases() if mark else ())])
    return hint.replace("'", f"'{mark}", 1)


def told(path: Path) -> str | None:
    """How a shipped file is named wherever jobsim lies: ``jobsim:jingyuan_2023/funds.yaml``; None for other files."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (links stay as they are)
    return MARK + absolute.relative_to(root()).as_posix() if absolute.is_relative_to(root()) else None


def is_installed() -> bool:
    """Whether the shipped scenarios lie in the installed package, where nobody edits them."""
    return root() == _packaged()


def told_file(text: str) -> Path | None:
    """The shipped file that :func:`told` names so."""
    return root() / text.removeprefix(MARK) if is_marked(text) else None
