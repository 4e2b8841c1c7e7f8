"""Ventures: founding, jobs, months of operation, rent, failure. A venture is a firm row with a founder."""

from __future__ import annotations

from collections.abc import Sequence

from jobsim import days
from jobsim.county.records import NEVER
from jobsim.lives.loan import loan_after_founding, running_loan
from jobsim.lives.model import branch, pick, quantile
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import FIRM_ROLES, LEGAL_FORMS, Phase, State

_VENTURE_ROLE = 1 << list(FIRM_ROLES).index("venture")
_FORMS = list(LEGAL_FORMS)


def failure_day(survival: Sequence[float], founded: int, today: int, uniform: float) -> int:
    """The day a venture fails that is alive today.

    ``survival[k]`` is the probability of living to the end of year k + 1; within a year, and beyond the
    table, the probability of failing is spread evenly over the remaining days. ``uniform`` is compared
    with survival given life until today (inverse transform).
    """

    def alive(day: int) -> float:
        years, rest = divmod(max(0, day - founded), 365)
        before = survival[min(years, len(survival)) - 1] if years > 0 else 1.0
        ratio = survival[0]
        if len(survival) > 1:
            ratio = (
                survival[min(years, len(survival) - 1)] / survival[min(years, len(survival) - 1) - 1]
                if years
                else survival[0]
            )
        if years > len(survival):
            before *= ratio ** (years - len(survival))
        return before * (1.0 - (1.0 - ratio) * rest / 365)

    floor = uniform * alive(today)
    low, high = today + 1, today + 365 * 60
    if alive(high) >= floor:
        return NEVER
    while low < high:
        middle = (low + high) // 2
        if alive(middle) < floor:
            high = middle
        else:
            low = middle + 1
    return low


def found(w: World, p: int) -> None:
    """Found a venture today."""
    w.begin(p, State.VENTURE)
    w.person.ventures[p] += 1
    row = w.proper + p
    w.person.employer[p] = row
    columns = w.firm
    columns.founded[row] = w.today
    columns.jobs[row] = columns.staff[row] = 0
    columns.loan_amount[row] = 0
    attributes(w, p, row)
    columns.first[row] = int(w.person.ventures[p] == 1 and w.uniform("venture_attribute", p, 0) < w.model.first_share)
    w.add("new_startup_entities")
    w.founded_this_year.append(row)


def attributes(w: World, p: int, row: int) -> None:
    """What a venture is: legal form, incubation, premises, rent, and when it will fail."""
    model, columns, spell = w.model, w.firm, w.person.spell[p] * 8
    form = model.word(model.venture_forms, w.uniform("venture_attribute", p, spell + 1))
    columns.form[row] = _FORMS.index(form)
    columns.roles[row] = _VENTURE_ROLE
    columns.alive[row] = 1
    w.ventures.add(row)
    columns.incubated[row] = w.uniform("venture_attribute", p, spell + 2) < model.incubated
    columns.free_premises[row] = columns.incubated[row] and w.uniform("venture_attribute", p, spell + 3) < model.free
    rent = round(quantile(model.rent, w.uniform("venture_attribute", p, spell + 4)) * 100)
    columns.rent[row] = rent
    columns.closes[row] = failure_day(model.survival, columns.founded[row], w.today, w.draw("venture_failure", p))


def venture_facts(w: World, p: int, row: int) -> list[int]:
    columns = w.firm
    facts = w.facts(p)
    w.firm_facts(facts, row)
    facts[F["started"]] = columns.founded[row]
    facts[F["operating_months"]] = days.months_between(columns.founded[row], w.today)
    facts[F["jobs"]] = columns.jobs[row]
    facts[F["first_venture"]] = columns.first[row]
    facts[F["incubated"]] = columns.incubated[row]
    facts[F["free_premises"]] = columns.free_premises[row]
    facts[F["unemployed_months"]] = w.person.unemployed_months[p]
    return facts


def reach_month(w: World, p: int, row: int, groups: int) -> None:
    """A month of operation is completed: the rent paid, or not charged."""
    facts = venture_facts(w, p, row)
    facts[F["months"]] = 1
    facts[F["rent"]] = w.firm.rent[row]
    w.reach_venture("venture_month", p, facts, groups)


def venture(w: World, p: int) -> Life:
    """From founding to failure; the founder's spell."""
    model, columns, row = w.model, w.firm, w.proper + p
    groups = w.groups_in_spell(p)
    founded = columns.founded[row]
    if founded >= model.first:
        w.reach_venture("venture_founded", p, venture_facts(w, p, row), groups)
        w.env.process(loan_after_founding(w, p, row, groups))
    else:
        attributes(w, p, row)
        columns.first[row] = w.uniform("venture_attribute", p, 0) < model.first_share
        columns.jobs[row] = pick(model.venture_jobs, w.draw("venture_jobs", p))
        if columns.loan_amount[row]:
            w.env.process(running_loan(w, p, row, groups, columns.loan_day[row]))
    posts = hiring_days(w, p, founded) if founded >= model.first else []
    closes = columns.closes[row]
    month = days.months_between(founded, w.today - 1) + 1
    watched = w.relevance.watched("venture_month", groups, venture_facts(w, p, row))
    while True:
        month_day = days.add_months(founded, month) - 1 if watched else NEVER
        post_day = posts[0] if posts else NEVER
        if month_day <= min(closes, post_day):
            yield from w.wait(p, month_day, Phase.ENDINGS)
            reach_month(w, p, row, groups)
            month += 1
        elif post_day < closes:
            yield from w.wait(p, post_day, Phase.DECISIONS)
            posts.pop(0)
            w.vacancies.venture_posts.append((w.today, w.key[p], row))
        else:
            yield from w.wait(p, closes, Phase.ENDINGS)
            close(w, p)
            w.begin(p, State(branch(model.after_venture, w.draw("after_job", p))))
            return


def hiring_days(w: World, p: int, founded: int) -> list[int]:
    """The days on which the venture looks for its workers, spread over the first months."""
    wanted = pick(w.model.venture_jobs, w.draw("venture_jobs", p))
    months = quantile(w.model.hire_months, w.draw("venture_hire", p))
    return [founded + 1 + int(months * 30.4375 * (k + 1) / max(1, wanted)) for k in range(wanted)]


def close(w: World, p: int) -> None:
    """The venture ends; its vacancies go. Its workers have known the day since they were hired."""
    w.firm.alive[w.proper + p] = 0
    w.person.employer[p] = -1
