"""What the program says on standard error, in Chinese: pairs of English and Chinese, as gettext has them.

The English stands where it is said; here stands its translation, room by room: ``{}`` is whatever was filled in, and
``{0}``, ``{1}`` … are the same in the order of the English. What has no translation is said in English. What is filled
in is translated as well where it is a saying itself, such as a hint.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from jobsim.language import spoken

_ROOMS = ("usage", "running", "records", "scenarios", "conditions", "years", "sheets", "calibrations")


def translated(text: str) -> str:
    """A message in the language that is spoken."""
    return chinese(text) if spoken() == "zh" else text


def chinese(text: str) -> str:
    """A message in Chinese, or as it is if it is not known."""
    exact, patterns = _catalogue()
    if text in exact:
        return exact[text]
    for pattern, pair in patterns:
        if found := pattern.fullmatch(text):
            return pair.format(*(chinese(part) for part in found.groups()))
    return text


@cache
def _catalogue() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Sayings without and with places to fill; of the latter those first that say most themselves."""
    pairs: dict[str, str] = {}
    for room in _ROOMS:
        pairs |= import_module(f"jobsim.chinese.{room}").PAIRS
    exact = {english: said.format() for english, said in pairs.items() if "{}" not in english}
    filled = sorted((one for one in pairs if one not in exact), key=lambda one: -len(one.replace("{}", "")))
    return exact, [(re.compile("(.*?)".join(map(re.escape, one.split("{}"))), re.S), pairs[one]) for one in filled]
