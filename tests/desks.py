"""Two claims desks for one stream of milestones: the classes SimPy runs, and the kernel, interpreted or compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

import claims as made_up
from jobsim import days
from jobsim.county.records import FIRM_DTYPE, PERSON_DTYPE
from jobsim.draws import Draws
from jobsim.engines.compiled import library, linking, make
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.native import entry
from jobsim.engines.compiled.struct import Interpreted, Layout, Struct
from jobsim.finance import kernel
from jobsim.finance.budget_lines import budget_dues
from jobsim.finance.desk import FIRM, VENTURE, Desk
from jobsim.finance.desk_kernel import claims, finish, report
from jobsim.finance.evidence import Witness
from jobsim.finance.ledger import Ledger
from jobsim.finance.shortage import RULES
from jobsim.finance.standing import Standing
from jobsim.finance.treasury import Treasury
from jobsim.finance.treasury_kernel import open_day, pay
from jobsim.lives.relevance import Relevance, still_watched, subsidy_ended, watched, watched_groups
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.conditions import Op
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import FACT_INDEX, FACTS, MILESTONE_CODE, MILESTONES, TAXES

EVENT_DTYPE = np.dtype(
    [(name, "i4") for name in ("day", "milestone", "kind", "agent", "firm", "facts")]
    + [("groups", "i8"), ("changing", "i8")],
    align=True,
)
"""A milestone: rows of its agent and payee, and of its facts."""
WORLD = Layout(
    "world of desks",
    {
        **dict.fromkeys(
            ("first", "start", "last", "today", "proper", "full", "seed_low", "seed_high", "replication"), "int"
        ),
        "person": (PERSON_DTYPE, 1),
        "firm": (FIRM_DTYPE, 1),
        "spells": ("i4", 2),  # first days of spells, by person
        "desk": Layout("desk", kernel.FIELDS),
        "events": (EVENT_DTYPE, 1),
        "vectors": ("i8", 2),
        "insured": ("i4", 2),  # staff by year and firm
        "answers": ("i1", 2),
    },
)  # fmt: skip


# ------------------------------------------------------------------------------------- streams


@dataclass
class Stream:
    """Milestones over the days of a scenario, and the agents and funds they fall on."""

    book: RuleBook
    scenario: Scenario
    parameters: Parameters
    seed: int
    key: Any
    proper: int
    tax: Any
    insured: Any
    events: Any
    vectors: Any
    family: Any
    spells: Any
    closes: Any
    funds: dict[str, Any] = field(default_factory=dict)
    replication: int = 3

    @property
    def first(self) -> int:
        return self.scenario.horizon.history_from.toordinal()

    @property
    def last(self) -> int:
        return self.scenario.horizon.end.toordinal()

    def treasury(self, ledger: Ledger) -> Treasury:
        """The scenario's funds, with what the stream changes about them."""
        built = Treasury.build(self.scenario, self.parameters, ledger)
        if not self.funds:
            return built
        changed = self.funds
        return Treasury(
            ledger, built.names, built.kinds, changed["rules"], changed["lapse_after"], changed["limited"],
            changed["carry_over"], changed["planned"], built.years["floor_fen"], changed["tranches"],
            np.array(built.shares), built.first_year, built.reported_from,
        )  # fmt: skip


