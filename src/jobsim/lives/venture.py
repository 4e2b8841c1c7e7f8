"""Ventures: founding, jobs, months of operation, rent, failure. A venture is a firm row with a founder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from jobsim.county.records import NEVER
from jobsim.days import DAYS_PER_MONTH
from jobsim.lives.agenda import wait
from jobsim.lives.allowance import set_allowance
from jobsim.lives.codes import Flow, S
from jobsim.lives.loan import ask_for_loan, loan_after_founding, run_on, running_loan
from jobsim.lives.model import branch, own_contribution, pick, quantile
from jobsim.lives.relevance import looked_at
from jobsim.lives.world import (
    VENTURE,
    Life,
    World,
    add,
    advertise_at_venture,
    begin,
    draw,
    groups_in_spell,
    list_venture,
    month_day,
    new_venture_row,
    next_month,
    reach_venture,
    still_watched,
    uniform,
    venture_facts,
    watched,
)
from jobsim.vocabulary import FIRM_ROLES, F, M, Phase, State

_VENTURE_ROLE = 1 << list(FIRM_ROLES).index("venture")
_LONGEST = 365 * 60


def alive_share(survival: Sequence[float], age: int) -> float:
    """The share of ventures still operating so many days after founding.

    ``survival[k]`` is the probability of living to the end of year k + 1; within a year, and beyond the table, the
    probability of failing is spread evenly over the days.
    """
    age = max(0, age)
    years, rest = age // 365, age % 365
    known = len(survival)
    before = survival[min(years, known) - 1] if years > 0 else 1.0
    if before <= 0.0:  # a year in which all fail; nothing survives it
        return 0.0
    ratio = survival[0]
    if known > 1 and years > 0:
        ratio = survival[min(years, known - 1)] / survival[min(years, known - 1) - 1]
    if years > known:
        before *= math.pow(ratio, float(years - known))
    return before * (1.0 - (1.0 - ratio) * rest / 365)


def failure_day(survival: Sequence[float], founded: int, today: int, uniform: float) -> int:
    """The day a venture fails that is alive today.

    ``uniform`` is compared with survival given life until today (inverse transform).
    """
    floor = uniform * alive_share(survival, today - founded)
    if floor <= 0.0:  # older than any venture can be
        return today + 1
    low, high = today + 1, today + _LONGEST
    if alive_share(survival, high - founded) >= floor:
        return NEVER
    while low < high:
        middle = (low + high) // 2
        if alive_share(survival, middle - founded) < floor:
            high = middle
        else:
            low = middle + 1
    return low


def found(w: Any, p: int) -> None:
    """Found a venture."""
    begin(w, p, State.VENTURE)
    w.person.ventures[p] += 1
    if w.venture_row[p] < 0:
        w.venture_row[p] = new_venture_row(w, p)
    row = w.venture_row[p]
    w.person.employer[p] = row
    columns = w.firm
    columns.founded[row] = w.person.spell_start[p]
    columns.jobs[row], columns.staff[row] = 0, 0
    columns.loan_amount[row] = 0
    attributes(w, p, row)
    first = w.person.ventures[p] == 1 and uniform(w, S.venture_attribute, p, 0) < w.model.first_share
    columns.first[row] = int(first)
    add(w, Flow.new_startup_entities, 1.0)


def attributes(w: Any, p: int, row: int) -> None:
    """What a venture is: legal form, incubation, premises, rent, and when it will fail."""
    model, columns, spell = w.model, w.firm, w.person.spell[p] * 8
    columns.form[row] = branch(model.venture_forms, uniform(w, S.venture_attribute, p, spell + 1))
    columns.roles[row] = _VENTURE_ROLE
    columns.alive[row] = 1
    list_venture(w, row)
    incubated = uniform(w, S.venture_attribute, p, spell + 2) < model.incubated
    free = incubated and uniform(w, S.venture_attribute, p, spell + 3) < model.free
    columns.incubated[row], columns.free_premises[row] = int(incubated), int(free)
    columns.rent[row] = round(quantile(model.rent, uniform(w, S.venture_attribute, p, spell + 4)) * 100)
    columns.closes[row] = failure_day(model.survival, columns.founded[row], w.today, draw(w, S.venture_failure, p))


def insure(w: Any, p: int) -> None:
    """Whether the founder pays for social insurance as flexible workers do."""
    share = w.model.venture_insured[w.person.behaviour[p]]
    w.person.insured[p] = int(draw(w, S.venture_insured, p) < share)


def reach_month(w: Any, p: int, row: int, groups: int) -> bool:
    """A month of operation is completed: the rent paid, or not charged; what the founder paid for insurance.

    Also the allowance that the family lost. Whether a programme takes it up.
    """
    facts = venture_facts(w, p)
    facts[F.months] = 1
    facts[F.rent] = w.firm.rent[row]
    if w.person.insured[p]:
        facts[F.own_insurance] = own_contribution(w, w.today)
    set_allowance(w, p, facts)
    return reach_venture(w, M.venture_month, p, facts, groups)


def look_again(w: Any, p: int, founded: int, groups: int) -> tuple[int, int]:
    """The first and last month that a programme still looks at, asked when none took up the last."""
    return still_watched(w, M.venture_month, VENTURE, p, founded, groups, venture_facts(w, p), False)


def wanted_jobs(w: Any, p: int) -> int:
    return pick(w.model.venture_jobs, draw(w, S.venture_jobs, p))


def open_venture(w: Any, p: int) -> tuple[int, int]:
    """The first day of the venture, or of the run; the first and last of its months that a programme looks at."""
    columns, row, groups = w.firm, w.venture_row[p], groups_in_spell(w, p)
    insure(w, p)
    if columns.founded[row] >= w.model.first:
        reach_venture(w, M.venture_founded, p, venture_facts(w, p), groups)
    else:
        attributes(w, p, row)
        columns.first[row] = int(uniform(w, S.venture_attribute, p, 0) < w.model.first_share)
        columns.jobs[row] = wanted_jobs(w, p)
    return watched(w, M.venture_month, groups, venture_facts(w, p), 0)


def hiring_day(w: Any, p: int, founded: int, number: int) -> int:
    """The day on which the venture looks for its so-many-th worker (from 0); NEVER if it wants no more.

    They are spread over the first months; a venture older than the run has all its workers.
    """
    if founded < w.model.first:
        return NEVER
    wanted = wanted_jobs(w, p)
    if number >= wanted:
        return NEVER
    months = quantile(w.model.hire_months, draw(w, S.venture_hire, p))
    return founded + int(months * DAYS_PER_MONTH * (number + 1) / max(1, wanted))


def close(w: Any, p: int) -> None:
    """The venture ends; its vacancies go. Its workers have known the day since they were hired."""
    w.firm.alive[w.venture_row[p]] = 0
    w.person.employer[p], w.person.insured[p] = -1, 0


def close_venture(w: Any, p: int) -> None:
    """The venture fails today, and its founder does something else."""
    close(w, p)
    begin(w, p, branch(w.model.after_venture, draw(w, S.after_job, p)))


# -- SimPy process ----------------------------------------------------------------------------


def venture(w: World, p: int) -> Life:
    """From founding to failure; the founder's spell."""
    columns, row, groups = w.firm, w.venture_row[p], groups_in_spell(w, p)
    first, looks = open_venture(w, p)
    founded, closes = columns.founded[row], columns.closes[row]
    if founded >= w.model.first:
        w.env.process(loan_after_founding(w, p, row, groups))
    elif columns.loan_amount[row]:
        w.env.process(running_loan(w, p, row, groups, columns.loan_day[row]))
    posts, month = 0, max(first, next_month(founded, w.today))
    post_day = hiring_day(w, p, founded, posts)
    while True:
        completed = month_day(founded, month) if looked_at(month, looks) else NEVER
        if completed <= min(closes, post_day):
            yield from w.wait(p, completed, Phase.ENDINGS)
            taken = reach_month(w, p, row, groups)
            month += 1
            if not taken:
                first, looks = look_again(w, p, founded, groups)
                month = max(month, first)
        elif post_day < closes:
            yield from w.wait(p, post_day, Phase.DECISIONS)
            posts += 1
            post_day = hiring_day(w, p, founded, posts)
            advertise_at_venture(w, p)
        else:
            yield from w.wait(p, closes, Phase.ENDINGS)
            close_venture(w, p)
            return


