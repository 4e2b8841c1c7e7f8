"""The internship pool: one small model that every implementation beside this file carries out.

Persons arrive on whole days over a year and search. A search ends in a job or in a request for an internship slot,
whichever exponential clock fires first. Slots are few and given first come, first served (requests of the same day in
random order), with patience without end. An internship lasts 3 to 12 months; the intern is then retained in a job or
searches again. A job ends after an exponential time, and the person searches again; one that lasts six months reaches
a milestone, on its last day too. Every duration is a whole number of days, an exponential one rounded up.
"""

from __future__ import annotations

HORIZON = 3 * 365  # days 0 … HORIZON - 1
ARRIVALS = 365  # arrival days are uniform over the first year

JOB_FOUND = 150.0  # mean days of the clock that ends a search in a job; it wins a tie
SLOT_ASKED = 90.0  # mean days of the clock that ends a search in a request
SHORTEST, LONGEST = 91, 365  # days of an internship, uniform, both inclusive
RETAINED = 0.6  # share of interns retained in a job
MILESTONE = 182  # days in the job
SEPARATION = 300.0  # mean days of a job

KINDS = ("arrival", "job_found", "slot_request", "slot_grant", "internship_end", "milestone", "separation")
ARRIVAL, FOUND, REQUEST, GRANT, ENDED, REACHED, SEPARATED = range(len(KINDS))


def slots(persons: int) -> int:
    """Slots of the pool: few enough that there is a queue most of the time."""
    return 3 * persons // 10
