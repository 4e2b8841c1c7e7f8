"""What must still hold when a claim is filed or decided: pure functions of the world on the day.

A claim that stands for several milestones is looked at as of its last one, but for the age of a venture.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from jobsim.programmes.tables import STANDING

IN_BUSINESS, IN_SPELL, INSURED = (1 << bit for bit in range(len(STANDING)))


class Standing(NamedTuple):
    """Where to look: rows of the person and of the firm or venture, the number of the person's spell, the family."""

    person: int = -1
    firm: int = -1
    spell: int = 0
    family: int = -1


NOWHERE = Standing()


class Look(Protocol):
    """What the desk sees of the world: columns of persons and firms. Ventures stand behind the ``proper`` firms."""

    person: Any
    firm: Any
    proper: int


def stands(w: Any, still: int, person: int, firm: int, spell: int, since: int, day: int) -> bool:
    """Whether all that ``still`` asks for holds on a day, of a claim whose first milestone was on day ``since``."""
    if still & IN_BUSINESS and firm >= 0 and not in_business(w, firm, since, day):
        return False
    if still & IN_SPELL and spell_on(w, person, day) != spell:
        return False
    return bool(still & INSURED == 0 or (w.person.spell[person] == spell and w.person.insured[person] != 0))


def spell_on(w: Any, person: int, day: int) -> int:
    """The number of the person's spell on a day: what begins tomorrow leaves the day to the spell before."""
    now: int = w.person.spell[person]
    return now - 1 if w.person.spell_start[person] > day else now


def in_business(w: Any, firm: int, since: int, day: int) -> bool:
    """Whether a firm has not closed; a venture must be the one that operated on day ``since``, not a later one."""
    if firm >= w.proper and w.firm.founded[firm] > since:
        return False
    return bool(w.firm.closes[firm] > day)