# -- compiled handlers --------------------------------------------------------------------------


def enter_venture(w: Any, p: int) -> None:
    person, columns, row = w.person, w.firm, w.venture_row[p]
    first, person.watched[p] = open_venture(w, p)
    founded = columns.founded[row]
    if founded >= w.model.first:
        ask_for_loan(w, p, row, groups_in_spell(w, p))
    elif columns.loan_amount[row]:
        run_on(w, p, row, groups_in_spell(w, p), columns.loan_day[row])
    person.count[p], person.month[p] = 0, max(first, next_month(founded, w.today))
    person.end[p] = hiring_day(w, p, founded, 0)
    venture_event(w, p)


def venture_event(w: Any, p: int) -> None:
    person, columns, row = w.person, w.firm, w.venture_row[p]
    founded, closes = columns.founded[row], columns.closes[row]
    while True:
        completed = month_day(founded, person.month[p]) if looked_at(person.month[p], person.watched[p]) else NEVER
        post_day = person.end[p]
        if completed <= min(closes, post_day):
            if not wait(w, p, completed, Phase.ENDINGS):
                return
            taken = reach_month(w, p, row, groups_in_spell(w, p))
            person.month[p] += 1
            if not taken:
                first, person.watched[p] = look_again(w, p, founded, groups_in_spell(w, p))
                person.month[p] = max(person.month[p], first)
        elif post_day < closes:
            if not wait(w, p, post_day, Phase.DECISIONS):
                return
            person.count[p] += 1
            person.end[p] = hiring_day(w, p, founded, person.count[p])
            advertise_at_venture(w, p)
        else:
            if not wait(w, p, closes, Phase.ENDINGS):
                return
            close_venture(w, p)
            return
