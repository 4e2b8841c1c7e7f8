"""From which day on two worlds can differ: of what sets scenarios apart, the first day on which the kernel reads it.

What a world holds before its first day decides all that follows. So two worlds that are equal in every field are one
for the whole horizon, and two that differ only in what is not read before a day are one until then. A field that is not
named here is read from the first day on; whoever names one here says when the kernel reads it, and the tests run random
variants both ways and compare them byte by byte.

Money of before the first day with a budget can be settled anew (:mod:`.resettled`), so that a price, a fund or payers
count as read from that day on. A day is one *before* whose first phase both worlds are still the same. Milestones may
be told a day ahead (jobsim.lives.world.present_day): what holds from a day on is read on the day before it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.days import NEVER
from jobsim.engines.compiled.resettled import plain_price, settle_anew
from jobsim.engines.compiled.struct import Struct
from jobsim.programmes.tables import FIRST_DAY, Record, as_rows
from jobsim.vocabulary import F

Array = npt.NDArray[Any]

BUFFERS = {
    "firm": "firm_count", "ventures": "venture_count", "page": "page_count", "clock": "clock_count",
    "step": "step_count", "beside": "beside_count",
    "desk.reached": "desk.reached_count", "desk.facts": "desk.reached_count", "desk.accounts": "desk.account_count",
    "desk.drafts": "desk.draft_count", "desk.following": "desk.draft_count", "desk.evidence_of": "desk.draft_count",
    "desk.ledger": "desk.claim_count", "desk.pending": "desk.claim_count", "desk.quotas": "desk.quota_entries",
    "desk.evidence": "desk.evidence_count", "desk.told": "desk.told_count",
    "places.request": "places.used", "places.grant": "places.granted", "places.venture_post": "places.venture_posts",
}  # fmt: skip
"""Arrays of which only so many records are in use: the field that counts them. The rest is whatever memory holds."""
SCRATCH = frozenset(
    ("stop", *(f"desk.{name}" for name in ("order", "other", "rank", "other_rank", "due", "paid", "topped")))
)
"""What no day takes over from the one before, and the switch of the thread."""
INPUTS = frozenset(
    (
        *(f"desk.{name}" for name in ("rules", "conditions", "values", "excluded", "lags", "looked_at", "dues",
                                      "tranches", "planned", "limited", "shares")),
        "places.opening", "places.event",
    )
)  # fmt: skip
"""What may differ from a day on, and is never written: a branch has its own."""
FROM_THE_BUDGET = ("desk.money", "desk.years")
"""What may differ from the first day with a budget on, and is written from then on."""
CONSTANTS = {"desk.funds": ("rule", "lapse_after"), "places.pool": ("opening", "opening_end")}
"""Fields of records that a branch has of its own; the others go on as they stand."""


class Initial:
    """A world before its first day, as it is compared with others. Made once, before anything of it is simulated."""

    def __init__(self, w: Struct) -> None:
        self.world = w
        self.first: int = w.first
        self.last: int = w.last
        self.rules = _Rules(w.desk, w.start)
        named: list[Any] = []
        self._large: list[Array] = []
        for path, struct, name in w.each():
            if path in _NOT_FROM_THE_FIRST_DAY:
                continue
            if struct.is_scalar(name):
                named.append(getattr(struct, name))
                continue
            array = struct.array(name)
            named.append(array.shape if array.nbytes >= _SMALL else (array.shape, array.tobytes()))
            if array.nbytes >= _SMALL:
                self._large.append(array)
        self._small = named
        self._kind = object()
        """Shared by worlds that were found to be the same from the first day on: of three, two pairs are compared."""

    def same_from_the_first_day(self, other: Initial) -> bool:
        """Whether all is the same that is read from the first day on."""
        if self._kind is other._kind:
            return True
        if self._small != other._small:
            return False
        if not all(one is its or equal(one, its) for one, its in zip(self._large, other._large, strict=True)):
            return False
        other._kind = self._kind
        return True


def settle_branch(trunk: Initial, branch: Initial) -> None:
    """Settle anew what the branch has taken over from the trunk, see :mod:`.resettled`."""
    shares = [one.world.desk.array("shares")[: len(one.rules.rows)] for one in (trunk, branch)]
    other_payers = np.flatnonzero((shares[0] != shares[1]).any(axis=1)).tolist()
    some = sorted({*trunk.rules.differing(branch.rules), *other_payers})
    settle_anew(trunk.world, branch.world, trunk.rules.rows, branch.rules.rows, some)


def first_difference(a: Initial, b: Initial) -> int:
    """The day before which the two worlds are one; NEVER if they are one to the end."""
    first, one, other = a.first, a.world, b.world
    if one.desk.keeps or other.desk.keeps:
        return first  # evidence names rows of tables
    day = _rules(a.rules, b.rules)
    for since in (_shares, _dues, _tranches, _funds, _years, _events, _openings):
        if day <= first:
            return first
        day = min(day, since(one, other))
    return day if day > first and a.same_from_the_first_day(b) else first


_NOT_FROM_THE_FIRST_DAY = INPUTS.union(SCRATCH, BUFFERS, FROM_THE_BUDGET, CONSTANTS)
_SMALL = 1 << 16
"""Bytes that are kept for the comparison and compared sooner than numpy has begun."""


_WORD = 8
"""Bytes that numpy compares as one number."""


def equal(one: Array, other: Array) -> bool:
    """Whether two arrays are the same to the bit."""
    if one.shape != other.shape:
        return False
    mine, its = bytes_of(one), bytes_of(other)
    if len(mine) % _WORD == 0:
        mine, its = mine.view(np.uint64), its.view(np.uint64)
    return np.array_equal(mine, its)


def bytes_of(array: Array) -> npt.NDArray[np.uint8]:
    """The bytes of an array in C order; what is written there is written to the array."""
    return array.reshape(-1).view(np.uint8)


def _earliest(one: Array, other: Array) -> int:
    """The day of the first entry in which two lists, both in order of days, differ: those before it are the same."""
    common = min(len(one), len(other))
    differ = np.flatnonzero(one[:common] != other[:common])
    at = int(differ[0]) if len(differ) else common
    return min((int(each["day"][at]) for each in (one, other) if at < len(each)), default=NEVER)


# ------------------------------------------------------------------------------------- money


def _dues(a: Struct, b: Struct) -> int:
    """Parts of budget lines are posted on their days."""
    return _earliest(a.desk.array("dues"), b.desk.array("dues"))


def _tranches(a: Struct, b: Struct) -> int:
    """Money arrives on its day."""
    return _earliest(a.desk.array("tranches"), b.desk.array("tranches"))


def _years(a: Struct, b: Struct) -> int:
    """A year's appropriation is looked at from its first day on; money carried in and fund years from the first one."""
    one, other = a.desk, b.desk
    if one.planned.shape != other.planned.shape or a.start != b.start or one.first_year != other.first_year:
        return int(a.first)
    if any(not equal(one.array(name), other.array(name)) for name in ("money", "years")):
        return int(a.start)
    differ = ((one.planned != other.planned) | (one.limited != other.limited)).any(axis=0)
    return days.first_of_year(one.first_year + int(differ.argmax())) if differ.any() else NEVER


