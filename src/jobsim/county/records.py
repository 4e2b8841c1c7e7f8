"""Agents as structured records.

A person takes 128 bytes, two cache lines, with what the compiled engine needs for its calendar. A venture is a firm
with a founder; whoever founds gets a row behind all firms and founds again in the same one. Which row it is depends on
what happens in the run, so nothing may rest on it: payments and draws go by the founder's key.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.days import NEVER as NEVER


def _padded(size: int, fields: list[Any]) -> np.dtype[Any]:
    """The fields one behind the other, in records of so many bytes."""
    packed = np.dtype(fields)
    offsets = {name: place[1] for name, place in packed.fields.items()} if packed.fields else {}
    formats = [packed[name] for name in offsets]
    return np.dtype({"names": [*offsets], "formats": formats, "offsets": [*offsets.values()], "itemsize": size})


PERSON_DTYPE = np.dtype(
    [
        # The first cache line holds what month ends and most events look at.
        ("groups", np.int64),  # static groups, a bit each
        ("key", np.int32),  # what draws and payments go by, see county.synthesis
        ("frailty", np.float32),
        ("family", np.int32),
        ("born", np.int32),
        ("left_school", np.int32),  # 0: long ago or never
        ("retires", np.int32),
        ("registered", np.int32),  # day of registration as unemployed, 0 none
        ("returned", np.int32),  # day of the last return from work away, 0 never
        ("spell_start", np.int32),
        ("exit_day", np.int32),  # when the first clock of the spell fires
        ("employer", np.int32),  # firm or venture row, -1 none
        ("spell", np.int16),  # number of the spell
        ("month", np.int16),  # the month of the spell that is completed next
        ("state", np.int8),
        ("behaviour", np.int8),  # behaviour class of the spell
        ("insured", np.int8),
        ("counted", np.int8),  # as at the last month end, see lives.observe
        ("step", np.int8),  # what the person waits for
        ("exit", np.int8),  # the exit whose clock fires first
        ("watched", np.int8),  # the last month of the spell that a programme looks at
        ("trained", np.int8),  # has completed a course, which speeds up the search
        # The second line.
        ("spell_groups", np.int64),  # all groups on the day the spell began
        ("unemployed_since", np.int32),  # 0 while in work
        ("wage", np.int32),  # fen per month
        ("certified", np.int32),  # day of the first certificate, 0 none
        ("clocks", np.int32),  # the spell's clocks, if they were disturbed; -1 none
        ("plan", np.int32),  # the first of the dated steps of a search, -1 none
        ("account", np.int32),  # the first account at the claims desk, 0 none
        ("end", np.int32),  # last day of a contract, an internship, a post, a course; when a founder hires next
        ("unemployed_months", np.int32),  # months of registered unemployment before the spell
        ("contract_months", np.int16),
        ("prior_insured", np.int16),  # months of unemployment insurance before the spell
        ("household", np.int16),  # working-age members of the household, whose allowance is one
        ("count", np.int16),  # requests or certificates in the spell
        ("subsidy_end", np.int16),  # month in which the subsidy of a job ran out
        ("barred", np.int16),  # exits that do not run, a bit each
        ("origin", np.int8),  # state before a course; the pool of a public-welfare post
        ("accident_insured", np.int8),  # by a personal accident policy, in the job
        ("marked_year", np.int16),  # the year of the marks, counted from the run's first, which is 1; 0 none
        ("marks", np.int16),  # what the person was counted for in that year, a bit each (lives.codes.Mark)
        ("from_internship", np.int8),
        ("by_operator", np.int8),
        ("ventures", np.int8),
        ("post_urban", np.int8),
        ("counted_skilled", np.int8),  # when last counted as a new skilled worker, see lives.training.certify
        ("renewals", np.int8),
    ]
)

FIRM_DTYPE = _padded(
    128,
    [
        # The first cache line holds what milestones, month ends and clearing look at.
        ("staff", np.int32),
        ("insured_staff", np.int32),
        ("key_staff", np.int32),
        ("staff_seen", np.int32),  # at the last month end: what facts report
        ("insured_seen", np.int32),
        ("key_seen", np.int32),
        ("open", np.int32),  # vacancies
        ("closes", np.int32),
        ("roles", np.uint32),
        ("founded", np.int32),
        ("founder", np.int32),  # person, -1 for a firm
        ("jobs", np.int32),  # jobs a venture has created
        ("nominal_staff", np.int32),  # size on which vacancies are based
        ("layoff_percent", np.int32),  # in tenths of a percent
        ("account", np.int32),  # the first account at the claims desk, 0 none (compiled engine)
        ("size_class", np.int8),
        ("form", np.int8),
        ("alive", np.int8),
        ("recognition", np.int8),
        # The second line.
        ("loan_amount", np.int64),  # fen
        ("tax", np.int32, (5,)),  # tax due per insured worker and year, fen, in legal order; at most MOST_TAX
        ("insured_last_year", np.int32),
        ("intern_months", np.int32),
        ("completed", np.int32),
        ("retained", np.int32),
        ("loan_day", np.int32),
        ("loan_months", np.int32),
        ("rent", np.int32),  # fen per month
        ("loan_kind", np.int8),
        ("incubated", np.int8),
        ("free_premises", np.int8),
        ("first", np.int8),
        ("listed", np.int8),  # among the ventures that have operated in the run
    ],
)
MOST_TAX = 2**31 - 1


_LINE = 64


def aligned(count: int, dtype: np.dtype[Any], *, blank: bool = True) -> npt.NDArray[Any]:
    """So many records of which the first begins a cache line, all zero or (not ``blank``) whatever the memory holds."""
    raw = (np.zeros if blank else np.empty)(count * dtype.itemsize + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    return raw[start : start + count * dtype.itemsize].view(dtype)


def fetch_person(w: Any, p: int) -> None:
    """The person will be looked at soon; compiled code has the record fetched from memory meanwhile."""


def fetch_firm(w: Any, row: int) -> None:
    """The same of a firm."""


_COMPILED_ONLY = (
    "clocks", "plan", "account", "exit_day", "end", "month", "count", "subsidy_end", "barred", "renewals",
    "exit", "step", "watched", "counted",
)  # fmt: skip
"""What a SimPy process keeps in local variables, and the links of calendar and accounts."""


ORIGIN_DTYPE = np.dtype(
    [
        ("person", np.int32),  # the key
        ("born", np.int32),
        ("left_school", np.int32),  # 0: long ago or never
        ("retires", np.int32),
        ("family", np.int32),  # -1 none
        ("members", np.int32),  # of the family
    ]
)


def origins(persons: npt.NDArray[np.void]) -> npt.NDArray[Any]:
    """Who the persons of a county are: what nothing in their lives changes, by key. Taken before the first day."""
    found = np.zeros(len(persons), ORIGIN_DTYPE)
    for name in ("born", "left_school", "retires", "family"):
        found[name] = persons[name]
    found["person"], family = persons["key"], persons["family"]
    members = np.bincount(family[family >= 0], minlength=1)
    found["members"] = np.where(family >= 0, members[np.maximum(family, 0)], 0)
    return found[np.argsort(found["person"], kind="stable")]


class Columns:
    """The fields of a structured array as attributes: plain lists, which Python reads and writes fastest."""

    def __init__(self, records: npt.NDArray[np.void]) -> None:
        for name in records.dtype.names or ():
            if name not in _COMPILED_ONLY:
                setattr(self, name, records[name].tolist())

    def append(self) -> int:
        """Add a record, all zero; its row."""
        columns = vars(self)
        for column in columns.values():
            column.append([0] * len(column[0]) if column and isinstance(column[0], list) else 0)
        return len(column) - 1

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)
