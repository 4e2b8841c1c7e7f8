"""What a path that is not in the scenario was meant to be: by titles, by plain words, by its last word, by spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from jobsim.scenario.errors import nearest
from jobsim.scenario.faults import item_at
from jobsim.scenario.yaml_text import Item

MEANT = {
    "population": r"county\.persons", "inhabitants": r"county\.persons", "people": r"county\.persons",
    "人口": r"county\.persons", "人数": r"county\.persons",
    "graduates": r"county\.cohorts\.(college|vocational)", "毕业生": r"county\.cohorts\.(college|vocational)",
    "firms": r"county\.firms\.number", "enterprises": r"county\.firms\.number", "企业": r"county\.firms\.number",
    "企业数": r"county\.firms\.number", "最低工资": r"standards\.minimum_wage", "wage": r"standards\.minimum_wage",
    "lpr": r"standards\.loan_prime_rate", "贷款利率": r"standards\.loan_prime_rate",
    "budget": r"funds\.\w+\.appropriations\.\d+\.amount", "appropriation": r"funds\.\w+\.appropriations\.\d+\.amount",
    "预算": r"funds\.\w+\.appropriations\.\d+\.amount", "预算安排": r"funds\.\w+\.appropriations\.\d+\.amount",
    "posts": r"places\.public_post\.openings\.\d+\.count", "公益性岗位": r"places\.public_post\.openings\.\d+\.count",
    "internships": r"places\.internship\.openings\.\d+\.count", "见习岗位": r"places\.internship\.openings\.\d+\.count",
    "start": r"horizon\.start", "end": r"horizon\.end", "年份": r"horizon\.start",
}  # fmt: skip
"""Plain words that somebody may type for a path, and the paths they mean."""
_TITLED = ("programmes", "budget_lines", "funds", "targets", "services", "events", "shocks")
_CLOSE = 0.6
_SHOWN = 3


def suggestion(root: Item, path: Sequence[str], paths: Sequence[str]) -> str:
    """A hint that names what may be meant; nothing if nothing is close. ``paths`` are all that are in the tree."""
    paths = sorted(paths)
    meant, head = MEANT.get(path[-1].lower(), ""), f"{path[0]}." if len(path) > 1 else ""
    found = [one for one in paths if re.fullmatch(meant, one) and one.startswith(head)]
    found = found or list(_by_title(root, path))
    if found:
        return _did_you_mean(found)
    dotted = ".".join(path)
    below = next((".".join(path[:n]) for n in range(len(path), 0, -1) if item_at(root, path[:n]) is not None), "")
    close = nearest(dotted, [one for one in paths if one.startswith(f"{below}.")] if below else paths)
    same = [one for one in paths if one == path[-1] or one.endswith(f".{path[-1]}")]
    if same and (len(same) <= _SHOWN or not close):
        return _did_you_mean(same)
    return close or nearest(dotted, paths)


def _did_you_mean(found: Iterable[str]) -> str:
    named = [f"'{one}'" for one in dict.fromkeys(found)]
    more = f" or one of {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return f"did you mean {' or '.join(named[:_SHOWN])}{more}?"


def _by_title(root: Item, path: Sequence[str]) -> Iterator[str]:
    """Paths in which a title that was typed is replaced by the key of its entry, the best match first."""
    head, *rest = path
    sections = [head] if head in _TITLED else [section for section in _TITLED if section in root.value]
    named, *below = rest if head in _TITLED and rest else path
    if head in _TITLED and not rest:
        return
    found: list[tuple[float, str]] = []
    for section in sections:
        entries = root.value[section].value if section in root.value else {}
        if not isinstance(entries, dict) or named in entries:
            continue
        for key, entry in entries.items():
            likeness = max((_likeness(named, title) for title in _titles(entry)), default=0.0)
            if likeness >= _CLOSE:
                found.append((-likeness, ".".join((section, key, *below))))
    best = min((likeness for likeness, _ in found), default=0.0)
    yield from (one for likeness, one in sorted(found) if likeness == best)


def _titles(entry: Item) -> list[str]:
    title = entry.value.get("title") if isinstance(entry.value, dict) else None
    said = title.value.values() if title is not None and isinstance(title.value, dict) else ()
    return [one.value for one in said if isinstance(one.value, str)]


def _likeness(typed: str, title: str) -> float:
    """1 for the title itself, nearly 1 for a part of it, else how alike they are (titles in Chinese are short)."""
    if typed.lower() == title.lower():
        return 1.0
    if len(typed) >= 2 and not typed.isascii() and typed in title:
        return 0.9
    return 0.8 * SequenceMatcher(None, typed.lower(), title.lower()).ratio()