def _funds(a: Struct, b: Struct) -> int:
    """What a fund does when cash is short, and when money lapses, matters from the first day with a budget on."""
    one, other = a.desk.array("funds"), b.desk.array("funds")
    if len(one) != len(other):
        return int(a.first)
    return NEVER if equal(one, other) else int(a.start)


def _shares(a: Struct, b: Struct) -> int:
    """Payers' shares are read when a claim of the programme or budget line is paid, those of before settled anew."""
    one, other, programmes = a.desk.array("shares"), b.desk.array("shares"), len(a.desk.array("rules"))
    if programmes != len(b.desk.array("rules")):
        return int(a.first)
    day, common = NEVER, min(len(one), len(other))
    differ = np.flatnonzero((one[:common] != other[:common]).any(axis=1)).tolist()
    for row in [*differ, *range(common, max(len(one), len(other)))]:
        if row < programmes:
            day = min(day, max(a.start, _eve(a.desk.array("rules")[row], b.desk.array("rules")[row])))
        else:
            for dues in (a.desk.array("dues"), b.desk.array("dues")):
                day = min(day, int(dues["day"][dues["programme"] == row].min(initial=NEVER)))
    return day


# ------------------------------------------------------------------------------------- places and events


def catch_up(w: Struct, day: int) -> None:
    """Pass over the openings before a day: what they opened is in the state that the world has taken over."""
    openings = w.places.array("opening")["day"]
    for row in w.places.array("pool"):
        row["opening"] += np.count_nonzero(openings[row["opening"] : row["opening_end"]] < day)


def _events(a: Struct, b: Struct) -> int:
    """What is held is held on its days. What an event does to rates stands in the calendars of the model."""
    return _earliest(a.places.array("event"), b.places.array("event"))


def _openings(a: Struct, b: Struct) -> int:
    """Places open on their days."""
    one, other = a.places.array("pool"), b.places.array("pool")
    own = CONSTANTS["places.pool"]
    if any(not np.array_equal(one[name], other[name]) for name in one.dtype.names or () if name not in own):
        return int(a.first)
    return min(
        _earliest(*(w.places.array("opening")[row["opening"] : row["opening_end"]] for w, row in ((a, mine), (b, its))))
        for mine, its in zip(one, other, strict=True)
    )


# ------------------------------------------------------------------------------------- rules

