"""A county of one's own on another: numbers in proportion, what is borrowed marked as such, its money asked for."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.harmless import harmless, shortened
from jobsim.language import Words
from jobsim.scenario import bases, ranges
from jobsim.scenario.bases import Basis
from jobsim.scenario.borrowed import BASES, MARK, County, Scaled
from jobsim.scenario.errors import Place, ScenarioError, problem_at
from jobsim.scenario.faults import item_at
from jobsim.scenario.loader import Loaded
from jobsim.scenario.notation import FORMS
from jobsim.scenario.overrides import written_unit
from jobsim.scenario.provenance import Found, quantities
from jobsim.scenario.quantities import Quantity, shown
from jobsim.scenario.rolled import indicator_title

LEAST, MOST, APART = 1_000, 5_000_000, 50
"""Residents of a county, and how many times larger or smaller than the county it is made like it may be."""
_LONGEST_NAME = 40
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Size:
    """How large a county is, as far as it is known."""

    population: int
    rural: float | None = None
    graduates: int | None = None
    firms: int | None = None


def make(loaded: Loaded, folder: Path, name: Words, size: Size) -> County:
    """The layer of a county called ``name``, in proportion to its size. Raises ScenarioError."""
    _check_name(name)
    return _Maker(loaded, folder, name, size).made()


def _check_name(name: Words) -> None:
    for said, place in ((name.zh, "--name"), (name.en, "--name-en")):
        if not said.strip() or said != harmless(said, lines=False) or re.search(r"[<>\[\]{}\\/|`$]", said):
            told = harmless(shortened(said, 40), lines=False)
            raise _wrong(place, f"'{told}' is no name of a county", "such as 柳溪县")
        if len(said) > _LONGEST_NAME:
            raise _wrong(place, f"a name has at most {_LONGEST_NAME} letters; found {len(said)}")


def _wrong(place: str, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([problem_at(Place(place), "", message, hint)])


class _Maker:
    def __init__(self, loaded: Loaded, folder: Path, name: Words, size: Size) -> None:
        self.loaded, self.scenario, self.root = loaded, loaded.scenario, loaded.root
        self.plain = copy.deepcopy(loaded.root.plain())
        self.folder, self.name, self.size = folder, name, size
        self.factors = self._factors()
        self.changed: dict[tuple[str, ...], None] = {}
        """Paths that the layer holds: of a number, or of the list it stands in."""
        head = self.scenario.scenario
        self.like = Words(f"{head.county.zh}（{head.name}）", f"{head.county.en} ({head.name})")
        self.made_so_far = County("", {})

    def made(self) -> County:
        made = self.made_so_far
        for found in quantities(self.scenario):
            self._one(found)
        self._quotas()
        self._own()
        made.name = self._head_name()
        tree: dict[str, Any] = {}
        for path in [("scenario",), *self.changed]:
            held = tree
            for key in path[:-1]:
                held = held.setdefault(key, {})
            held[path[-1]] = self._head(made.name) if path == ("scenario",) else _at(self.plain, path)
        if "executed" in self.plain:
            tree["executed"] = None  # what another county executed is nothing of this one
        made.tree = tree
        return made

    # -- sizes --------------------------------------------------------------------------------

    def _factors(self) -> dict[Basis, float]:
        county, size = self.scenario.county, self.size
        if county.population is None:
            raise _wrong("--like", "the county says nothing of its residents", "state county.population in it first")
        residents, share = county.population.central(), county.rural.central()
        least, most = max(LEAST, round(residents / APART)), min(MOST, round(residents * APART))
        if not least <= size.population <= most:
            raise _wrong(
                "--population", f"{size.population:,} residents cannot be: expected {least:,} to {most:,}",
                f"{self.scenario.scenario.name} has {residents:,.0f}",
            )  # fmt: skip
        if size.rural is not None and not 0 < size.rural < 1:
            raise _wrong("--rural", f"a share lies between 0 and 1; found {size.rural:g}", "such as 0.62")
        grown = size.population / residents
        before = {"graduates": county.cohorts.college.central(), "firms": county.firms.number.central()}
        given = {"graduates": size.graduates, "firms": size.firms}
        for what, most_of in (("graduates", size.population // 10), ("firms", size.population)):
            number = given[what]
            if number is not None and not 1 <= number <= most_of:
                raise _wrong(f"--{what}", f"{number:,} cannot be: expected 1 to {most_of:,}")
        after = {what: before[what] * grown if number is None else float(number) for what, number in given.items()}
        rural = share if size.rural is None else size.rural
        return bases.factors(
            {**before, "population": residents, "rural": residents * share, "urban": residents * (1 - share)},
            {**after, "population": size.population, "rural": size.population * rural,
             "urban": size.population * (1 - rural)},
        )  # fmt: skip

    # -- numbers ------------------------------------------------------------------------------

    def _one(self, found: Found) -> None:
        path, quantity = found.path, found.quantity
        if path[0] in ("executed", "scenario") or path == ("county", "population"):
            return
        if path[0] == "funds" and path[2:3] == ("appropriations",) and path[-1] == "amount":
            self._ask(path, found)
            return
        if quantity.is_missing:
            return
        basis = bases.basis_of(self.scenario, found) or "none"
        if quantity.args == (0.0,):
            basis = "none"  # nothing, in every county
        if basis not in ("none", "office"):
            self._scale(path, quantity, basis)
        elif quantity.source not in ("policy", "regulation") and not self._is_national(path):
            raw = _mapping(_at(self.plain, path))
            self._put(path, {**raw, **self._mark(quantity)})
            self.made_so_far.borrowed += 1

    def _scale(self, path: tuple[str, ...], quantity: Quantity, basis: Basis) -> None:
        raw = _at(self.plain, path)
        unit = "CNY" if quantity.unit == "CNY" else written_unit(raw)
        rounded = False

        def written(one: Quantity) -> dict[str, Any]:
            nonlocal rounded
            args, whole = self._within(path, one, basis)
            rounded = rounded or whole
            return _form(one.kind, args)

        if quantity.kind == "dated":
            body: dict[str, Any] = {"dated": [{"from": day, **written(step)} for day, step in quantity.steps]}
        else:
            body = written(quantity)
        before = shown(quantity)
        self._put(path, {**body, **({"unit": unit} if unit else {}), **self._mark(quantity, basis)})
        if "dated" in body:
            after = "; ".join(f"from {step['from']}: {_told(step)}" for step in body["dated"])
        else:
            after = _told(body)
        self._tell(path, unit or "", before, after, basis, rounded)
        self.made_so_far.borrowed += 1
        if path[0] == "targets":
            title = indicator_title(self.scenario, self.scenario.targets[path[1]])
            self._put((*path[:2], "title"), title)

    def _tell(self, path: Sequence[str], unit: str, before: str, after: str, basis: Basis, rounded: bool) -> None:
        one = Scaled(".".join(path), unit, before, after, basis, self.factors[basis], rounded)
        self.made_so_far.scaled.append(one)

    def _within(self, path: tuple[str, ...], quantity: Quantity, basis: Basis) -> tuple[tuple[float, ...], bool]:
        """The arguments in proportion; of the openings of a pool the sum is right, whatever rounding does to each."""
        factor = self.factors[basis]
        if path[0] == "places" and path[2:3] == ("openings",) and quantity.kind == "point":
            before = [one.count for one in getattr(self.scenario.places, path[1]).openings[: int(path[3])]]
            if all(one.kind == "point" for one in before):
                upto = sum(one.args[0] for one in before)
                whole = float(round((upto + quantity.args[0]) * factor + 1e-9) - round(upto * factor + 1e-9))
                return (whole,), whole != quantity.args[0] * factor
        args, rounded = bases.possible(quantity, factor)
        return tuple(_sensible(one) for one in args), rounded

    def _ask(self, path: tuple[str, ...], found: Found) -> None:
        """Another county's appropriation is no plan of this one."""
        fund, year = self.scenario.funds[path[1]], path[3]
        zh = f"{self.name.zh}{fund.title.zh}{year}年预算安排多少？"
        en = f"{self.name.en}, {fund.title.en}: how much is appropriated for {year}?"
        self._put(path, {"missing": True, "reason": f"{zh} / {en}", "source": "user"})
        self.made_so_far.missing.append(".".join(path))

    def _quotas(self) -> None:
        for name, programme in self.scenario.programmes.items():
            quota = programme.limits.quota
            if quota is not None:
                path = ("programmes", name, "limits", "quota")
                exact = quota * self.factors["population"]
                whole = min(max(1, round(exact)), ranges.HEADS)
                self._put(path, whole)
                self._tell(path, "", str(quota), str(whole), "population", whole != exact)

    def _own(self) -> None:
        """What the user knows."""
        size = self.size
        self._put(("county", "population"), {"value": size.population, "unit": "persons", "source": "user"})
        for path, value, unit in (
            (("county", "rural"), size.rural, None),
            (("county", "cohorts", "college"), size.graduates, "persons"),
            (("county", "firms", "number"), size.firms, "firms"),
        ):
            if value is None:
                continue
            self._put(path, {"value": value, **({"unit": unit} if unit else {}), "source": "user"})
            self.made_so_far.borrowed -= 1
            dotted = ".".join(path)
            self.made_so_far.scaled = [one for one in self.made_so_far.scaled if one.path != dotted]

    # -- where it is written ------------------------------------------------------------------

    def _is_national(self, path: Sequence[str]) -> bool:
        """Whether a number is of the nation's or a province's layer and so of every county there."""
        item = item_at(self.root, path)
        return item is not None and Path(item.place.file.removeprefix("jobsim:")).parent.name == "base"

    def _put(self, path: tuple[str, ...], value: Any) -> None:
        held: Any = self.plain
        whole = path
        for place, key in enumerate(path[:-1]):
            below = held[int(key)] if isinstance(held, list) else held.setdefault(key, {})
            if isinstance(below, list) and len(whole) == len(path):
                whole = path[: place + 1]
            held = below
        if isinstance(held, list):
            held[int(path[-1])] = value
        else:
            held[path[-1]] = value
        self.changed[whole] = None

    def _mark(self, quantity: Quantity, basis: Basis | None = None) -> dict[str, Any]:
        zh, en = f"{MARK}{self.like.zh}", f"borrowed from {self.like.en}"
        if basis is not None:
            said = BASES[basis]
            factor = f"{self.factors[basis]:.4g}"
            zh, en = f"{zh}，随{said.zh}按{factor}倍折算", f"{en}, scaled by {factor} with {said.en}"
        note = f"{zh} / {en}" + (f"; {quantity.note}" if quantity.note else "")
        mark: dict[str, Any] = {"source": "assumption"}
        if quantity.reference:
            mark["reference"] = quantity.reference
        return {**mark, "note": note}

    # -- head ---------------------------------------------------------------------------------

    def _head_name(self) -> str:
        if _NAME.fullmatch(self.folder.name) and len(self.folder.name) <= ranges.NAME:
            return self.folder.name
        return f"like_{self.scenario.scenario.name}"[: ranges.NAME]

    def _head(self, name: str) -> dict[str, Any]:
        head = self.scenario.scenario
        factor = f"{self.factors['population']:.4g}"
        made: dict[str, Any] = {
            "name": name,
            "title": {"zh": _named(head.title.zh, head.county.zh, self.name.zh),
                      "en": _named(head.title.en, head.county.en, self.name.en)},
            "county": {"zh": self.name.zh, "en": self.name.en},
            "note": {
                "zh": f"由“{head.title.zh}”改编：人数、企业、名额和业务量按常住人口{self.size.population:,}人"
                      f"（{factor}倍）折算，其余数和政策条款均借自该县，未经本县核实。",
                "en": f"Made like “{head.title.en}”: persons, firms, places and volumes in proportion to "
                      f"{self.size.population:,} residents ({factor} times), all else and the rules borrowed from "
                      "that county; nobody of this county has confirmed them.",
            },
        }  # fmt: skip
        if head.document is not None:
            made["document"] = {
                "zh": f"借用：{head.document.zh}（不是{self.name.zh}的文件）",
                "en": f"Borrowed: {head.document.en} (no document of {self.name.en})",
            }
        return made


