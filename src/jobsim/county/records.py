"""Agents as structured records of whole numbers.

A person takes 96 bytes, a cache line and a half. A venture is a firm with a founder; its row is
``number of firms + founder``, so its number does not depend on what happens in the run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

NEVER = 1 << 30
"""A day beyond every horizon."""

PERSON_DTYPE = np.dtype(
    [
        ("groups", np.uint64),  # static groups, a bit each
        ("spell_groups", np.uint64),  # all groups on the day the spell began
        ("family", np.int32),
        ("employer", np.int32),  # firm or venture row, -1 none
        ("born", np.int32),
        ("left_school", np.int32),  # 0: long ago or never
        ("retires", np.int32),
        ("registered", np.int32),  # day of registration as unemployed, 0 none
        ("unemployed_since", np.int32),  # 0 while in work
        ("spell_start", np.int32),
        ("returned", np.int32),  # day of the last return from work away, 0 never
        ("wage", np.int32),  # fen per month
        ("unemployed_months", np.int16),  # months of registered unemployment before the spell
        ("contract_months", np.int16),
        ("prior_insured", np.int16),  # months of unemployment insurance before the spell
        ("spell", np.int16),  # number of the spell
        ("origin", np.int16),  # state before a course
        ("counted_new", np.int16),  # year in which counted as newly employed
        ("counted_hard", np.int16),  # year in which counted as hard-to-employ person placed
        ("counted_again", np.int16),  # year in which counted as unemployed person re-employed
        ("helped", np.int16),  # year in which registered as a graduate without work
        ("frailty", np.float32),
        ("training_factor", np.float32),
        ("state", np.int8),
        ("behaviour", np.int8),  # behaviour class of the spell
        ("insured", np.int8),
        ("from_internship", np.int8),
        ("by_operator", np.int8),
        ("certificates", np.int8),
        ("ventures", np.int8),
        ("transfer_months", np.int8),  # months of non-farm work this year
        ("services", np.uint8, (5,)),  # times received, by service
        ("post_urban", np.int8),
    ]
)

FIRM_DTYPE = np.dtype(
    [
        ("tax", np.int64, (5,)),  # tax due per insured worker and year, fen, in legal order
        ("loan_amount", np.int64),  # fen
        ("rent", np.int32),  # fen per month
        ("founder", np.int32),  # person, -1 for a firm
        ("founded", np.int32),
        ("closes", np.int32),
        ("staff", np.int32),
        ("insured_staff", np.int32),
        ("key_staff", np.int32),
        ("staff_seen", np.int32),  # at the last month end: what facts report
        ("insured_seen", np.int32),
        ("key_seen", np.int32),
        ("insured_last_year", np.int32),
        ("nominal_staff", np.int32),  # size on which vacancies are based
        ("open", np.int32),  # vacancies
        ("slots", np.int32),  # internship posts free
        ("jobs", np.int32),  # jobs a venture has created
        ("posts", np.int32),  # jobs a venture still wants to fill
        ("intern_months", np.int32),
        ("completed", np.int32),
        ("retained", np.int32),
        ("loan_day", np.int32),
        ("loan_months", np.int32),
        ("roles", np.uint32),
        ("layoff_percent", np.int16),
        ("size", np.int8),
        ("form", np.int8),
        ("recognition", np.int8),
        ("loan_kind", np.int8),
        ("incubated", np.int8),
        ("free_premises", np.int8),
        ("first", np.int8),
        ("alive", np.int8),
    ]
)


class Columns:
    """The fields of a structured array as attributes: plain lists, which Python reads and writes fastest."""

    def __init__(self, records: npt.NDArray[np.void]) -> None:
        for name in records.dtype.names or ():
            setattr(self, name, records[name].tolist())

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)
