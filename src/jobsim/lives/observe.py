"""Month ends: what firms and families look like from outside, and the indicators.

Snapshots taken here (staff of firms, zero-employment families) are what others see in the month that follows,
so nothing that one agent does reaches another within a phase.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import BIT
from jobsim.lives.firms import month_starts
from jobsim.lives.world import AT_WORK, Life, World
from jobsim.vocabulary import FIRM_ROLES, INDICATORS, Phase, State

_CODE = {name: code for code, name in enumerate(INDICATORS)}
_WORK = np.zeros(len(State), np.bool_)
_WORK[[int(s) for s in AT_WORK]] = True
_PLACED = _WORK.copy()
_PLACED[[State.OUT, State.INTERN]] = True  # further study and the army count as placed; so do internships
_TRANSFER = np.zeros(len(State), np.bool_)
_TRANSFER[[State.AWAY, State.EMPLOYED, State.FLEXIBLE, State.VENTURE, State.PROJECT_JOB]] = True
_SERVICE = {
    "career_guidance": "career_guidance_sessions_per_person",
    "job_recommendation": "job_recommendations_per_person",
    "training_offer": "skill_trainings_offered_per_person",
    "follow_up": "follow_up_services_per_person",
    "helper": "assigned_helpers_per_returned_migrant_worker",
}
_FLOWS = (
    "urban_new_employment", "new_startup_entities", "key_project_employment",
    "three_supports_recruits", "western_plan_recruits", "internship_posts_collected", "interns_started",
    "urban_unemployed_reemployed", "public_welfare_posts_opened", "hard_to_employ_persons_employed",
    "entrepreneurship_guaranteed_loans_disbursed", "entrepreneurship_trainees", "skill_trainees",
    "recruitment_fairs_held", "named_special_service_activities",
)  # fmt: skip

# A family without work at month ends so many days apart is recognised as a zero-employment family; if it is still
# without work as long again after that, the promise of one job has not been kept.
_RECOGNISED_AFTER = 85
_QUALITY = 1 << list(FIRM_ROLES).index("quality")

Row = tuple[int, int, float]


class Observer:
    """Reads the indicators at month ends; ``rows`` holds (yyyymm, indicator code, value)."""

    def __init__(self, w: World) -> None:
        self.w = w
        self.rows: list[Row] = []
        self.zero_since = np.zeros(w.county.families, np.int64)
        # What never changes, and what only month ends change: kept as arrays.
        self.family = w.county.persons["family"]
        self.groups = w.county.persons["groups"]
        self.left_school = w.county.persons["left_school"]
        self.rural = (self.groups & np.uint64(BIT["rural"])) != 0
        self.quality = [f for f in range(w.proper) if w.firm.roles[f] & _QUALITY]
        self.transfer_months = np.zeros(len(w.key), np.int64)
        self.state = np.zeros(len(w.key), np.int64)

    def process(self) -> Life:
        w = self.w
        for start in month_starts(w.model.first, w.model.last):
            yield w.at(days.month_end(start), Phase.OBSERVE)
            self.snapshot()
            values = self.indicators()
            month = days.yyyymm(w.today)
            self.rows += [(month, _CODE[name], float(value)) for name, value in values.items()]
            if month % 100 == 12:
                self.close_year()

    def snapshot(self) -> None:
        """What facts and groups will report in the coming month."""
        firm, person, w = self.w.firm, self.w.person, self.w
        firm.staff_seen, firm.insured_seen = firm.staff.copy(), firm.insured_staff.copy()
        firm.key_seen = firm.key_staff.copy()
        state = self.state = np.array(person.state)
        family, rural = self.family, self.rural
        working = _WORK[state] | ((state == State.AT_HOME) & rural)
        searching = state == State.SEARCHING
        zero = (_by_family(family, searching, w.county.families) > 0) & (
            _by_family(family, working, w.county.families) == 0
        )
        self.zero_since = np.where(zero, np.where(self.zero_since > 0, self.zero_since, w.today), 0)
        recognised = zero & (self.zero_since <= w.today - _RECOGNISED_AFTER)
        w.zero_family[:-1] = recognised.astype(np.int64).tolist()
        self.transfer_months[rural & _TRANSFER[state]] += 1

    def close_year(self) -> None:
        w = self.w
        w.firm.insured_last_year = w.firm.insured_staff.copy()
        self.transfer_months[:] = 0
        w.flows.clear()
        w.founded_this_year.clear()
        w.registrations.clear()

    def indicators(self) -> dict[str, float]:
        flows = self.w.flows
        values = {name: flows.get(name, 0.0) for name in _FLOWS}
        values |= self._stocks() | self._graduates() | self._families() | self._projects()
        for service, indicator in _SERVICE.items():
            if flows.get(f"due:{service}"):
                values[indicator] = flows.get(f"served:{service}", 0.0) / flows[f"due:{service}"]
        if flows.get("state_firm_hires"):
            values["state_firm_posts_for_veterans_share"] = (
                100.0 * flows.get("state_firm_veterans", 0.0) / flows["state_firm_hires"]
            )
        if self.w.registrations:
            values["unemployment_registration_working_days"] = max(self.w.registrations)
        return values

    def _stocks(self) -> dict[str, float]:
        w, person, firm = self.w, self.w.person, self.w.firm
        state, rural = self.state, self.rural
        urban_searching = int(((state == State.SEARCHING) & ~rural).sum())
        urban_working = int((_WORK[state] & (state != State.AWAY) & ~rural).sum())
        labour_force = urban_searching + urban_working
        return {
            "urban_surveyed_unemployment_rate": 100.0 * urban_searching / labour_force if labour_force else 0.0,
            "registered_unemployed": int(((state == State.SEARCHING) & (np.array(person.registered) > 0)).sum()),
            "employed_persons": int((state == State.EMPLOYED).sum()),
            "interns": int((state == State.INTERN).sum()),
            "public_posts_filled": int((state == State.PUBLIC_POST).sum()),
            "ventures_operating": sum(bool(firm.alive[row]) and firm.closes[row] > w.today for row in w.ventures),
            "vacancies_open": sum(firm.open[: w.proper]),
            "loan_balance": sum(w.loans.values()) / 100,
            "new_jobs_created": sum(firm.jobs[row] for row in set(w.founded_this_year)),
            "rural_labour_transfer_employment": int((self.transfer_months >= w.model.transfer_months).sum()),
            "quality_enterprise_employment": sum(firm.staff[f] for f in self.quality),
        }

    def _graduates(self) -> dict[str, float]:
        """Placement of the college leavers of the year, of those helped, and of hardship graduates."""
        w, person = self.w, self.w.person
        year = days.year_of(w.today)
        college = (self.groups & np.uint64(BIT["college_graduate"])) != 0
        left = college & (self.left_school >= days.first_of_year(year)) & (self.left_school <= w.today)
        helped = left & (np.array(person.helped) == year)
        hardship = left & ((self.groups & np.uint64(BIT["hardship_graduate"])) != 0)
        chosen = {
            "graduate_placement_rate": left,
            "unemployed_graduate_assisted_employment_rate": helped,
            "hardship_graduate_assisted_employment_rate": hardship,
        }
        rates = {name: 100.0 * float(_PLACED[self.state[who]].mean()) for name, who in chosen.items() if who.any()}
        return {"graduates_registered": int(helped.sum()), **rates}

    def _families(self) -> dict[str, float]:
        """Families with someone in the labour force; stable means in work for the stated months."""
        w, person = self.w, self.w.person
        state, family, count = self.state, self.family, w.county.families
        stable = _WORK[state] & (np.array(person.spell_start) <= w.today - w.model.stable_days)
        active = _WORK[state] | (state == State.SEARCHING)
        without = (_by_family(family, active, count) > 0) & (_by_family(family, stable, count) == 0)
        long_zero = (self.zero_since > 0) & (self.zero_since <= w.today - 2 * _RECOGNISED_AFTER)
        return {
            "families_without_stable_employment": int(without.sum()),
            "min_stably_employed_persons_per_family": float(not without.any()),
            "zero_employment_families": int((self.zero_since > 0).sum()),
            "min_stably_employed_persons_per_zero_employment_family": float(not long_zero.any()),
        }

    def _projects(self) -> dict[str, float]:
        flows, model = self.w.flows, self.w.model
        projects = model.scenario.places.projects
        workers = flows.get("work_relief_workers", 0.0)
        everybody = workers + model.value(projects.other_workers)
        if not everybody:
            return {}
        invested = everybody * model.value(projects.investment_per_job)
        values = {"work_relief_migrant_worker_share": 100.0 * workers / everybody}
        if invested:
            values["work_relief_labour_pay_share"] = 100.0 * flows.get("work_relief_pay", 0.0) / invested
        return values


def _by_family(family: npt.NDArray[np.int32], member: npt.NDArray[np.bool_], families: int) -> npt.NDArray[np.int64]:
    """Members of each family for whom ``member`` holds; persons without a family are left out."""
    chosen = family[member]
    return np.bincount(chosen[chosen >= 0], minlength=families)
