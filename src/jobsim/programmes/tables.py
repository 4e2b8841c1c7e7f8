"""The compiled form of the rules: one structured row per programme, condition and price.

Decisions in :mod:`jobsim.programmes.entitlement` read these rows by field name (``rule["months"]``), which works alike
on the plain dicts the Python engine passes (fast in Python) and on the structured arrays a compiled engine passes.
Group masks are int64, as the facts are: mixed signs would turn into floats under numba, and there are fewer than 63
groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np

Record: TypeAlias = Mapping[str, Any]
"""One row: a dict or a record of a structured array, read by field name."""

NO_FACT = -1
NO_LIMIT = 0
OWN_ACCOUNT = -1
FIRST_DAY = 0
LAST_DAY = 2**31 - 1
SUBJECT_KINDS = ("person", "venture", "firm", "county")
STANDING = ("in_business", "in_spell", "insured")
"""What a claim may ask to hold still when it is filed or decided: a bit each, see jobsim.finance.standing."""
CADENCES = ("event", "month", "quarter", "half_year", "year")


class Form(IntEnum):
    """How an amount is reckoned."""

    PRICE = 0
    """A price (dated, tiered), times the months, days, heads … it covers."""
    SHARE = 1
    """A share of a cost fact."""
    POINTS = 2
    """Interest discount: points a year on the balance, by days over 360 (the banks' year)."""
    QUOTA = 3
    """Tax quota per head and year, pro rata by months; settled against tax due at year end."""


class Tier(IntEnum):
    NONE = 0
    AT_LEAST = 1
    WORD = 2
    ROLES = 3


RULE_DTYPE = np.dtype(
    [
        # when and who
        ("milestone", "i2"),
        ("subject_kind", "i1"),
        ("who_any", "i8"),  # 0 = everybody
        ("who_all", "i8"),
        ("who_none", "i8"),
        ("applies", "i2"),  # the day fact that the effective dates apply to
        ("effective_from", "i4"),
        ("effective_until", "i4"),  # inclusive
        ("condition_first", "i4"),
        ("condition_end", "i4"),
        ("looked_first", "i4"),  # the facts that explain an entitlement, in RuleBook.looked_at
        ("looked_end", "i4"),
        # how much
        ("form", "i1"),
        ("tier", "i1"),
        ("tier_fact", "i2"),
        ("value_first", "i4"),
        ("value_end", "i4"),
        ("of", "i2"),  # SHARE: the cost fact
        ("times", "i2"),  # count fact that multiplies, or NO_FACT
        ("period", "i2"),  # months or days covered, by the price's unit, or NO_FACT
        ("yearly", "i1"),  # a price per year: months / 12
        ("months_fact", "i2"),  # what counts against limits in months
        ("cap_first", "i4"),
        ("cap_end", "i4"),
        ("cap_period", "i2"),
        ("cap_yearly", "i1"),
        (
            "principal_first",
            "i4",
        ),  # the principal that interest is reckoned on at most, by kind of loan
        ("principal_end", "i4"),
        # limits, NO_LIMIT = none
        ("months", "i4"),
        ("until_retirement", "i1"),
        ("span", "i4"),  # days count that fall within so many months since the loan was granted
        ("days", "i4"),
        ("times_limit", "i4"),
        ("per_year", "i4"),
        ("subject_cap", "i8"),
        ("payee_cap", "i8"),
        ("payee_year_cap", "i8"),
        ("quota", "i4"),
        ("contested", "i1"),  # subjects compete for it: settled by lottery within the day
        ("counter", "i2"),  # the programme in whose name the limits are counted, OWN_ACCOUNT: each subject's account
        ("per_family", "i1"),
        ("earlier", "i1"),  # what was drawn before the run counts: a spell's months under a limit
        ("excluded_first", "i4"),
        ("excluded_end", "i4"),
        # the money's way
        ("fund", "i2"),
        ("payee", "i1"),
        ("take_up_first", "i4"),
        ("take_up_end", "i4"),
        ("cadence", "i1"),
        ("lag", "i2"),  # row of the lag tables
        ("review", "i4"),  # working days
        ("refused", "f8"),
        ("accepted_until", "i4"),
        ("within_months", "i4"),
        ("within_of_start", "i1"),  # they count from the first day of the spell, not from the milestone
        ("still", "i1"),  # what must hold on the day of filing, see finance.standing
        ("still_at_approval", "i1"),
        ("code", "i8"),  # 24 bits of the programme's name, for keyed draws
    ]
)

CONDITION_DTYPE = np.dtype([("rule", "i4"), ("alternative", "i2"), ("fact", "i2"), ("op", "i1"), ("value", "i8")])

# One dated step of a price, a rate or a take-up share. ``at_least`` and ``mask`` select the tier. Rows of a rule ascend
# by (at_least, from_day): the last row that fits holds.
VALUE_DTYPE = np.dtype(
    [("rule", "i4"), ("at_least", "i8"), ("mask", "i8"), ("from_day", "i4"), ("fen", "i8"), ("rate", "f8")]
)


def as_rows(table: Any) -> list[dict[str, Any]]:
    """The rows of a structured array as dicts of Python scalars: the same records, quick to read in Python."""
    names = table.dtype.names
    return [dict(zip(names, row, strict=True)) for row in table.tolist()]
