"""The readings and variants that lie beside a scenario, to be chosen on the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.language import Words
from jobsim.scenario.layers import shown
from jobsim.scenario.loader import Loaded
from jobsim.scenario.variants import variants
from jobsim.scenario.yaml_text import read_file

_APART = ("extends", "scenario")
_NAMED = ("programmes", "budget_lines", "funds", "targets", "services", "events")


@dataclass(frozen=True)
class Reading:
    """A variant: what it says beside its head, and the places it sets."""

    name: str
    title: Words
    sets: Words
    body: dict[str, Any]

    @property
    def dotted(self) -> str:
        return f"variants.{self.name}"

    def places(self) -> Iterator[tuple[str, ...]]:
        """The paths that it sets: mappings are followed, everything else is one place."""
        yield from _leaves(self.body, ())


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    else:
        yield path


def readings(loaded: Loaded) -> list[Reading]:
    """Those that say nothing but what differs; a variant of several files or of another base is no reading."""
    found = []
    for name, file in variants(loaded.path).items():
        plain = read_file(file, shown(file)).plain()
        if "includes" in plain or not _extends(file, plain, loaded):
            continue
        body = {key: value for key, value in plain.items() if key not in _APART}
        head = plain.get("scenario", {})
        title = head.get("title", {}) if isinstance(head, dict) else {}
        words = Words(_short(title.get("zh", name), "："), _short(title.get("en", name), ": "))
        found.append(Reading(name, words, _sets(loaded, body), body))
    return found


def _extends(file: Path, plain: dict[str, Any], loaded: Loaded) -> bool:
    """Whether the variant lies directly over the scenario."""
    from jobsim.scenario.layers import scenario_file

    over = plain.get("extends")
    return isinstance(over, str) and scenario_file(file.parent / over).resolve() == scenario_file(loaded.path).resolve()


def _short(title: str, mark: str) -> str:
    """The title without the county's name before it."""
    return title.partition(mark)[2] or title


def _sets(loaded: Loaded, body: dict[str, Any]) -> Words:
    """The entries it touches, by their titles."""
    titles: list[Words | None] = []
    for section, value in body.items():
        if section in _NAMED and isinstance(value, dict):
            entries = getattr(loaded.scenario, section)
            titles += [_title(entries.get(key), one) for key, one in value.items()]
        else:
            titles.append(_SECTIONS.get(section, Words(section, section)))
    unique = list(dict.fromkeys(one for one in titles if one is not None))
    return Words("、".join(one.zh for one in unique), ", ".join(one.en for one in unique))


def _title(entry: Any, written: Any) -> Words | None:
    """The title of an entry, or of one that the variant adds."""
    if entry is not None:
        return Words(entry.title.zh, entry.title.en)
    title = written.get("title") if isinstance(written, dict) else None
    return Words(title["zh"], title["en"]) if isinstance(title, dict) and {"zh", "en"} <= title.keys() else None


_SECTIONS = {
    "county": Words("县情", "county"),
    "standards": Words("法定标准", "standards"),
    "behaviour": Words("行为", "behaviour"),
    "places": Words("岗位和名额", "places"),
    "procedures": Words("申领程序", "procedures"),
    "recorded": Words("登记条款", "recorded clauses"),
    "horizon": Words("测算期", "horizon"),
    "templates": Words("模板", "templates"),
    "shocks": Words("冲击", "shocks"),
    "clauses": Words("条款", "clauses"),
}
