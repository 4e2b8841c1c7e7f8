"""Bounds that several numbers have together: each may be right, and what they come to is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jobsim.scenario import distributions, ranges
from jobsim.scenario.notation import LEAST_DRAW
from jobsim.scenario.quantities import END, Each, Quantity
from jobsim.scenario.schema import Scenario

Fault = tuple[tuple[str, ...], str, str]


def ends(number: Quantity | Each) -> tuple[float, float]:
    """Smallest and largest value that a number can take; nothing is known of a missing one."""
    quantity, varies = (number.quantity, number.varies) if isinstance(number, Each) else (number, False)
    if quantity.kind == "dated":
        steps = [ends(step) for _, step in quantity.steps]
        return min(low for low, _ in steps), max(high for _, high in steps)
    if quantity.kind == "missing":
        return 0.0, 0.0
    if quantity.kind == "point":
        return quantity.args[0], quantity.args[0]
    return distributions.reach(quantity.kind, quantity.args, END if varies else LEAST_DRAW)


def out_of_bounds(scenario: Scenario) -> Iterator[Fault]:
    """(path, message, hint) of each. Sections that are not valid by themselves may be absent."""
    yield from _vacancies(scenario)
    yield from _volumes(scenario)
    yield from _responses(scenario)
    yield from _branchings(scenario)
    yield from _hosts(scenario)
    yield from _loans(scenario)


def _vacancies(scenario: Scenario) -> Iterator[Fault]:
    """The new posts of a firm in a month."""
    if scenario.places is None or scenario.county is None:
        return
    vacancies, staff = scenario.places.vacancies, scenario.county.firms.staff
    seasons = scenario.behaviour.seasons if scenario.behaviour is not None else {}
    months = seasons[vacancies.season].months if vacancies.season in seasons else [1.0]
    peak = max(months) * len(months) / sum(months) if sum(months) > 0 else 0.0
    for size, rate in vacancies.rate.items():
        most = ends(rate)[1] * ends(staff[size])[1] * peak if size in staff else 0.0
        if most > ranges.VACANCIES:
            message = f"a {size} firm would advertise up to {most:,.0f} posts a month"
            yield ("places", "vacancies", "rate", size), message, _at_most(ranges.VACANCIES)


def _volumes(scenario: Scenario) -> Iterator[Fault]:
    """What a budget line comes to in a year, in CNY."""
    for name, line in (scenario.budget_lines or {}).items():
        most = ends(line.volume)[1] * ends(line.price)[1]
        if most > ranges.TOTAL:
            yield ("budget_lines", name), f"volume times price comes to {most:.3g} CNY a year", _at_most(ranges.TOTAL)


def _responses(scenario: Scenario) -> Iterator[Fault]:
    """The factor by which an amount moves an exit is told from the amount referred to."""
    if scenario.behaviour is None:
        return
    for index, response in enumerate(scenario.behaviour.responses):
        least = ends(response.reference_amount)[0]
        if least < 1.0 and not response.reference_amount.is_missing:
            where = ("behaviour", "responses", str(index), "reference_amount")
            yield where, f"expected an amount of 1 CNY or more to refer to, found {least:g}", ""


def _branchings(scenario: Scenario) -> Iterator[Fault]:
    """Where a word is drawn, one must be given."""
    drawn: list[tuple[tuple[str, ...], Mapping[str, object]]] = []
    if scenario.county is not None:
        firms = scenario.county.firms
        drawn += [(("county", "firms", "sizes"), firms.sizes), (("county", "firms", "legal_forms"), firms.legal_forms)]
    if scenario.behaviour is not None:
        training, venture, loan = scenario.behaviour.training, scenario.behaviour.venture, scenario.behaviour.loan
        drawn += [
            (("behaviour", "training", "levels"), training.levels),
            (("behaviour", "training", "in_service_levels"), training.in_service_levels),
            (("behaviour", "venture", "legal_forms"), venture.legal_forms),
            (("behaviour", "loan", "kinds"), loan.kinds),
        ]
    for path, shares in drawn:
        if not shares:
            yield path, "nothing is given, and one of these is drawn for everybody", "name at least one, with share 1"


def _hosts(scenario: Scenario) -> Iterator[Fault]:
    """Internships need a host among the firms. Posts that no firm advertises need none: then nobody is hired."""
    if scenario.county is None or scenario.places is None:
        return
    firms, openings = scenario.county.firms, scenario.places.internship.openings
    role = firms.roles.get("internship_host")
    hosts = 0.0 if role is None else min(ends(firms.number)[1], ends(role)[1])
    if hosts < 0.5 and any(ends(opening.count)[1] > 0 for opening in openings):
        hint = "give county.firms.number and county.firms.roles.internship_host at least 1, or open none"
        yield ("places", "internship", "openings"), "posts are opened and there is no firm to be a host", hint


def _loans(scenario: Scenario) -> Iterator[Fault]:
    """Of every kind of loan that is drawn, amount, cap and term are asked."""
    if scenario.behaviour is None:
        return
    loan = scenario.behaviour.loan
    for key, given in (("amount", loan.amount), ("caps", loan.caps), ("term", loan.term)):
        for kind in loan.kinds:
            if kind not in given:
                yield ("behaviour", "loan", key), f"nothing is said of {kind} loans, which behaviour.loan.kinds has", ""


def _at_most(bound: float) -> str:
    return f"at most {ranges.shown(bound)}; check the numbers and their units"
