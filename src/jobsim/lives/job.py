"""Employment by a firm or venture: contract, insurance, months in the job, renewal, separation."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.county.groups import G
from jobsim.county.records import NEVER
from jobsim.lives.agenda import first_exit, note_exit, own_clocks, wait
from jobsim.lives.allowance import set_allowance
from jobsim.lives.codes import Flow, Mark, S
from jobsim.lives.model import branch, contribution_base, fen_at, pick, quantile
from jobsim.lives.relevance import EVERY_MONTH, NOBODY_LOOKS, looked_at
from jobsim.lives.training import in_service_certificate
from jobsim.lives.venture import found
from jobsim.lives.world import (
    PERSON,
    Life,
    World,
    add,
    advertise,
    begin,
    clocks_of,
    draw,
    facts_of,
    firm_facts,
    first_this_year,
    groups_in_spell,
    heard,
    month_day,
    months_in_spell,
    next_exit,
    next_month,
    pair,
    present_day,
    reach,
    rewind_exit,
    speed_exit,
    spell_key,
    still_watched,
    subsidy_ended,
    uniform,
    watched,
    watched_groups,
)
from jobsim.vocabulary import EXITS, FIRM_ROLES, F, M, Phase, State, codes

OPEN_ENDED = 999
LAST = -1
_SPIKE_MONTHS = 3  # employers part with workers more often in the months after a subsidy's last
_EXIT = codes(EXITS["employed"])
_STATE_OWNED, _QUALITY = (1 << list(FIRM_ROLES).index(role) for role in ("state_owned", "quality"))
_VETERAN = G.veteran | G.self_employed_soldier


def last_contract_day(start: int, months: int, today: int) -> int:
    """The last day of a contract that began on ``start`` and is renewed for as long again until today."""
    if months >= OPEN_ENDED or months <= 0:
        return NEVER
    end = days.add_months(start, months) - 1
    while end < today:
        end = days.add_months(end + 1, months) - 1
    return end


def start_job(w: Any, p: int, firm: int, from_internship: bool, long_contract: bool) -> None:
    """Hire the person: contract, insurance and wage are drawn for the new spell."""
    begin(w, p, State.EMPLOYED)
    person, model = w.person, w.model
    person.employer[p] = firm
    person.from_internship[p] = int(from_internship)
    person.by_operator[p] = int(draw(w, S.operator, p) < model.operator_share)
    terms(w, p)
    if long_contract:
        person.contract_months[p] = max(12, person.contract_months[p])
    if from_internship:
        person.insured[p] = int(draw(w, S.insured, p) < model.intern_insured)
    join(w, p, firm, 1)
    if firm >= w.proper:
        w.firm.jobs[firm] += 1
    if w.firm.roles[firm] & _STATE_OWNED:
        add(w, Flow.state_firm_hires, 1.0)
        if person.groups[p] & _VETERAN:
            add(w, Flow.state_firm_veterans, 1.0)
    if w.firm.roles[firm] & _QUALITY and first_this_year(w, p, Mark.hired_by_quality_firm):
        add(w, Flow.quality_enterprise_hires, 1.0)


def terms(w: Any, p: int) -> None:
    """Contract, insurance and wage of a new job."""
    person, model = w.person, w.model
    person.contract_months[p] = min(OPEN_ENDED, pick(model.contract, draw(w, S.contract, p)))
    insured, accident = pair(w, S.insured, p, person.spell[p])
    person.insured[p] = int(insured < model.insured_share[person.behaviour[p]])
    person.accident_insured[p] = int(accident < model.accident_insured)
    wage = round(quantile(model.wage, draw(w, S.wage, p)) * 100)
    person.wage[p] = max(wage, fen_at(model.minimum_wage, present_day(w, p)))


def join(w: Any, p: int, firm: int, sign: int) -> None:
    """Add the person to the firm's head-counts, or take it off them.

    Of the key groups are those who belonged to one when they were hired.
    """
    w.firm.staff[firm] += sign
    if w.person.insured[p]:
        w.firm.insured_staff[firm] += sign
    if w.person.spell_groups[p] & w.model.key_groups[w.firm.roles[firm]]:
        w.firm.key_staff[firm] += sign


def leave_job(w: Any, p: int, closed: bool) -> None:
    """End the job today; the post may be advertised again unless the firm has ``closed``."""
    person = w.person
    firm = person.employer[p]
    if heard(w, M.job_ended):
        reach(w, M.job_ended, p, job_facts(w, p, firm), firm, groups_in_spell(w, p))
    join(w, p, firm, -1)
    if person.insured[p]:
        person.prior_insured[p] = min(999, person.prior_insured[p] + months_in_spell(w, p))
    if firm < w.proper and not closed and draw(w, S.refill, p) < w.model.refill:
        advertise(w, firm)
    person.employer[p], person.insured[p] = -1, 0


def job_facts(w: Any, p: int, firm: int) -> Any:
    """The facts of a job on a day. ``insured_months`` are unbroken, since insurance lasts as long as the job."""
    person, facts = w.person, facts_of(w, p)
    day = facts[F.day]
    firm_facts(w, facts, firm)
    months = months_in_spell(w, p)
    hired = days.year_of(person.spell_start[p])
    facts[F.hired_year], facts[F.new_hire] = hired, int(hired == days.year_of(day))
    facts[F.contract_months] = person.contract_months[p]
    insured = person.insured[p]
    facts[F.insured], facts[F.insured_months] = insured, months * insured
    facts[F.accident_insured] = person.accident_insured[p]
    facts[F.prior_insured_months] = person.prior_insured[p] + months * insured
    facts[F.wage] = person.wage[p]
    facts[F.minimum_wage_percent] = 1000 * person.wage[p] // max(1, fen_at(w.model.minimum_wage, day))
    facts[F.months_total] = months
    facts[F.unemployed_months] = person.unemployed_months[p]
    facts[F.from_internship], facts[F.placed_by_operator] = person.from_internship[p], person.by_operator[p]
    facts[F.layoff_percent] = w.firm.layoff_percent[firm]
    return facts


def reach_month(w: Any, p: int, firm: int) -> bool:
    """A month in the job is completed: what the employer paid for it, and the allowance the family lost.

    Whether a programme takes it up.
    """
    facts = job_facts(w, p, firm)
    facts[F.months] = 1
    if w.person.insured[p]:
        base = contribution_base(w, w.person.wage[p], w.today)
        facts[F.employer_insurance] = round(base * w.model.employer_rate)
    set_allowance(w, p, facts)
    return reach(w, M.job_month, p, facts, firm, groups_in_spell(w, p))


def look_again(w: Any, p: int, firm: int, spiked: bool) -> tuple[int, int]:
    """The first and last month of the job that a programme still looks at, asked when none took up the last."""
    start = w.person.spell_start[p]
    return still_watched(w, M.job_month, PERSON, p, start, groups_in_spell(w, p), job_facts(w, p, firm), spiked)


def after_job(w: Any, p: int) -> None:
    """Where a person goes who has lost a job."""
    edges = w.model.after_job_rural if w.person.groups[p] & G.rural else w.model.after_job
    begin(w, p, branch(edges, draw(w, S.after_job, p)))


def take_up_job(w: Any, p: int) -> tuple[int, int]:
    """The first day of a job, or of the run; the first and last of its months that a programme looks at."""
    person = w.person
    firm, groups = person.employer[p], groups_in_spell(w, p)
    if person.spell_start[p] < w.model.first:
        terms(w, p)
        join(w, p, firm, 1)
        groups = groups_in_spell(w, p)
    if person.spell_start[p] >= w.model.first and heard(w, M.hired):
        reach(w, M.hired, p, job_facts(w, p, firm), firm, groups)
    if not watched_groups(w, M.job_month, groups, 0):
        return NOBODY_LOOKS
    return watched(w, M.job_month, groups, job_facts(w, p, firm), 0)


def spike_factor(w: Any, p: int, month: int, ended: int) -> float:
    """Separations are more frequent for some months after a hiring subsidy's last, which was month ``ended`` (0: none).

    The factor on their rate from today on, 1 if nothing changes.
    """
    if ended:
        return 1.0 / w.model.spike if month == ended + _SPIKE_MONTHS else 1.0
    return w.model.spike if subsidy_ended(w, p, w.person.spell_start[p]) else 1.0


def last_day(w: Any, p: int, contract_end: int) -> int:
    """The day the job ends unless the contract is renewed: contract or firm ends, after the first day of the run."""
    closes = w.firm.closes[w.person.employer[p]]
    return max(min(contract_end, closes), w.person.spell_start[p], w.model.first + 1)


def renew(w: Any, p: int, contract_end: int, renewals: int, until: int) -> tuple[int, int]:
    """The end of the contract when it has been renewed as often as it will be until that day; the renewals so far.

    Whether a contract is renewed is a keyed draw for each time and nothing else happens on the day, so nobody wakes for
    it. LAST says that it will not be renewed again.
    """
    while renewals != LAST:
        end = last_day(w, p, contract_end)
        if end > min(until, w.model.last):
            break
        again = uniform(w, S.renewal, p, spell_key(w, p, renewals + 1)) < w.model.renewal
        if again and w.firm.closes[w.person.employer[p]] > end:
            contract_end, renewals = days.add_months(end + 1, w.person.contract_months[p]) - 1, renewals + 1
        else:
            renewals = LAST
    return contract_end, renewals


def quit_job(w: Any, p: int, exit_: int) -> None:
    """The job ends by one of its exits."""
    leave_job(w, p, False)
    if exit_ == _EXIT.quit_to_away:
        begin(w, p, State.AWAY)
    elif exit_ == _EXIT.quit_to_venture:
        found(w, p)
    else:
        after_job(w, p)


# -- SimPy process ----------------------------------------------------------------------------


def job(w: World, p: int) -> Life:
    """From the first day of a job to its end."""
    person = w.person
    first, looks = take_up_job(w, p)
    firm, start = person.employer[p], person.spell_start[p]
    contract_end, renewals = last_contract_day(start, person.contract_months[p], w.today), 0
    clocks = clocks_of(w, p)
    month = max(first, next_month(start, w.today))
    certificates = ended = 0
    while True:
        exit_day, exit_ = next_exit(w, p, clocks)
        contract_end, renewals = renew(w, p, contract_end, renewals, exit_day)
        end = last_day(w, p, contract_end)
        completed = month_day(start, month) if looked_at(month, looks) else NEVER
        if completed <= min(end, exit_day):
            yield from w.wait(p, completed, Phase.ENDINGS)
            factor = spike_factor(w, p, month, ended) if looks == EVERY_MONTH else 1.0
            if factor != 1.0:
                ended = ended or month
                speed_exit(w, p, clocks, _EXIT.separation, factor)
            taken = reach_month(w, p, firm)
            month += 1
            if not taken:
                first, looks = look_again(w, p, firm, 0 < ended < month - _SPIKE_MONTHS)
                month = max(month, first)
        elif end <= exit_day:
            yield from w.wait(p, end, Phase.ENDINGS)
            leave_job(w, p, w.firm.closes[firm] <= end)
            return after_job(w, p)
        else:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
            if exit_ != _EXIT.certificate:
                return quit_job(w, p, exit_)
            certificates += 1
            in_service_certificate(w, p, firm, certificates)
            rewind_exit(w, p, clocks, exit_, uniform(w, S.in_service, p, spell_key(w, p, certificates)))


# -- compiled handlers --------------------------------------------------------------------------


def enter_job(w: Any, p: int) -> None:
    person = w.person
    first, person.watched[p] = take_up_job(w, p)
    start = person.spell_start[p]
    person.end[p] = last_contract_day(start, person.contract_months[p], w.today)
    first_exit(w, p, 0)
    person.month[p] = max(first, next_month(start, w.today))
    person.count[p], person.subsidy_end[p], person.renewals[p] = 0, 0, 0
    job_event(w, p)


def job_event(w: Any, p: int) -> None:
    person = w.person
    firm, start = person.employer[p], person.spell_start[p]
    while True:
        exit_day, month = person.exit_day[p], person.month[p]
        person.end[p], person.renewals[p] = renew(w, p, person.end[p], person.renewals[p], exit_day)
        end = last_day(w, p, person.end[p])
        completed = month_day(start, month) if looked_at(month, person.watched[p]) else NEVER
        if completed <= min(end, exit_day):
            if not wait(w, p, completed, Phase.ENDINGS):
                return
            factor = spike_factor(w, p, month, person.subsidy_end[p]) if person.watched[p] == EVERY_MONTH else 1.0
            if factor != 1.0:
                if not person.subsidy_end[p]:
                    person.subsidy_end[p] = month
                c = own_clocks(w, p)
                speed_exit(w, p, c, _EXIT.separation, factor)
                note_exit(w, p, c)
            taken = reach_month(w, p, firm)
            person.month[p] += 1
            if not taken:
                spiked = 0 < person.subsidy_end[p] < person.month[p] - _SPIKE_MONTHS
                first, person.watched[p] = look_again(w, p, firm, spiked)
                person.month[p] = max(person.month[p], first)
        elif end <= exit_day:
            if not wait(w, p, end, Phase.ENDINGS):
                return
            leave_job(w, p, w.firm.closes[firm] <= end)
            after_job(w, p)
            return
        else:
            if not wait(w, p, exit_day, Phase.DECISIONS):
                return
            exit_ = person.exit[p]
            if exit_ != _EXIT.certificate:
                quit_job(w, p, exit_)
                return
            person.count[p] += 1
            number = person.count[p]
            in_service_certificate(w, p, firm, number)
            c = own_clocks(w, p)
            rewind_exit(w, p, c, exit_, uniform(w, S.in_service, p, spell_key(w, p, number)))
            note_exit(w, p, c)