def _named(title: str, county: str, name: str) -> str:
    """The title with the other county's name."""
    found = re.sub(re.escape(county), lambda _: name, title, flags=re.IGNORECASE)
    return found if found != title else f"{name}: {title}"


def _at(plain: Any, path: Sequence[str]) -> Any:
    for key in path:
        plain = plain[int(key)] if isinstance(plain, list) else plain[key]
    return plain


def _mapping(raw: Any) -> dict[str, Any]:
    return dict(raw) if isinstance(raw, dict) and any(form in raw for form in FORMS) else {"value": raw}


def _form(kind: str, args: tuple[float, ...]) -> dict[str, Any]:
    """A number as it is written, in its canonical unit."""
    numbers = [int(one) if one.is_integer() else one for one in args]
    if kind == "point":
        return {"value": numbers[0]}
    if kind == "discrete":
        return {
            kind: {
                f"{value:.10g}": float(f"{chance:.6g}") for value, chance in zip(numbers[::2], args[1::2], strict=True)
            }
        }
    return {kind: numbers}


def _sensible(value: float) -> float:
    """A number in proportion without digits that nobody knows."""
    return float(round(value)) if value >= 100 else float(f"{value:.4g}")


def _told(body: dict[str, Any]) -> str:
    form = next(form for form in FORMS if form in body)
    value = body[form]
    if form == "value":
        return f"{value:.10g}"
    if form == "discrete":
        return "discrete " + ", ".join(f"{one} ({chance:.6g})" for one, chance in value.items())
    return f"{form} " + " | ".join(f"{one:.6g}" for one in value)
