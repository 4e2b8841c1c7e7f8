"""Employment by a firm or venture: contract, insurance, months in the job, renewal, separation."""

from __future__ import annotations

from jobsim import days
from jobsim.county.groups import mask_of
from jobsim.county.records import NEVER
from jobsim.lives.model import branch, pick, quantile
from jobsim.lives.training import in_service_certificate
from jobsim.lives.venture import found
from jobsim.lives.world import KEY_GROUPS, F, Life, World
from jobsim.vocabulary import EXITS, FIRM_ROLES, Phase, State

OPEN_ENDED = 999
_SPIKE_MONTHS = 3  # employers part with workers more often in the months after a subsidy's last
_SEPARATION = EXITS["employed"].index("separation")
_STATE_OWNED = 1 << list(FIRM_ROLES).index("state_owned")
_VETERAN = mask_of(["veteran"])


def last_contract_day(start: int, months: int, today: int) -> int:
    """The last day of a contract that began on ``start`` and is renewed for as long again until today."""
    if months >= OPEN_ENDED or months <= 0:
        return NEVER
    end = days.add_months(start, months) - 1
    while end < today:
        end = days.add_months(end + 1, months) - 1
    return end


def start_job(w: World, p: int, firm: int, *, from_internship: bool = False, long_contract: bool = False) -> None:
    """Hire the person today: contract, insurance and wage are drawn for the new spell."""
    w.begin(p, State.EMPLOYED)
    person, model = w.person, w.model
    person.employer[p] = firm
    person.from_internship[p] = from_internship
    person.by_operator[p] = w.draw("operator", p) < model.operator_share
    terms(w, p)
    if long_contract:
        person.contract_months[p] = max(12, person.contract_months[p])
    if from_internship:
        person.insured[p] = w.draw("insured", p) < model.intern_insured
    join(w, p, firm)
    if firm >= w.proper:
        w.firm.jobs[firm] += 1
    if w.firm.roles[firm] & _STATE_OWNED:
        w.add("state_firm_hires")
        if w.static[p] & _VETERAN:
            w.add("state_firm_veterans")


def terms(w: World, p: int) -> None:
    person, model = w.person, w.model
    person.contract_months[p] = pick(model.contract, w.draw("contract", p))
    person.insured[p] = w.draw("insured", p) < model.insured_share[person.behaviour[p]]
    wage = round(quantile(model.wage, w.draw("wage", p)) * 100)
    person.wage[p] = max(wage, model.at(model.minimum_wage, w.today))


def join(w: World, p: int, firm: int, sign: int = 1) -> None:
    """Add the person to the firm's head-counts, or take it off them."""
    w.firm.staff[firm] += sign
    if w.person.insured[p]:
        w.firm.insured_staff[firm] += sign
    if w.static[p] & KEY_GROUPS:
        w.firm.key_staff[firm] += sign


def leave_job(w: World, p: int, *, closed: bool = False) -> None:
    """End the job today; the post may be advertised again."""
    person = w.person
    firm = person.employer[p]
    w.reach("job_ended", p, job_facts(w, p, firm), firm, w.groups_in_spell(p))
    join(w, p, firm, -1)
    if person.insured[p]:
        months = days.months_between(person.spell_start[p], w.today)
        person.prior_insured[p] = min(999, person.prior_insured[p] + months)
    if firm < w.proper and not closed and w.draw("refill", p) < w.model.value(w.model.scenario.places.vacancies.refill):
        w.vacancies.post(firm, w.today)
    person.employer[p], person.insured[p] = -1, 0