_PARTS = {
    "conditions": ("condition",), "excluded": ("excluded",), "values": ("value", "cap", "principal", "take_up"),
    "looked_at": ("looked",),
}  # fmt: skip
"""Parts of a rule that stand in other tables, by the table; those that are values are dated steps."""
_ASKED_WHATEVER_THE_FACTS = {"code", "milestone", "who_any", "who_all", "who_none"}
"""Asked of a rule whatever the facts, see jobsim.lives.relevance.watched_groups."""
_WATCHED = {
    "applies", "months", "days", "payee", "subject_cap", "times_limit", "per_year", "counter", "per_family",
}  # fmt: skip
"""What else of a rule decides which months of a spell are looked at (with its conditions), from the spell's first day
on, unless the rule is for spells that begin later."""
_POSITIONS = {f"{name}_{end}" for names in _PARTS.values() for name in names for end in ("first", "end")} | {"lag"}
_TABLES = ("rules", "conditions", "values", "excluded", "lags")


class _Rules:
    """The rules of a world, one by one."""

    def __init__(self, desk: Struct, start: int) -> None:
        tables = {name: desk.array(name) for name in _TABLES}
        self.desk, self.start = desk, start
        self.rows = as_rows(tables["rules"])
        self.tables = tables
        self.bytes = {name: (array.tobytes(), array.itemsize * array[:1].size) for name, array in tables.items()}
        plain = [name for name in tables["rules"].dtype.names or () if name not in _POSITIONS]
        parts = [(table, name) for table, names in _PARTS.items() if table != "looked_at" for name in names]
        self.contents = [
            (*(row[name] for name in plain), *(self.part(i, *part) for part in parts), self.lag(i))
            for i, row in enumerate(self.rows)
        ]
        """Of each rule all that it says, wherever its parts stand."""

    def differing(self, other: _Rules) -> list[int]:
        """The rules that are not the same in both."""
        return [i for i, (one, its) in enumerate(zip(self.contents, other.contents, strict=True)) if one != its]

    def part(self, i: int, table: str, name: str) -> bytes:
        row, (data, size) = self.rows[i], self.bytes[table]
        return data[row[f"{name}_first"] * size : row[f"{name}_end"] * size]

    def steps(self, i: int, name: str) -> Array:
        row = self.rows[i]
        return self.tables["values"][row[f"{name}_first"] : row[f"{name}_end"]]

    def plain_price(self, i: int) -> int | None:
        return plain_price(self.desk, self.rows, i, self.start)

    def lag(self, i: int) -> bytes:
        at, (data, size) = self.rows[i]["lag"], self.bytes["lags"]
        return data[at * size : (at + 1) * size]


def _rules(a: _Rules, b: _Rules) -> int:
    """The first day on which a rule is read that is not the same in both."""
    if len(a.rows) != len(b.rows):
        return -NEVER
    return min((_rule(a, b, i) for i in a.differing(b)), default=NEVER)


def _eve(a: Record, b: Record) -> int:
    """The day before a rule is in force in either: until then nobody is entitled by it."""
    return int(min(a["effective_from"], b["effective_from"])) - 1


def _rule(a: _Rules, b: _Rules, i: int) -> int:
    mine, its = a.rows[i], b.rows[i]
    differing = {name for name in mine if mine[name] != its[name]} - _POSITIONS
    if differing & _ASKED_WHATEVER_THE_FACTS:
        return -NEVER
    eve, day = _eve(mine, its), NEVER
    if "applies" in differing and mine["effective_from"] == its["effective_from"] == FIRST_DAY:
        # Which day lies within the effective dates matters once one of them can lie behind their end.
        differing = differing - {"applies"} | {"effective_until"}
    if differing & _WATCHED or a.part(i, "conditions", "condition") != b.part(i, "conditions", "condition"):
        # A rule for spells that begin on a day or later says nothing of any before: jobsim.lives.relevance.months_of.
        day = eve if mine["applies"] == its["applies"] == F.started else -NEVER
    if "fund" in differing:
        day = min(day, max(eve, a.start))
    if (
        differing - _WATCHED - {"effective_until", "fund"}
        or a.part(i, "excluded", "excluded") != b.part(i, "excluded", "excluded")
        or a.lag(i) != b.lag(i)
    ):
        day = min(day, eve)
    if "effective_until" in differing:
        day = min(day, max(eve, min(mine["effective_until"], its["effective_until"])))
    for name in _PARTS["values"]:
        if a.part(i, "values", name) != b.part(i, "values", name):
            since = _step(a.steps(i, name), b.steps(i, name)) - 1
            if name == "value" and a.plain_price(i) is not None and b.plain_price(i) is not None:
                since = max(since, a.start)
            day = min(day, max(eve, since))
    return day


def _step(one: Array, other: Array) -> int:
    """The first day from which dated steps differ: those that begin before it are the same, in the same order."""
    if not len(one) or not len(other):
        return FIRST_DAY
    for day in sorted({*one["from_day"].tolist(), *other["from_day"].tolist()}):
        if not equal(*(steps[steps["from_day"] <= day] for steps in (one, other))):
            return int(day)
    return NEVER
