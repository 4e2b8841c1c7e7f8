"""A county of one's own on another: in proportion, what is borrowed marked, its money asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import counties
from jobsim.engines import run_replication
from jobsim.experiments.assumed import counts
from jobsim.language import Words
from jobsim.scenario import another_county, bases, overlay
from jobsim.scenario.another_county import Size
from jobsim.scenario.borrowed import County, comment, is_borrowed
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
COUNTIES = {"jingde_2022": 40, "jingyuan_2023": 16, "rongchang_2022": 12, "shexian_2025": 8}
LIUXI = Words("柳溪县", "Liuxi county")


def made(folder: Path, like: str, size: Size, *changes: str) -> tuple[Loaded, Loaded, County]:
    """The county it is made like, the new one as written, and what was said of it."""
    loaded = load_scenario(SCENARIOS / like)
    place = folder / "liuxi"
    found = another_county.make(loaded, place, LIUXI, size)
    tree = {"extends": overlay.extends_of(loaded, place), **found.tree}
    return loaded, overlay.write(place, tree, comment(found, like), changes), found


def residents(like: str) -> int:
    population = load_scenario(SCENARIOS / like, warned=False).scenario.county.population
    assert population is not None
    return round(population.central())


# ------------------------------------------------------------------------------------ the table


@pytest.mark.parametrize(
    "folder", [*(SCENARIOS / name for name in COUNTIES), *(counties.FIXTURES / name for name in ("fushui", "minimal"))]
)
def test_every_number_in_heads_or_money_says_what_it_grows_with(folder: Path) -> None:
    scenario = load_scenario(folder, warned=False).scenario
    undeclared = [".".join(found.path) for found in quantities(scenario) if bases.basis_of(scenario, found) is None]
    assert not undeclared, "declare them in scenario/bases.py"


@pytest.mark.parametrize(
    ("like", "path", "basis"),
    [
        ("jingyuan_2023", "county.persons", "population"),
        ("jingyuan_2023", "county.firms.roles.operator", "office"),
        ("jingyuan_2023", "county.firms.staff.micro", "none"),
        ("jingyuan_2023", "places.three_supports.openings.0.count", "graduates"),
        ("jingyuan_2023", "places.project_job.openings.0.count", "rural"),
        ("jingyuan_2023", "programmes.internship_subsidy.amount", "none"),
        ("jingyuan_2023", "budget_lines.work_funding.price", "office"),
        ("jingyuan_2023", "budget_lines.guarantee_fund_top_up.price", "population"),
        ("jingyuan_2023", "budget_lines.road_posts.volume", "rural"),
        ("jingyuan_2023", "budget_lines.road_posts.price", "none"),
        ("jingyuan_2023", "targets.recruitment_fairs.value", "office"),
        ("jingde_2022", "targets.recruitment_fairs.value", "population"),
        ("jingyuan_2023", "targets.unemployment_rate.value", "none"),
        ("shexian_2025", "targets.urban_new_employment_grows.value", "none"),
    ],
)
def test_a_number_grows_with_what_it_is_of(like: str, path: str, basis: str) -> None:
    scenario = load_scenario(SCENARIOS / like, warned=False).scenario
    found = {".".join(one.path): one for one in quantities(scenario)}
    assert bases.basis_of(scenario, found[path]) == basis


@pytest.mark.parametrize(
    ("written", "factor", "args"),
    [
        ("60 persons", 0.5, (30.0,)), ("1 persons", 0.2, (1.0,)), ("0 persons", 2, (0.0,)), ("3 persons", 0.5, (2.0,)),
        ("0.5 persons", 0.5, (0.25,)),
        ("{discrete: {0: 0.7, 1: 0.3}}", 0.5, (0.0, 0.85, 1.0, 0.15)),
        ("{discrete: {0: 0.5, 1: 0.5}}", 2, (0.0, 0.5, 2.0, 0.5)),
        ("{pert: [10, 20, 40]}", 0.5, (5.0, 10.0, 20.0)),
    ],
)  # fmt: skip
def test_counts_stay_possible(written: str, factor: float, args: tuple[float, ...]) -> None:
    quantity = counties.scenario(counties.SMALL, f"county.persons={written}").county.persons
    assert bases.possible(quantity, factor)[0] == pytest.approx(args)


# ------------------------------------------------------------------------------------ in proportion


def cost(made_: Scenario, number: int) -> float:
    """Mean outlay of the budget funds in the horizon, CNY."""
    budget = [place for place, fund in enumerate(made_.funds.values()) if fund.kind == "budget"]
    first, last = made_.horizon.start.toordinal(), made_.horizon.end.toordinal()
    sums = []
    for replication in range(number):
        rows = run_replication(made_, 1, replication).ledger
        rows = rows[np.isin(rows["fund"], budget) & (rows["paid_day"] >= first) & (rows["paid_day"] <= last)]
        sums.append(rows["paid_fen"].sum() / 100)
    return float(np.mean(sums))


@pytest.mark.slow
@pytest.mark.parametrize("like", COUNTIES)
def test_outlay_per_head_is_that_of_the_other_county(like: str, tmp_path: Path) -> None:
    there = load_scenario(SCENARIOS / like, exclude_missing=True, warned=False).scenario
    before = cost(there, COUNTIES[like])
    for factor in (0.5, 2.0):
        place = tmp_path / str(factor)
        place.mkdir()
        loaded, after, found = made(place, like, Size(round(residents(like) * factor)))
        answers = []
        for path in found.missing:
            amount = loaded.scenario.funds[path.split(".")[1]].appropriations[int(path.split(".")[3])].amount
            law = ", ".join(str(one * factor) for one in amount.args)
            answers.append(f"{path}={{pert: [{law}], unit: CNY}}")
        here = load_scenario(after.path, answers, exclude_missing=True, warned=False).scenario
        assert cost(here, COUNTIES[like]) / factor == pytest.approx(before, rel=0.1)


@pytest.mark.parametrize("like", COUNTIES)
def test_every_number_in_proportion_is_listed_and_nothing_else_moves(like: str, tmp_path: Path) -> None:
    loaded, after, found = made(tmp_path, like, Size(2 * residents(like)))
    listed = {one.path for one in found.scaled}
    there = {".".join(one.path): one.quantity for one in quantities(loaded.scenario)}
    for one in quantities(after.scenario):
        path = ".".join(one.path)
        if path == "county.population" or one.quantity.is_missing:
            continue
        if path in listed:
            central = one.quantity.central()
            assert central == pytest.approx(2 * there[path].central(), rel=0.01), path
        else:
            assert (one.quantity.kind, one.quantity.args) == (there[path].kind, there[path].args), path
    assert not any(one.rounded for one in found.scaled)


def test_what_is_known_of_the_county_takes_the_place_of_proportion(tmp_path: Path) -> None:
    size = Size(60_000, rural=0.7, graduates=500, firms=1_000)
    _, after, found = made(tmp_path, "jingde_2022", size, "county.woman=0.5")
    county = after.scenario.county
    own = (county.population, county.rural, county.cohorts.college, county.firms.number, county.woman)
    assert [(one.args, one.source) for one in own if one is not None] == [
        ((60_000.0,), "user"), ((0.7,), "user"), ((500.0,), "user"), ((1_000.0,), "user"), ((0.5,), "user"),
    ]  # fmt: skip
    grown = {one.path: one.factor for one in found.scaled}
    assert grown["county.prior_graduates"] == pytest.approx(500 / 750, rel=1e-3)
    assert grown["county.firms.roles.internship_host"] == pytest.approx(1_000 / 3_220, rel=0.02)
    assert "county.firms.number" not in grown and "places.loans.yearly" not in grown  # nothing stays nothing


def test_more_rural_persons_have_more_project_jobs(tmp_path: Path) -> None:
    _, _, found = made(tmp_path, "jingyuan_2023", Size(60_000, rural=0.7))
    grown = {one.path: one.factor for one in found.scaled}
    share = 0.78
    assert grown["places.project_job.openings.0.count"] == pytest.approx(60_000 * 0.7 / (85_000 * share), rel=1e-3)
    assert grown["targets.urban_new_employment.value"] == pytest.approx(60_000 * 0.3 / (85_000 * (1 - share)), rel=1e-3)


# ------------------------------------------------------------------------------------ marked


@pytest.mark.parametrize("like", COUNTIES)
def test_what_is_borrowed_says_so_and_results_count_it(like: str, tmp_path: Path) -> None:
    loaded, after, found = made(tmp_path, like, Size(round(residents(like) * 0.5)))
    marked = [one for one in quantities(after.scenario) if is_borrowed(one.quantity)]
    assert len(marked) == found.borrowed == counts(after.scenario)["borrowed"] > 150
    assert counts(loaded.scenario)["borrowed"] == 0
    name = loaded.scenario.scenario.name
    for one in marked:
        assert f"（{name}）" in (one.quantity.note or "") and f"({name})" in (one.quantity.note or "")
    # What is neither borrowed nor one's own is of the nation, of the province, of the law or printed in the document.
    for one in quantities(after.scenario):
        soft = one.quantity.source not in ("policy", "regulation", "user")
        if soft and not is_borrowed(one.quantity):
            file = after.origins[".".join(one.path)][0] if ".".join(one.path) in after.origins else ""
            assert "base/" in file, one.path
    persons = after.scenario.county.persons
    assert "随常住人口按0.5倍折算" in (persons.note or "") and "scaled by 0.5 with the resident population" in (
        persons.note or ""
    )
    head = after.scenario.scenario
    assert head.county.zh == "柳溪县" and "柳溪县" in head.title.zh and "Liuxi county" in head.title.en
    assert head.document is not None and head.document.zh.startswith("借用：")
    assert head.note is not None and "未经本县核实" in head.note.zh


def test_another_countys_appropriation_is_asked_and_not_borrowed(tmp_path: Path) -> None:
    _, after, found = made(tmp_path, "jingde_2022", Size(60_000))
    years = [f"funds.employment_subsidy.appropriations.{year}.amount" for year in (2022, 2023)]
    assert found.missing == years == [figure.path for figure in after.missing]
    assert "柳溪县就业补助资金2022年预算安排多少？ / Liuxi county, Employment subsidy fund: how much" in str(
        after.missing[0].reason
    )
    assert after.scenario.targets["interns"].title.zh == "见习人数"  # its old title names another county's number


def test_the_folder_may_be_moved(tmp_path: Path) -> None:
    _, after, _ = made(tmp_path, "jingde_2022", Size(60_000))
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    moved = (tmp_path / "liuxi").rename(tmp_path / "elsewhere" / "deep" / "柳溪")
    assert load_scenario(moved).hash == after.hash


def test_residents_alone_change_nothing_and_that_is_told(tmp_path: Path) -> None:
    said = "the number of residents changes nothing of the simulation"
    alone = load_scenario(SCENARIOS / "jingde_2022", ["county.population=90000"]).warnings
    assert [one.message.startswith(said) for one in alone] == [True]
    both = load_scenario(SCENARIOS / "jingde_2022", ["county.population=90000", "county.persons=70000"]).warnings
    _, new, _ = made(tmp_path, "jingde_2022", Size(60_000))
    assert not any(one.message.startswith(said) for one in (*both, *new.warnings))


# ------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (Size(0), "0 residents cannot be"), (Size(-5), "-5 residents cannot be"), (Size(999), "cannot be"),
        (Size(10**9), "cannot be"), (Size(60_000, rural=1.0), "a share lies between 0 and 1"),
        (Size(60_000, rural=float("nan")), "a share lies between 0 and 1"), (Size(60_000, firms=0), "cannot be"),
        (Size(60_000, graduates=50_000), "cannot be"),
    ],
)  # fmt: skip
def test_a_size_that_cannot_be_is_refused(size: Size, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=said) as raised:
        made(tmp_path, "jingde_2022", size)
    assert len(raised.value.problems) == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["", " ", "柳\x1b[31m溪", "柳\u202e溪", "<b>柳溪</b>", "柳溪\n县", "县" * 41, "[red]x", "../x"]
)
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    loaded = load_scenario(SCENARIOS / "jingde_2022", warned=False)
    with pytest.raises(ScenarioError) as raised:
        another_county.make(loaded, tmp_path / "liuxi", Words(name, name), Size(60_000))
    assert "\x1b" not in str(raised.value) and len(raised.value.problems) == 1