def job_facts(w: World, p: int, firm: int) -> list[int]:
    """The facts of a job on a day. ``insured_months`` are unbroken, since insurance lasts as long as the job."""
    person, today = w.person, w.today
    start = person.spell_start[p]
    facts = w.facts(p)
    w.firm_facts(facts, firm)
    months = days.months_between(start, today)
    hired = days.year_of(start)
    facts[F["hired_year"]], facts[F["new_hire"]] = hired, int(hired == days.year_of(today))
    facts[F["contract_months"]] = person.contract_months[p]
    insured = person.insured[p]
    facts[F["insured"]], facts[F["insured_months"]] = insured, months * insured
    facts[F["accident_insured"]] = 1
    facts[F["prior_insured_months"]] = person.prior_insured[p] + months * insured
    facts[F["wage"]] = person.wage[p]
    facts[F["minimum_wage_percent"]] = 100 * person.wage[p] // max(1, w.model.at(w.model.minimum_wage, today))
    facts[F["months_total"]] = months
    facts[F["unemployed_months"]] = person.unemployed_months[p]
    facts[F["from_internship"]], facts[F["placed_by_operator"]] = (
        person.from_internship[p],
        person.by_operator[p],
    )
    return facts


def reach_month(w: World, p: int, firm: int) -> None:
    """A month in the job is completed: what the employer paid for it, and the allowance the family lost."""
    facts = job_facts(w, p, firm)
    facts[F["months"]] = 1
    if w.person.insured[p]:
        base = w.model.contribution_base(w.person.wage[p], w.today)
        facts[F["employer_insurance"]] = round(base * w.model.employer_rate)
    set_allowance(w, p, facts)
    w.reach("job_month", p, facts, firm, w.groups_in_spell(p))


def set_allowance(w: World, p: int, facts: list[int]) -> None:
    """Minimum living allowance of a recipient for a month, and how much of it is cut because of work."""
    if w.groups_in_spell(p) & w.allowance_bit:
        allowance = w.model.at(w.model.allowance, w.today)
        facts[F["allowance"]] = allowance
        facts[F["allowance_cut"]] = round(allowance * w.model.allowance_cut)


def job(w: World, p: int) -> Life:
    """From the first day of a job to its end."""
    person, model = w.person, w.model
    firm, start = person.employer[p], person.spell_start[p]
    if start < model.first:
        terms(w, p)
        join(w, p, firm)
    groups = w.groups_in_spell(p)
    facts = job_facts(w, p, firm)
    if start >= model.first:
        w.reach("hired", p, facts, firm, groups)
    closes = w.firm.closes[firm]
    contract = person.contract_months[p]
    contract_end = last_contract_day(start, contract, w.today)
    clocks = w.clocks(p)
    month = days.months_between(start, w.today - 1) + 1
    watched = w.relevance.watched("job_month", groups, facts)
    certificates = ended = renewals = 0
    earliest = w.today + 1
    while True:
        exit_day, exit_ = clocks.next()
        end = max(min(contract_end, closes), earliest)
        month_day = days.add_months(start, month) - 1 if watched else NEVER
        if month_day <= min(end, exit_day):
            yield from w.wait(p, month_day, Phase.ENDINGS)
            if ended and month == ended + _SPIKE_MONTHS:
                clocks.speed(_SEPARATION, w.today, 1.0 / model.spike)
            elif not ended and w.relevance.subsidy_ended(w.key[p], start):
                ended = month
                clocks.speed(_SEPARATION, w.today, model.spike)
            reach_month(w, p, firm)
            month += 1
        elif end <= exit_day:
            yield from w.wait(p, end, Phase.ENDINGS)
            renewals += 1
            if closes > end and w.uniform("renewal", p, person.spell[p] * 64 + renewals) < model.renewal:
                contract_end = days.add_months(end + 1, contract) - 1
                continue
            leave_job(w, p, closed=closes <= end)
            return after_job(w, p)
        else:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
            name = w.exit_name(p, exit_)
            if name == "certificate":
                certificates += 1
                in_service_certificate(w, p, firm, certificates)
                clocks.rewind(exit_, w.today, w.uniform("in_service", p, person.spell[p] * 64 + certificates))
                continue
            leave_job(w, p)
            if name == "quit_to_away":
                w.begin(p, State.AWAY)
            elif name == "quit_to_venture":
                found(w, p)
            else:
                after_job(w, p)
            return


def after_job(w: World, p: int) -> None:
    """Where a person goes who has lost a job."""
    edges = w.model.after_job_rural if w.static[p] & 1 else w.model.after_job
    w.begin(p, State(branch(edges, w.draw("after_job", p))))