def stream(scenario: Scenario, seed: int, persons: int, firms: int, count: int, money: float = 1e7) -> Stream:
    """Random milestones; conditions and groups of the rules are met more often than chance would have it.

    ``money`` is the order of a year's appropriation in fen; 0 leaves the funds as they are written.
    """
    rng = np.random.default_rng(seed)
    parameters = Parameters(scenario, Draws(seed, 0).parameter)
    book = RuleBook.build(scenario, parameters)
    first, last = scenario.horizon.history_from.toordinal(), scenario.horizon.end.toordinal()
    used = [m for m, rules in enumerate(book.by_milestone) if rules]
    wanted = {m: _wanted(book, m) for m in used}
    spells = np.sort(rng.integers(first - 400, last, (persons, 4)), axis=1)
    groups = rng.integers(0, 2**62, persons)
    events = np.zeros(count, EVENT_DTYPE)
    events["day"] = np.sort(first + rng.integers(last - first + 1, size=count) // 20 * 20)  # many on the same day
    vectors = np.zeros((count, len(FACTS)), np.int64)
    for i in range(count):
        event, facts = events[i], vectors[i]
        milestone = int(rng.choice(used))
        kind = ("person", "venture", "firm").index(next(m.subject for m in [list(MILESTONES.values())[milestone]]))
        agent = int(rng.integers(firms if kind == FIRM else persons))
        event["milestone"], event["kind"], event["agent"], event["facts"] = milestone, kind, agent, i
        if kind == FIRM:
            event["firm"] = agent
        elif kind == VENTURE:
            event["firm"] = firms + agent
        else:
            event["firm"] = rng.choice(
                [-1, rng.integers(firms), rng.integers(firms), firms + rng.integers(min(persons, 2))]
            )
        for name in list(MILESTONES.values())[milestone].facts:
            facts[FACT_INDEX[name]] = _fact(rng, name, wanted[milestone].get(FACT_INDEX[name], []))
        started = spells[agent % persons][spells[agent % persons] <= event["day"]]
        facts[FACT_INDEX["day"]] = event["day"]
        if "started" in list(MILESTONES.values())[milestone].facts:
            facts[FACT_INDEX["started"]] = started[-1] if len(started) else event["day"]
        rule = book.rule_rows[int(rng.choice(book.by_milestone[milestone]))]
        event["groups"] = (int(groups[agent % persons]) | rule["who_all"] | rule["who_any"]) & ~rule["who_none"]
        if kind == FIRM:
            event["groups"] = 0
        elif rng.random() < 0.2:
            event["groups"], event["changing"] = groups[agent % persons], rng.integers(0, 2**62)
    years = days.year_of(last) - days.year_of(first) + 1
    key, tax = np.cumsum(rng.integers(1, 1000, persons)), rng.integers(0, 60_000, (firms, len(TAXES)))
    insured = rng.integers(0, 5, (years, firms)).astype(np.int32)
    funds = _funds(rng, scenario, money) if money else {}
    family = rng.integers(-1, persons // 2 + 1, persons).astype(np.int32)
    closes = rng.integers(first, last + 200, firms + persons).astype(np.int32)
    return Stream(
        book, scenario, parameters, seed, key, firms, tax, insured, events, vectors, family, spells.astype(np.int32),
        closes, funds,
    )  # fmt: skip


def hires(scenario: Scenario, dates: Sequence[str]) -> Stream:
    """A person hired by nobody's firm on each of the dates, in their order; the funds as they are written."""
    parameters, n = Parameters(scenario, None), len(dates)
    events, vectors = np.zeros(n, EVENT_DTYPE), np.zeros((n, len(FACTS)), np.int64)
    events["day"] = [made_up.day(date) for date in dates]
    events["milestone"], events["firm"] = MILESTONE_CODE["hired"], -1
    events["agent"] = events["facts"] = np.arange(n)
    for vector, at in zip(vectors, events["day"], strict=True):
        vector[:] = made_up.facts("hired", day=int(at))
    years = days.year_of(scenario.horizon.end.toordinal()) - days.year_of(scenario.horizon.history_from.toordinal()) + 1
    return Stream(
        RuleBook.build(scenario, parameters), scenario, parameters, 1, np.arange(1, n + 1), 0,
        np.zeros((0, len(TAXES)), np.int64), np.zeros((years, 0), np.int32), events, vectors,
        np.full(n, -1, np.int32), np.zeros((n, 1), np.int32), np.full(n, days.NEVER, np.int32),
    )  # fmt: skip


def _wanted(book: RuleBook, milestone: int) -> dict[int, list[int]]:
    """Values near which the rules of a milestone decide, by fact."""
    found: dict[int, list[int]] = {}
    for programme in book.by_milestone[milestone]:
        rule = book.rule_rows[programme]
        for term in book.condition_rows[rule["condition_first"] : rule["condition_end"]]:
            value, near = term["value"], found.setdefault(term["fact"], [])
            if term["op"] == Op.IN:
                near += [k for k in range(63) if value >> k & 1]
            else:
                near += [value, value, value + 1, max(value - 1, 0)]
        for row in book.value_rows[rule["value_first"] : rule["value_end"]]:
            if row["at_least"] > 0:
                found.setdefault(rule["tier_fact"], []).append(row["at_least"])
    return found


def _fact(rng: Any, name: str, wanted: list[int]) -> int:
    if wanted and rng.random() < 0.8:
        return int(rng.choice(wanted))
    fact = FACTS[name]
    if fact.kind == "bool":
        return int(rng.integers(2))
    if fact.kind == "enum":
        return int(rng.integers(len(fact.words)))
    if fact.kind == "roles":
        return int(rng.integers(1 << len(fact.words)))
    if fact.kind == "money":
        return int(rng.integers(500_000))
    return int(rng.integers(1, 4 if name == "months" else 100))


def _funds(rng: Any, scenario: Scenario, money: float) -> dict[str, Any]:
    """Funds of any rule, most of them short, whose money arrives on any day; some years have no appropriation."""
    n, years = len(scenario.funds), range(scenario.horizon.start.year, scenario.horizon.end.year + 1)
    limited = rng.random((n, len(years))) < 0.8
    planned = (rng.random(limited.shape) * money).astype(np.int64) * limited
    tranches = []
    for fund in range(n):
        for k in np.flatnonzero(limited[fund]).tolist():
            year = years[k]
            part = int(rng.integers(planned[fund, k] + 1))
            parts = (part, int(planned[fund, k]) - part)
            tranches += [(days.first_of_year(year) + int(rng.integers(360)), fund, year, fen) for fen in parts]
    return {
        "rules": rng.integers(0, len(RULES), n).astype(np.int8),
        "lapse_after": rng.integers(0, 4, n).astype(np.int16),
        "limited": limited,
        "carry_over": (rng.random(n) * money / 3).astype(np.int64),
        "planned": planned,
        "tranches": tranches,
    }


# ------------------------------------------------------------------------------------- the classes


def look_on(w: Any, day: int) -> None:
    """What is seen of persons and ventures on a day: those who have begun a spell are in another, insured or not."""
    for p in range(len(w.spells)):
        begun = 0
        for k in range(w.spells.shape[1]):
            if w.spells[p, k] <= day:
                begun += 1
                w.firm.founded[w.proper + p] = w.spells[p, k]
                w.person.spell_start[p] = w.spells[p, k] + (w.spells[p, k] + p) % 3 // 2
        w.person.spell[p] = begun
        w.person.insured[p] = (begun + p) % 2


def with_classes(s: Stream) -> tuple[Any, ...]:
    """Ledger, fund years, answers and evidence (rows, facts) of the desk that SimPy runs."""
    ledger = Ledger()
    treasury = s.treasury(ledger)
    first_year = days.year_of(s.first)

    def tax_due(payee_kind: int, payee: int, year: int) -> list[int]:
        if payee_kind != FIRM or not 0 <= payee < s.proper:
            return [0] * len(TAXES)
        return (s.tax[payee] * s.insured[year - first_year, payee]).tolist()  # type: ignore[no-any-return]

    desk = Desk(
        s.book,
        treasury,
        ledger,
        Draws(s.seed, s.replication),
        tax_due=tax_due,
        dues=budget_dues(s.scenario, s.parameters),
        first=s.first,
        witness=(witness := Witness()),
    )
    zeros = np.zeros(len(s.key), np.int64)
    look = SimpleNamespace(
        person=SimpleNamespace(spell=zeros.copy(), spell_start=zeros.copy(), insured=zeros.copy()),
        spells=s.spells, proper=s.proper,
        firm=SimpleNamespace(founded=np.zeros(s.proper + len(s.key), np.int64), closes=s.closes),
    )  # fmt: skip
    desk.look = look
    relevance = Relevance(desk)
    key, vectors, answers = s.key.tolist(), s.vectors.tolist(), []
    by_day: dict[int, list[Any]] = {}
    for event in s.events.tolist():
        named = SimpleNamespace(**dict(zip(EVENT_DTYPE.names or (), event, strict=True)))
        by_day.setdefault(named.day, []).append(named)
    for day in range(s.first, s.last + 1):
        treasury.open_day(day)
        look_on(look, day)
        for e in by_day.get(day, []):
            subject = e.agent if e.kind == FIRM else key[e.agent]
            payee = e.firm if e.firm < s.proper else -2 - key[e.firm - s.proper]
            facts = vectors[e.facts]
            of_firm = e.kind == FIRM
            standing = Standing(
                -1 if of_firm else e.agent, e.firm, 0 if of_firm else int(look.person.spell[e.agent]),
                -1 if of_firm else int(s.family[e.agent]),
            )  # fmt: skip
            taken = desk.reach(
                e.milestone, day, e.kind, subject, -1 if of_firm else subject, payee, facts, e.groups, standing
            )
            answers.append(
                (
                    *relevance.watched(e.milestone, e.groups, facts, changing=e.changing),
                    relevance.watched_groups(e.milestone, e.groups, changing=e.changing),
                    not of_firm and relevance.subsidy_ended(subject, facts[FACT_INDEX["started"]], standing.family),
                    taken,
                    *still_looked_at(relevance, e, subject, facts, s.first, standing.family),
                )
            )
        desk.claims(day)
        treasury.pay(day)
    desk.finish()
    return ledger.rows, treasury.fund_years(), np.array(answers, np.int8).reshape(-1, 7), *witness.evidence


def still_looked_at(
    relevance: Relevance, e: Any, subject: int, facts: list[int], first: int, family: int
) -> tuple[int, int]:
    """Months that are still looked at of a spell in the middle of which the event falls; (0, 0) for a firm."""
    if e.kind == FIRM:
        return 0, 0
    start = max(facts[FACT_INDEX["started"]], first)
    return relevance.still_watched(
        e.milestone, e.kind, subject, start, e.day, e.groups, facts, spiked=e.changing & 1 == 1, family=family
    )


# ------------------------------------------------------------------------------------- the kernel


def run(w: Any) -> int:
    """All days, as the compiled engine's main loop has them."""
    k = 0
    for day in range(w.first, w.last + 1):
        w.today = day
        open_day(w, day)
        for p in range(len(w.spells)):  # as look_on
            begun = 0
            for i in range(w.spells.shape[1]):
                if w.spells[p, i] <= day:
                    begun += 1
                    w.firm.founded[w.proper + p] = w.spells[p, i]
                    w.person.spell_start[p] = w.spells[p, i] + (w.spells[p, i] + p) % 3 // 2
            w.person.spell[p] = begun
            w.person.insured[p] = (begun + p) % 2
        while k < len(w.events) and w.events[k].day == day:
            e = w.events[k]
            facts = w.vectors[e.facts]
            w.answers[k, 0], w.answers[k, 1] = watched(w, e.milestone, e.groups, facts, e.changing)
            w.answers[k, 2] = watched_groups(w, e.milestone, e.groups, e.changing)
            w.answers[k, 3] = e.kind != FIRM and subsidy_ended(w, e.agent, facts[_STARTED])
            w.answers[k, 4] = report(w, e.milestone, e.kind, e.agent, e.firm, facts, e.groups)
            if e.kind != FIRM:
                start, spiked = max(facts[_STARTED], w.first), e.changing & 1 == 1
                w.answers[k, 5], w.answers[k, 6] = still_watched(
                    w, e.milestone, e.kind, e.agent, start, e.groups, facts, spiked
                )
            k += 1
        for f in range(w.proper):
            firm = w.firm[f]
            firm.insured_seen = w.insured[days.year_of(day) - days.year_of(w.first), f]
        claims(w, day)
        pay(w, day)
        if w.full != 0:
            return int(w.full)
    finish(w)
    return int(w.full)


_STARTED = FACT_INDEX["started"]


@lru_cache(maxsize=1)
def compiled() -> Any:
    """The kernel, built by numba with every index checked: a function of the world's address."""
    built = Builder({}, linking.one_version(make.decorator(boundscheck=True))).build(run)
    return library.load(make.object_of("desks", entry(WORLD, built, "desks")))


class Kernel:
    """Runs streams one after the other in the same buffers, as a thread does."""

    def __init__(self, *, interpreted: bool = False, small: bool = False) -> None:
        self._run = (lambda w: run(Interpreted(w))) if interpreted else (lambda w: compiled()(w.address))
        self._held: dict[str, Any] | None = None
        self._small = small
        self.repeats = 0
        """Runs that a full buffer ended."""

    def world(self, s: Stream, full: int = 0) -> Struct:
        persons, firms = np.zeros(len(s.key), PERSON_DTYPE), np.zeros(s.proper + len(s.key), FIRM_DTYPE)
        firms["tax"][: s.proper], firms["closes"] = s.tax, s.closes
        persons["family"] = s.family
        persons["key"], firms["founder"][s.proper :] = s.key, np.arange(len(s.key))
        dues = budget_dues(s.scenario, s.parameters)
        treasury = s.treasury(Ledger())
        self._held = kernel.prepare(
            s.book,
            treasury,
            dues,
            s.first,
            s.last,
            self._held,
            full,
            families=int(s.family.max(initial=0)) + 1,
            keeps=True,
        )
        if self._small and not full:
            for name in kernel.GROWING:
                self._held[name] = self._held[name][:2].copy()
        return Struct(
            WORLD, first=s.first, last=s.last, start=treasury.start, proper=s.proper, seed_low=s.seed & 0xFFFFFFFF,
            seed_high=s.seed >> 32, replication=s.replication, person=persons, firm=firms,
            desk=Struct(WORLD.fields["desk"], **self._held), events=s.events, vectors=s.vectors, insured=s.insured,
            spells=s.spells,
            answers=np.zeros((len(s.events), 7), np.int8),
        )  # fmt: skip

    def __call__(self, s: Stream) -> tuple[Any, ...]:
        w = self.world(s)
        while full := self._run(w):
            self.repeats += 1
            w = self.world(s, full)
        return *kernel.collect(w.desk), w.answers, *kernel.collect_evidence(w.desk)
