"""Ready-made variants of a scenario: small files in the folder ``variants`` beside it."""

from __future__ import annotations

from pathlib import Path

from jobsim.scenario import shipped
from jobsim.scenario.errors import Place, ScenarioError, nearest, problem_at
from jobsim.scenario.layers import scenario_file, shown

FOLDER = shipped.VARIANTS
_ENDINGS = (".yaml", ".yml")


def variants(base: Path) -> dict[str, Path]:
    """The variants beside a scenario given as a file or folder: name to file, by name. Raises ScenarioError."""
    beside = scenario_file(base).parent
    folder = beside if beside.name == FOLDER else beside / FOLDER
    files = sorted(file for file in folder.glob("*") if file.suffix in _ENDINGS) if folder.is_dir() else []
    return {file.stem: file for file in files}


def variant_file(base: Path, named: str) -> Path:
    """The file or folder of a variant: the name of one beside the scenario ``base``, else a path, else a shipped one.

    Raises ScenarioError, with the nearest name, if there is neither.
    """
    known = variants(base)
    found = known.get(named) or known.get(Path(named).stem if Path(named).name == named else "")
    if found is not None:
        return found
    path = Path(named)
    if path.exists():
        return path
    if (ours := shipped.file_of(path.as_posix())) is not None:
        return ours
    beside = path.parent.glob("*") if path.parent.is_dir() and path.name != named else []
    hint = nearest(Path(named).stem, known) or nearest(path.name, [one.name for one in beside])
    if not hint:
        hint = f"variants of {shown(base)}: {', '.join(known)}" if known else f"{shown(base)} has no folder {FOLDER}"
    raise ScenarioError([problem_at(Place(named), "", "no such variant, file or folder", hint)])


def default_name(path: Path) -> str | None:
    """The name of a ready-made variant, that of its file; None for any other scenario. Raises ScenarioError."""
    named = scenario_file(path).resolve()
    return named.stem if named.parent.name == FOLDER and named.suffix in _ENDINGS else None
