"""The figures of a study, as ``study.plot`` offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobsim.experiments import flows
from jobsim.experiments.results import Results
from jobsim.experiments.study import Study, no_scenario
from jobsim.language import LANGUAGES, Language
from jobsim.reports import figures
from jobsim.reports.figures import Picture
from jobsim.scenario.errors import nearest
from jobsim.tables.rests import rests


@dataclass(frozen=True)
class Plots:
    """Each method draws one figure, in English or, with ``lang="zh"``, in Chinese.

    ``scenario`` is one of the study's, by default its first. Figures are matplotlib's, with ``save(path)`` for PNG,
    SVG or PDF. Raises KeyError for a scenario, fund or year there is not, with those there are; ValueError for another
    language.

    Example:
        >>> study.plot.programmes(2024)
        Traceback (most recent call last):
            ...
        KeyError: 'there is no year 2024 in this study; there are: 2023'
    """

    study: Study

    def fan(self, fund: str | None = None, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """Demand on a fund since 1 January against its money, and the probability of an overrun.

        Without ``fund``: every budget fund with an appropriation, and beside it the cash of all budget funds.

        Example:
            >>> study.plot.fan().heading
            'Linshui county: outlay, and demand against the money'
        """
        results = self._results(scenario)
        return figures.fan(results, _language(lang), None if fund is None else [_fund(results, fund)])

    def programmes(self, year: int | None = None, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """Cash outlay by programme, of a year or of all years together.

        Example:
            >>> study.plot.programmes(2023).heading
            'Linshui county, 2023: cash outlay by programme'
        """
        results = self._results(scenario)
        return figures.programmes(results, _language(lang), None if year is None else _year(results, year))

    def payers(self, year: int | None = None, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """Cash outlay by payer, of a year or of all years together.

        Example:
            >>> study.plot.payers(lang="zh").heading
            '临水县2023年：各级承担的现金支出'
        """
        results = self._results(scenario)
        return figures.payers(results, _language(lang), None if year is None else _year(results, year))

    def months(self, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """The cash that each month needs.

        Example:
            >>> study.plot.months(scenario="dearer").heading
            'Linshui county: the need for cash by month'
        """
        return figures.months(self._results(scenario), _language(lang))

    def distribution(
        self, fund: str | None = None, year: int | None = None, lang: Language = "en", *, scenario: str | None = None
    ) -> Picture:
        """What a fund needs in a year, with the appropriations that hold with 80 % and with 95 %.

        By default it is the first fund with an appropriation, in the first year.

        Example:
            >>> study.plot.distribution("employment_subsidy", 2023).heading
            'Linshui county: what the Employment subsidy fund needs in 2023'
        """
        results = self._results(scenario)
        chosen = results.years[0] if year is None else _year(results, year)
        return figures.distribution(results, _fund(results, fund), chosen, _language(lang))

    def exhaustion(self, fund: str | None = None, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """In which month a fund's money is used up, and how often it is not.

        Example:
            >>> study.plot.exhaustion().heading
            'Linshui county: in which month the Employment subsidy fund is used up'
        """
        results = self._results(scenario)
        return figures.exhaustion(results, _fund(results, fund, limited=True), _language(lang))

    def targets(self, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """How likely each target is met, and how the probability comes about.

        Example:
            >>> study.plot.targets().heading
            'Linshui county: how likely the targets are met'
        """
        return figures.targets(self._results(scenario), _language(lang))

    def rests(self, lang: Language = "en", *, scenario: str | None = None) -> Picture:
        """How much of each spread is assumption and how much luck.

        Raises ValueError for a study without pairs, or with too few to tell.

        Example:
            >>> js.simulate(plan, replications=80).plot.rests().heading
            'Linshui county: what the spreads come from'
            >>> study.plot.rests()
            Traceback (most recent call last):
                ...
            ValueError: the study has too few pairs to tell assumption from luck; simulate(…, pairs=25) makes them
        """
        results = self._results(scenario)
        if rests(results).frame.is_empty():
            raise ValueError(
                "the study has too few pairs to tell assumption from luck; simulate(…, pairs=25) makes them"
            )
        return figures.rests(results, _language(lang))

    def differences(self, base: str | None = None, lang: Language = "en") -> Picture:
        """What the other scenarios change against ``base`` (the first), pair by pair of replications.

        Raises ValueError for a study of one scenario.

        Example:
            >>> study.plot.differences().heading
            'Change against the baseline linshui: dearer'
        """
        compared = self.study.compare(base)
        name = base or self.study.plans[0].name
        return figures.differences(compared, name, self.study.results[name].order.seed, _language(lang))

    def flows(
        self, person: int | None = None, replication: int = 0, lang: Language = "en", *, scenario: str | None = None
    ) -> Picture:
        """Moves between states in a replication and one person's journey; simulates that replication anew.

        Without ``person`` it is the one who sees most states.

        Example:
            >>> study.plot.flows(person=246).heading
            'Linshui county, 2023: moves between states (person-times)'
        """
        results = self._results(scenario)
        found = flows.flows(results.scenario, results.order, replication, person)
        return figures.flows(results, found, _language(lang))

    def _results(self, scenario: str | None) -> Results:
        name = scenario or self.study.plans[0].name
        if name not in self.study.results:
            raise KeyError(no_scenario(name, self.study.results))
        return self.study.results[name]


def _language(lang: Language) -> Language:
    if lang not in LANGUAGES:
        raise ValueError(f"there is no language {lang!r}; there are: {', '.join(LANGUAGES)}")
    return lang


def _fund(results: Results, fund: str | None, *, limited: bool = False) -> str:
    """The fund, by default the first with an appropriation."""
    with_money = figures.limited_funds(results)
    known = with_money if limited else results.funds_of_kind("budget")
    if fund is None:
        if not with_money:
            raise KeyError("no fund has an appropriation in these years; name one with fund=")
        return with_money[0]
    if fund not in known:
        near = nearest(fund, known)
        of = "budget fund with an appropriation" if limited else "budget fund"
        raise KeyError(f"there is no {of} {fund!r}; there are: {_list(known)}" + (f"; {near}" if near else ""))
    return fund


def _year(results: Results, year: int) -> int:
    if year not in results.years:
        raise KeyError(f"there is no year {year} in this study; there are: {_list(results.years)}")
    return year


def _list(names: Any) -> str:
    return ", ".join(map(str, names)) or "none"
