"""The committed figures of each county that comes with jobsim: ``figures/COUNTY.txt``, by which a change is noticed.

Renewed with ``.venv/bin/python tests/unmoved.py`` (or with the names of some counties), which says what has moved.
A file holds each figure that ``jobsim diff-runs`` compares, in replications 0 and 1 of seed 1, and a digest of each
value of the scenario that can decide one, so that what moved can be told beside what was changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobsim.experiments.moved import KINDS, Figure, Moved, Numbers, figures, measures
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.scenario.loader import load_scenario

FOLDER = Path(__file__).parent / "figures"
COUNTIES = ("jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025")
COMMAND = ".venv/bin/python tests/unmoved.py"
REPLICATIONS = 2
_WORDS = {"title", "note", "source", "reference", "reading", "reason", "clause", "clauses", "text", "approximation"}
"""What a scenario says of its values; no figure depends on it."""
_ONLY_WORDS = {"clauses", "recorded"}
_HEAD = """\
# {name}, seed 1, replications 0 and 1. A test holds every figure; what moves one renews the file: {command}
# Money in CNY. Figure, of what, year: its value in each replication. Below: digests of the scenario's values.
"""


@dataclass(frozen=True)
class Kept:
    """The figures of a county and the digests of its values, by path."""

    figures: dict[Figure, Numbers]
    values: dict[str, str]


def of(scenario: str | Path, settings: Sequence[str] = ()) -> Kept:
    """What the county gives now."""
    loaded = load_scenario(scenario, list(settings), exclude_missing=True, warned=False)
    order = Order(replications=REPLICATIONS)
    results = gather(loaded.scenario, loaded.hash, order, replications(loaded.scenario, order))
    told = {key: np.array([float(_told(one)) for one in values]) for key, values in measures(results).items()}
    return Kept(told, dict(_digests(loaded.tree)))


def _digests(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A digest of each value three keys deep, such as ``programmes.hiring_subsidy.amount``, words left out."""
    for section, entries in tree.items():
        if section in _ONLY_WORDS or not isinstance(entries, dict):
            continue
        for name, entry in entries.items():
            below = entry if isinstance(entry, dict) and section != "scenario" else {"": entry}
            for key, value in below.items():
                if not {name, key} & _WORDS:
                    said = json.dumps(_bare(value), ensure_ascii=False).encode()
                    path = ".".join(part for part in (section, name, key) if part)
                    yield path, hashlib.sha256(said).hexdigest()[:6]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(below) for key, below in value.items() if key not in _WORDS}
    return [_bare(below) for below in value] if isinstance(value, list) else value


def _told(value: float) -> str:
    return f"{value:.12g}"


# ------------------------------------------------------------------------------------------------ the file


def text_of(name: str, kept: Kept) -> str:
    lines = [
        f"{what:9} {of_what or '-':45} {year} " + " ".join(f"{_told(value):>14}" for value in values)
        for (what, of_what, year), values in kept.figures.items()
    ]
    entries: dict[str, list[str]] = {}
    for path, digest in kept.values.items():
        section, entry, *key = path.split(".", 2)
        entries.setdefault(f"{section}.{entry}", []).append(f"{'.'.join(key) or '-'}={digest}")
    values = [f"values {entry}: {' '.join(digests)}" for entry, digests in entries.items()]
    return _HEAD.format(name=name, command=COMMAND) + "\n".join([*lines, *values]) + "\n"


def read(text: str) -> Kept:
    found, values = {}, {}
    for line in text.splitlines():
        if line.startswith("values "):
            entry, *digests = line.removeprefix("values ").split()
            for key, digest in (one.rsplit("=", 1) for one in digests):
                values[entry.removesuffix(":") + ("" if key == "-" else f".{key}")] = digest
        elif not line.startswith("#"):
            what, of_what, year, *numbers = line.split()
            found[what, "" if of_what == "-" else of_what, int(year)] = np.array([float(one) for one in numbers])
    return Kept(found, values)


# ------------------------------------------------------------------------------------------------ what moved


def difference(kept: Kept, now: Kept) -> str:
    """Each figure that moved, by how much, and the values that were changed, in words; empty if nothing did."""
    moved = list(figures(kept.figures, now.figures, same_luck=True))
    changed = [path for path in {**kept.values, **now.values} if kept.values.get(path) != now.values.get(path)]
    if not moved and not changed:
        return ""
    moved.sort(key=lambda one: (KINDS.index(one.what), one.year))
    lines = [*map(_line, moved)] or ["  no figure moved"]
    lines += [f"  changed in the scenario: {path}" for path in changed] or [
        "  the scenario is the same: the model did it"
    ]
    return "\n".join(lines)


def _line(one: Moved) -> str:
    a, b = ("—" if value is None else f"{value:,.2f}" for value in (one.a, one.b))
    share = f" ({one.change / one.a:+.1%})" if one.change is not None and one.a else ""
    return "  " + " ".join(part for part in (one.what, one.name, f"{one.year}: {a} -> {b}{share}") if part)


def main(names: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in names or COUNTIES:
        file, now = FOLDER / f"{name}.txt", of(name)
        said = difference(read(file.read_text(encoding="utf-8")), now) if file.is_file() else "  new"
        file.write_text(text_of(name, now), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}\n{said or '  nothing moved'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
