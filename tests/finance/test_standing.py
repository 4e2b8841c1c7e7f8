"""What must still hold when a claim is filed and when it is decided, and windows from the start of a spell."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from claims import AT_ONCE, Office, day, programme, scenario
from jobsim.finance.ledger import Status
from jobsim.finance.standing import Standing

NEVER = 1 << 30


class Look:
    """One firm (row 0) and one venture (row 1); one person in the second spell."""

    proper = 1

    def __init__(self, **changed: Any) -> None:
        self.person = SimpleNamespace(spell=[2], spell_start=[day("2022-01-10")], insured=[1])
        self.firm = SimpleNamespace(closes=[NEVER, NEVER], founded=[0, day("2022-01-10")])
        for name, value in changed.items():
            part = self.person if hasattr(self.person, name) else self.firm
            getattr(part, name)[:] = value


def status(look: Look, **claim: Any) -> Status:
    """What becomes of a claim of 1 March 2023, filed on 31 March and decided on 17 April."""
    when = {"when": "venture_month", "pays": "venture"}
    filed = {**AT_ONCE, "every": "month", "review": "10 working days", **claim}
    o = Office(scenario({"one": programme(**when, claim=filed)}), look=look)
    o.event("venture_month", "2023-03-01", standing=Standing(0, 1, 2), started=day("2022-01-10"))
    (row,) = o.run()
    return Status(row["status"])


@pytest.mark.parametrize(
    ("closes", "at_filing", "at_approval"),
    [
        ("2023-03-31", Status.REFUSED, Status.REFUSED),  # closings come before claims
        ("2023-04-01", Status.PAID, Status.REFUSED),
        ("2023-04-18", Status.PAID, Status.PAID),
    ],
)
def test_a_venture_that_has_closed_draws_no_more(closes: str, at_filing: Status, at_approval: Status) -> None:
    look = Look(closes=[NEVER, day(closes)])
    assert status(look, still=["in_business"]) == at_filing
    assert status(look, still_at_approval=["in_business"]) == at_approval
    assert status(look) == Status.PAID


def test_a_later_venture_of_the_same_founder_is_not_the_one_that_was_entitled() -> None:
    look = Look(founded=[0, day("2023-03-20")])
    assert status(look, still=["in_business"]) == Status.REFUSED


def test_who_has_left_the_spell_or_the_insurance_draws_no_more() -> None:
    assert status(Look(), still=["in_spell", "insured"], still_at_approval=["insured"]) == Status.PAID
    assert status(Look(spell=[3]), still=["in_spell"]) == Status.REFUSED
    assert status(Look(spell=[3]), still=["insured"]) == Status.REFUSED, "insured, but in another spell"
    assert status(Look(insured=[0]), still=["in_spell"]) == Status.PAID
    assert status(Look(insured=[0]), still=["insured"]) == Status.REFUSED
    assert status(Look(spell=[3]), still=["in_business"]) == Status.PAID, "the founder has retired, the venture goes on"


def test_the_last_day_belongs_to_the_spell_but_nobody_who_leaves_is_insured_at_its_end() -> None:
    last, gone = Look(spell=[3], spell_start=[day("2023-04-01")]), Look(spell=[3], spell_start=[day("2023-03-31")])
    assert status(last, still=["in_spell"]) == Status.PAID and status(gone, still=["in_spell"]) == Status.REFUSED
    assert status(last, still=["insured"]) == Status.REFUSED


@pytest.mark.parametrize(("filed", "found"), [("2025-01-10", Status.PAID), ("2025-01-13", Status.REFUSED)])
def test_a_window_from_the_first_birthday_includes_the_third(filed: str, found: Status) -> None:
    lag = day(filed) - day("2023-10-10")
    claim = {**AT_ONCE, "lag": f"{lag} days", "within_months": 36, "within_months_of": "started"}
    made = scenario({"one": programme(when="venture_month", claim=claim)}, end="2025-12-31")
    o = Office(made)
    o.event("venture_month", "2023-10-10", started=day("2022-01-10"), operating_months=21)
    (row,) = o.run()
    assert (Status(row["status"]), row["filed_day"]) == (found, day(filed))


def test_a_desk_without_a_world_cannot_tell_what_still_holds() -> None:
    with pytest.raises(ValueError, match="the desk needs a look at the world"):
        status(None, still=["in_business"])  # type: ignore[arg-type]
