"""Whole-number names of what the lives count, draw and ask for; compiled code reads them as constants."""

from __future__ import annotations

from jobsim.draws import STREAMS
from jobsim.vocabulary import EXITS, STATES, Codes, codes

S = codes(STREAMS)
"""Streams of draws: ``S.contract``."""

MOST_SERVICES = 8
"""Services a scenario may declare; each has a flow of those due and of those delivered."""

FLOWS = (
    "urban_new_employment", "new_startup_entities", "key_project_employment",
    "three_supports_recruits", "western_plan_recruits", "internship_posts_collected", "interns_started",
    "urban_unemployed_reemployed", "public_welfare_posts_opened", "hard_to_employ_persons_employed",
    "entrepreneurship_guaranteed_loans_disbursed", "entrepreneurship_trainees", "skill_trainees",
    "new_skilled_workers", "new_highly_skilled_workers",
    "state_firm_hires", "state_firm_veterans", "work_relief_workers", "work_relief_pay",
    "hard_to_employ_persons_placed", "quality_enterprise_hires",
    *(f"due_{n}" for n in range(MOST_SERVICES)), *(f"served_{n}" for n in range(MOST_SERVICES)),
)  # fmt: skip
Flow = codes(FLOWS)
"""What is counted from 1 January; service n counts in ``Flow.due_0 + n`` and ``Flow.served_0 + n``."""

_MARKS = (
    "newly_employed", "hard_to_employ_employed", "hard_to_employ_placed", "reemployed", "hired_by_quality_firm",
    "registered_graduate", "helped_graduate",
)  # fmt: skip
Mark = Codes(**{name: 1 << k for k, name in enumerate(_MARKS)})
"""What a person is counted for once a year, a bit each: they fit into two bytes."""

PLACES = (
    "internship", "public_post", "skill_training", "entrepreneurship_training",
    "three_supports", "western_plan", "project_job", "last_resort", "loan", "vacancy",
)  # fmt: skip
Place = codes(PLACES)
"""What is scarce. The vacancies come last: they are shared by firms' own rule, the others are pools."""

_PLACE_OF_EXIT = {
    "job": "vacancy", "internship": "internship", "public_post": "public_post", "skill_training": "skill_training",
    "entrepreneurship_training": "entrepreneurship_training", "project_job": "project_job",
}  # fmt: skip
MOST_EXITS = max(len(exits) for exits in EXITS.values())
EXIT_COUNT = [len(EXITS.get(state, ())) for state in STATES]


def _place(state: str, exit_: int) -> int:
    exits = EXITS.get(state, ())
    # A certificate or a course of an employed person needs no seat; only these states ask for places.
    asks = state in ("searching", "flexible", "at_home") and exit_ < len(exits)
    return PLACES.index(_PLACE_OF_EXIT[exits[exit_]]) if asks and exits[exit_] in _PLACE_OF_EXIT else -1


PLACE_OF = [[_place(state, exit_) for exit_ in range(MOST_EXITS)] for state in STATES]
"""The place that an exit of a state asks for, -1 if it asks for none."""

Note = codes(("state", "milestone", "registered", "service", "retired"))
"""Kinds of lines in a person's journey."""
