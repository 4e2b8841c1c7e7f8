"""Another budget year: what of a scenario comes again, what has ended, and what must be stated anew.

What was said of the years before stays as it is. A number that is stated anew is a dated step from 1 January of the new
year; what nobody has said yet is missing, with the question in words.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jobsim.language import Words
from jobsim.scenario import ranges
from jobsim.scenario.errors import Place, ScenarioError, problem_at
from jobsim.scenario.loader import Loaded
from jobsim.scenario.notation import FORMS
from jobsim.scenario.place_sections import Pool
from jobsim.scenario.rolled import Entry, Group, Rolled, indicator_title
from jobsim.scenario.rule_sections import BudgetLine, Fund, Programme

_SPAN = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s*[-–—至到]+\s*(?:19|20)\d\d)?(?!\d)")
_SET_EACH_YEAR = {
    "minimum_wage": Words("月最低工资标准", "minimum wage"),
    "insurance_base_floor": Words("社会保险缴费基数下限", "floor of the contribution base"),
    "allowance_per_month": Words("低保标准", "minimum living allowance"),
}
_RECEIVED = ("source", "reference", "note")
_UNITS = {"CNY": "CNY", "percent": "%"}


def roll(loaded: Loaded, year: int, *, actual: bool = False) -> Rolled:
    """The layer that makes a scenario one of a later year. Raises ScenarioError.

    The years before are simulated again with their money; with ``actual`` what was really carried over and left unpaid
    is asked for instead.
    """
    _check(loaded, year)
    return _Roll(loaded, year, actual).rolled()


def _check(loaded: Loaded, year: int) -> None:
    horizon = loaded.scenario.horizon
    first, last = horizon.start.year, horizon.end.year
    following = f"the next year is {last + 1}"
    place = Place("YEAR")
    issued = loaded.scenario.scenario.issued
    if issued is not None and year < issued.year:
        raise ScenarioError([problem_at(place, "", f"{year} is before the document, which is of {issued}", following)])
    if year < first:
        raise ScenarioError([problem_at(place, "", f"{year} is before the horizon, {first} to {last}", following)])
    if year <= last:
        raise ScenarioError([problem_at(place, "", f"{year} lies within the horizon, {first} to {last}", following)])
    most = min(ranges.LAST_YEAR, horizon.history_from.year + ranges.LONGEST - 1)
    if year > most:
        said = (
            f"{year} is too far away: with its history, from {horizon.history_from.year} on, "
            f"the scenario reaches to {most} at most"
        )
        raise ScenarioError([problem_at(place, "", said, following)])


class _Roll:
    def __init__(self, loaded: Loaded, year: int, actual: bool) -> None:
        self.scenario, self.plain, self.missing = loaded.scenario, loaded.root.plain(), loaded.missing
        self.year, self.actual = year, actual
        self.last = self.scenario.horizon.end.year
        self.first_new = self.last + 1
        """The first year that last year's scenario did not reach."""
        self.tree: dict[str, Any] = {}
        self.entries: list[Entry] = []

    def rolled(self) -> Rolled:
        name = self._head()
        self._funds()
        self._standards()
        self._pools()
        self._loans()
        self._targets()
        self._programmes()
        self._lines()
        self._dates()
        self._still_missing()
        return Rolled(name, self.tree, self.entries)

    # -- building blocks ----------------------------------------------------------------------

    def _put(self, path: Sequence[str], value: Any) -> None:
        held = self.tree
        for key in path[:-1]:
            held = held.setdefault(key, {})
        held[path[-1]] = value

    def _tell(self, group: Group, path: str, zh: str, en: str, *, missing: bool = False) -> None:
        self.entries.append(Entry(group, path, Words(zh, en), missing))

    def _ask(self, path: str, zh: str, en: str) -> dict[str, Any]:
        """A missing figure with its question; it is the user who will state it."""
        self._tell("asked", path, zh, en, missing=True)
        return {"missing": True, "reason": f"{zh} / {en}", "source": "user"}

    def _dated(self, raw: Any, new: Mapping[str, Any], year: int) -> dict[str, Any]:
        """A number with its value so far and a new one from 1 January of a year on."""
        from_then = {"from": dt.date(year, 1, 1), **new}
        if isinstance(raw, dict) and "dated" in raw:
            return {**raw, "dated": [*raw["dated"], from_then]}
        return {"dated": [{"from": self.scenario.horizon.history_from, **_mapping(raw)}, from_then]}

    def _as_before(self, raw: Any) -> dict[str, Any]:
        """The value of last year, taken for the new one."""
        steps = raw["dated"] if isinstance(raw, dict) and "dated" in raw else [raw]
        held = _mapping(steps[-1])
        if isinstance(raw, dict) and "unit" in raw:
            held.setdefault("unit", raw["unit"])
        held = {key: value for key, value in held.items() if key not in (*_RECEIVED, "from", "until")}
        return {**held, "source": "assumption", "note": f"与{self.last}年相同 / as in {self.last}"}

    # -- head ---------------------------------------------------------------------------------

    def _head(self) -> str:
        scenario, head = self.scenario, self.scenario.scenario
        horizon = scenario.horizon
        name = _SPAN.sub(str(self.year), head.name.replace("_", " "), count=1).replace(" ", "_")
        name = name if str(self.year) in name else f"{head.name}_{self.year}"
        before = self.year - 1
        if self.actual:
            note = Words(
                f"由“{head.title.zh}”滚动到{self.year}年：{before}年末的结转和待付款项按实际数填报，不用模拟数。",
                f"Rolled on to {self.year} from “{head.title.en}”: what {before} carried over and left unpaid "
                "is stated, not simulated.",
            )
        else:
            note = Words(
                f"由“{head.title.zh}”滚动到{self.year}年：此前各年连同资金重新模拟，{before}年末的余额、待付和审核中的"
                "申领由此结转。",
                f"Rolled on to {self.year} from “{head.title.en}”: the years before are simulated again with their "
                f"money, and balances, waiting claims and claims under review at the end of {before} are carried in.",
            )
        self._put(("scenario",), {
            "name": name[: ranges.NAME],
            "title": {"zh": self._titled(head.title.zh, f"（{self.year}年）"),
                      "en": self._titled(head.title.en, f" ({self.year})")},
            "note": {"zh": note.zh, "en": note.en},
        })  # fmt: skip
        self._put(("horizon",), {
            "executed_from": None if self.actual else horizon.budget_from,
            "start": dt.date(self.year, 1, 1), "end": dt.date(self.year, 12, 31),
        })  # fmt: skip
        return name[: ranges.NAME]

    def _titled(self, title: str, otherwise: str) -> str:
        said = _SPAN.sub(str(self.year), title, count=1)
        return said if str(self.year) in said else title + otherwise

    # -- money --------------------------------------------------------------------------------

    def _funds(self) -> None:
        years = [self.year] if self.actual else range(self.first_new, self.year + 1)
        for name, fund in self.scenario.funds.items():
            if not fund.appropriations:
                continue
            latest = max(fund.appropriations)
            arrivals = copy.deepcopy(self.plain["funds"][name]["appropriations"][str(latest)])
            known = "、".join(map(str, sorted(fund.appropriations)))
            for year in years:
                if year in fund.appropriations:
                    continue
                amount = self._ask(
                    f"funds.{name}.appropriations.{year}.amount",
                    f"{fund.title.zh}{year}年预算安排多少？已写明：{known}年",
                    f"{fund.title.en}: how much is appropriated for {year}? Stated so far: {known.replace('、', ', ')}",
                )
                self._put(("funds", name, "appropriations", str(year)), {
                    "amount": amount, "arrivals": arrivals["arrivals"], "source": "assumption",
                    "note": f"拨付时间和比例与{latest}年相同 / arrivals as in {latest}",
                })  # fmt: skip
            if self.actual:
                self._actual(name, fund)

    def _actual(self, name: str, fund: Fund) -> None:
        """What was really carried over, and what was approved and not paid, in the place of what is simulated."""
        before = self.year - 1
        self._put(("funds", name, "carry_over"), self._ask(
            f"funds.{name}.carry_over",
            f"{fund.title.zh}{before}年末实际结转多少？没有写0",
            f"{fund.title.en}: how much was really carried over from {before}? 0 if nothing",
        ))  # fmt: skip
        lines: dict[str, Programme | BudgetLine] = {**self.scenario.programmes, **self.scenario.budget_lines}
        of_fund = [one for one in lines.values() if one.fund == name]
        if not of_fund:
            return
        largest = Counter(one.code for one in of_fund).most_common(1)[0][0]
        entry = f"unpaid_{name}"[: ranges.NAME]
        self._put(("budget_lines", entry), {
            "title": {"zh": f"{before}年末已审核未拨付（{fund.title.zh}）",
                      "en": f"Approved in {before} and not paid ({fund.title.en})"},
            "clause": fund.clause or of_fund[0].clause, "code": largest, "fund": name, "pays": "government",
            "volume": {"value": 1, "source": "user"}, "unit": {"zh": "项", "en": "sum"},
            "price": self._ask(
                f"budget_lines.{entry}.price",
                f"{fund.title.zh}{before}年末已审核、未拨付的款项共多少？没有写0",
                f"{fund.title.en}: what was approved by the end of {before} and not paid, in all? 0 if nothing",
            ),
            "months": [1, *[0] * 11], "years": [self.year], "source": "user",
        })  # fmt: skip

    def _standards(self) -> None:
        for name, said in _SET_EACH_YEAR.items():
            quantity, raw = getattr(self.scenario.standards, name), self.plain["standards"][name]
            for year in range(self.first_new, self.year + 1):
                if any(first.year >= year for first, _ in quantity.steps):
                    continue
                place = len(raw["dated"]) if isinstance(raw, dict) and "dated" in raw else 1
                question = self._ask(
                    f"standards.{name}.dated.{place}",
                    f"{year}年的{said.zh}是多少？未变也要写",
                    f"{said.en}: which value holds in {year}? Also if it is the same",
                )
                raw = self._dated(raw, question, year)
                self._put(("standards", name), raw)

    # -- places -------------------------------------------------------------------------------

    def _pools(self) -> None:
        for name, pool in self.scenario.places.pools():
            if pool.openings:
                self._pool(name, pool)

    def _pool(self, name: str, pool: Pool) -> None:
        written = self.plain["places"][name]["openings"]
        listed: list[dict[str, Any]] = []
        again = []
        for place, (opening, raw) in enumerate(zip(pool.openings, written, strict=True)):
            if isinstance(opening.on, dt.date):
                listed.append(copy.deepcopy(raw))
                continue
            count = self._dated(raw["count"], self._as_before(raw["count"]), self.first_new)
            listed.append({**copy.deepcopy(raw), "count": count})
            again.append((opening.on, f"places.{name}.openings.{place}.count.dated.{len(count['dated']) - 1}"))
        for on, path in again:
            self._tell(
                "recurs", path, f"{on}开放的名额与{self.last}年相同",
                f"places opened on {on}, as many as in {self.last}",
            )  # fmt: skip
        dated = [(one, raw) for one, raw in zip(pool.openings, written, strict=True) if isinstance(one.on, dt.date)]
        of_last = [(one, raw) for one, raw in dated if _date(one.on).year == self.last]
        for year in range(self.first_new, self.year + 1):
            for one, raw in of_last:
                day = _on(_date(one.on), year)
                path = f"places.{name}.openings.{len(listed)}.count"
                count = self._ask(
                    path, f"{day}开放多少个名额？没有写0", f"how many places are opened on {day}? 0 if none"
                )
                kept = {key: value for key, value in raw.items() if key not in ("on", "count", *_RECEIVED)}
                listed.append({"on": day, "count": count, **kept})
        if dated and not of_last and not again:
            latest = max(_date(one.on) for one, _ in dated)
            self._tell(
                "ends", f"places.{name}.openings", f"{self.year}年没有名额开放，最近一次是{latest}",
                f"no place is opened in {self.year}; the last opening is that of {latest}",
            )  # fmt: skip
        if again or of_last:
            self._put(("places", name, "openings"), listed)

    def _loans(self) -> None:
        raw = self.plain["places"]["loans"]["yearly"]
        if self.scenario.places.loans.yearly.args == (0.0,):
            return
        yearly = self._dated(raw, self._as_before(raw), self.first_new)
        self._put(("places", "loans", "yearly"), yearly)
        self._tell(
            "recurs", f"places.loans.yearly.dated.{len(yearly['dated']) - 1}",
            f"贷款规模与{self.last}年相同", f"the volume of loans, as in {self.last}",
        )  # fmt: skip

    # -- rules --------------------------------------------------------------------------------

    def _targets(self) -> None:
        for name, target in self.scenario.targets.items():
            if target.by is None or target.each_year:
                self._tell("recurs", f"targets.{name}", f"每年考核：{target.title.zh}", f"each year: {target.title.en}")
            elif target.by.year < self.last:
                self._tell(
                    "ends", f"targets.{name}", f"{target.by}考核，此后没有：{target.title.zh}",
                    f"tested on {target.by} and not since: {target.title.en}",
                )  # fmt: skip
                continue
            else:
                title = indicator_title(self.scenario, target)
                value = self._ask(
                    f"targets.{name}.value", f"{self.year}年的目标值是多少？{self.last}年为：{target.title.zh}",
                    f"which value holds for {self.year}? In {self.last}: {target.title.en}",
                )  # fmt: skip
                if unit := _UNITS.get(target.value.unit):
                    value["unit"] = unit  # a missing figure is asked for in the unit of the one before
                self._put(("targets", name), {"title": title, "by": _on(target.by, self.year), "value": value})
            rests = [self._moved(path) for path in target.rests_on]
            if rests != target.rests_on:
                self._put(("targets", name, "rests_on"), list(dict.fromkeys(rests)))

    def _moved(self, path: str) -> str:
        """The number of the new year in the place of last year's, where a target rests on one that is of a year."""
        parts = path.split(".")
        if parts[0] == "funds" and parts[2:3] == ["previous_year"]:
            before = self.scenario.funds[parts[1]].appropriations
            asked = not self.actual and self.first_new <= self.year - 1
            known = self.year - 1 in before or asked
            return f"funds.{parts[1]}.appropriations.{self.year - 1}.amount" if known else path
        if parts[0] == "funds" and parts[2:4] == ["appropriations", str(self.last)]:
            return ".".join([*parts[:3], str(self.year), *parts[4:]])
        return path

    def _programmes(self) -> None:
        begins = dt.date(self.year, 1, 1)
        for name, programme in self.scenario.programmes.items():
            end = programme.effective.end
            if end is not None and end < begins:
                self._tell(
                    "ends", f"programmes.{name}.effective.end", f"{programme.title.zh}：{end}到期，是否延期？",
                    f"{programme.title.en}: it ended on {end}. Is it prolonged?",
                )  # fmt: skip
            else:
                self._tell("recurs", f"programmes.{name}", programme.title.zh, programme.title.en)
            claim = programme.claim
            if not isinstance(claim, str) and claim.accepted_until is not None and claim.accepted_until < begins:
                self._window(f"programmes.{name}.claim.accepted_until", claim.accepted_until)
            if programme.limits.quota is not None:
                quota = programme.limits.quota
                self._tell(
                    "recurs", f"programmes.{name}.limits.quota", f"{programme.title.zh}：每年名额{quota}",
                    f"{programme.title.en}: a quota of {quota} a year",
                )  # fmt: skip
        for name, procedure in self.scenario.procedures.items():
            if procedure.accepted_until is not None and procedure.accepted_until < begins:
                self._window(f"procedures.{name}.accepted_until", procedure.accepted_until)

    def _window(self, path: str, until: dt.date) -> None:
        self._tell("asked", path, f"申报受理到何时？原为{until}", f"until when are claims accepted? It was {until}")

    def _lines(self) -> None:
        for name, line in self.scenario.budget_lines.items():
            if line.years is None or self.year in line.years:
                self._tell("recurs", f"budget_lines.{name}", line.title.zh, line.title.en)
            else:
                paid = ", ".join(map(str, line.years))
                self._tell(
                    "ends", f"budget_lines.{name}.years", f"{line.title.zh}：只在{paid}年列支，{self.year}年是否列支？",
                    f"{line.title.en}: paid in {paid} only. Is it in {self.year}?",
                )  # fmt: skip

    # -- days ---------------------------------------------------------------------------------

    def _dates(self) -> None:
        """Days that cannot be missing figures: they are asked for in words, and validation asks on."""
        for name, event in self.scenario.events.items():
            dated = [on for on in event.on if isinstance(on, dt.date)]
            if len(dated) < len(event.on) or any(on.year == self.year for on in dated):
                self._tell("recurs", f"events.{name}", event.title.zh, event.title.en)
            elif dated:
                self._tell(
                    "ends", f"events.{name}.on", f"{event.title.zh}：{self.year}年哪些日子举办？最近一次是{max(dated)}",
                    f"{event.title.en}: on which days of {self.year} is it held? The last is {max(dated)}",
                )  # fmt: skip
        for role, recognised in self.scenario.county.firms.recognitions.items():
            if not any(one.on.year == self.year for one in recognised):
                latest = max(one.on for one in recognised)
                self._tell(
                    "ends", f"county.firms.recognitions.{role}",
                    f"{self.year}年认定多少家？没有写出；最近一次是{latest}",
                    f"how many are recognised in {self.year}? None is; the last are of {latest}",
                )  # fmt: skip
        for name, shock in self.scenario.shocks.items():
            if shock.end.year < self.year:
                self._tell("ends", f"shocks.{name}", f"{shock.title.zh}：{shock.end}结束",
                           f"{shock.title.en}: it ended on {shock.end}")  # fmt: skip

    def _still_missing(self) -> None:
        """What the scenario underneath lacks already."""
        for figure in self.missing:
            asks = Words(f"仍然缺少：{figure.reason}", f"still missing: {figure.reason}")
            self.entries.append(Entry("asked", figure.path, asks, is_missing=True))


def _mapping(raw: Any) -> dict[str, Any]:
    """A number as a mapping."""
    if isinstance(raw, dict) and any(form in raw for form in FORMS):
        return copy.deepcopy(raw)
    return {"value": raw}


def _date(on: dt.date | str) -> dt.date:
    assert isinstance(on, dt.date)
    return on


def _on(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 28 February for a leap day."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
