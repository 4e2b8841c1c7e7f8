"""Both engines give the same replication, row by row and to the bit, in every build of the compiled one.

``JOBSIM_EQUALITY=many pytest tests/engines/test_equality.py -k random`` tries as many random counties as a night takes;
with ``NUMBA_BOUNDSCHECK=1`` every index of the kernel is checked as well.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import counties
from counties import AMPLE, HAMLET, RICH, SMALL
from elsewhere import digest_elsewhere
from identity import assert_identical, digest
from jobsim.engines import run_replication
from jobsim.engines.compiled import engine
from jobsim.engines.result import Replication
from jobsim.experiments.enlarged import enlarged
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import OF_FAMILIES
from random_counties import RARE_FORMS, SHORT_RULES, Case, cases, coverage

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LARGEST = 2**64 - 1

_ALIKE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("equality-few", _ALIKE, max_examples=40, derandomize=True, database=None)
settings.register_profile("equality-many", _ALIKE, max_examples=2_000, derandomize=False, print_blob=True)
PROFILE = settings.get_profile("equality-" + os.environ.get("JOBSIM_EQUALITY", "few"))


def agree(made: Scenario, seed: int, number: int, *, static: bool = False) -> Replication:
    """Run a replication on both engines and compare."""
    __tracebackhide__ = True
    simpy = run_replication(made, seed, number, engine="simpy", static=static, evidence=True)
    compiled = run_replication(made, seed, number, engine="compiled", static=static, evidence=True)
    assert_identical(simpy, compiled, made)
    return simpy


# ---------------------------------------------------------------------------------------- random counties


def test_the_engines_agree_on_random_counties() -> None:
    seen: set[str] = set()

    def check(case: Case) -> None:
        result = agree(case.scenario, case.seed, case.replication, static=case.static)
        seen.update(coverage(case.scenario, result))

    for wished in RARE_FORMS:  # a quarter of the cases each, so that no form is left to luck
        settings(PROFILE, max_examples=PROFILE.max_examples // len(RARE_FORMS))(given(case=cases(wished))(check))()
    # What was compared is worth it: money ran short under every rule, claims of each status, most milestones and forms.
    assert {f"short {rule}" for rule in SHORT_RULES} <= seen
    assert {"fund lapsed", "fund arrears", "fund topped_up"} <= seen
    assert {f"subject {kind}" for kind in range(4)} <= seen
    assert {"applies day", "applies started"} <= seen
    assert {f"{name} {some}" for name in OF_FAMILIES for some in (0, 1)} <= seen
    for what, least in {"status": 6, "milestone": 24, "form": 12, "limit": 9}.items():
        assert sum(word.startswith(what) for word in seen) >= least, sorted(seen)


# ---------------------------------------------------------------------------------------- made-up counties


@pytest.mark.parametrize(
    ("name", "seed", "number", "static"),
    [
        (SMALL, 1, 0, False), (SMALL, 0, 0, False), (SMALL, LARGEST, 3, True),
        (AMPLE, 1, 0, False), (AMPLE, 2**32, 1, False),
        (RICH, 1, 0, False), (RICH, 0, 1, False), (RICH, LARGEST, 0, True), (RICH, 2**32 + 1, 2, False),
    ],
)  # fmt: skip
def test_the_engines_agree_on_the_made_up_counties(name: str, seed: int, number: int, static: bool) -> None:
    assert len(agree(counties.scenario(name), seed, number, static=static).ledger) > 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "part"),
    [("jingde_2022", 1.0), ("jingyuan_2023", 1.0), ("rongchang_2022", 0.5), ("shexian_2025", 0.2)],
)
def test_the_engines_agree_on_each_county(name: str, part: float) -> None:
    """In full, or as a part of the county where a replication on SimPy takes a minute."""
    made = load_scenario(SCENARIOS / name, for_run=True, exclude_missing=True).scenario
    assert len(agree(enlarged(made, part) if part < 1.0 else made, 0, 0).ledger) > 1_000


# ---------------------------------------------------------------------------------------- one run after another


NOTHING = {
    "no programmes": ("programmes", "targets"),
    "no budget lines": ("budget_lines",),
    "nothing paid": ("programmes", "budget_lines", "targets"),
    "no money at all": ("programmes", "budget_lines", "funds", "targets"),
    "no services and events": ("services", "events", "shocks"),
    "only the county": ("programmes", "budget_lines", "funds", "targets", "services", "events", "procedures", "shocks"),
}


@pytest.mark.parametrize("name", [SMALL, RICH])
@pytest.mark.parametrize("sections", NOTHING.values(), ids=NOTHING)
def test_the_engines_agree_where_a_section_is_empty(tmp_path: Path, name: str, sections: tuple[str, ...]) -> None:
    """Every section that may be empty, alone and with those that need it."""
    text = "".join(f"{section}: null\n" for section in sections)
    made = counties.layered(tmp_path, name, text + "behaviour: {responses: null}\n")
    assert not any(getattr(made, section) for section in sections)
    assert len(agree(made, 5, 0).indicators)


def test_what_ran_before_or_beside_leaves_no_trace() -> None:
    """Threads keep their arrays from one replication to the next; small and large ones in turn, two at a time."""
    small = counties.scenario(SMALL, "county.persons=20")
    runs = [(small, 1), (counties.scenario(RICH), 2), (small, 1), (counties.scenario(AMPLE), 3), (small, 4)] * 2

    def run(made: Scenario, seed: int) -> str:
        return digest(run_replication(made, seed, 0, engine="compiled"))

    alone = {(id(made), seed): run(made, seed) for made, seed in runs}
    assert alone[id(small), 1] == digest(run_replication(small, 1, 0, engine="simpy"))
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda order: run(*order), runs))
    assert beside == [alone[id(made), seed] for made, seed in runs]


def test_a_buffer_that_is_too_small_is_enlarged_and_the_replication_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    made, grown = counties.scenario(RICH), []
    expected = digest(run_replication(made, 5, 0, engine="compiled"))
    few = {name: (bit, 1 << 30, dtype) for name, (bit, _, dtype) in engine._GROWING.items()}
    enlarge = engine.Workspace.enlarge

    def noted(workspace: engine.Workspace, full: int) -> None:
        grown.extend(name for name, (bit, *_) in few.items() if full & bit)
        enlarge(workspace, full)

    monkeypatch.setattr(engine, "_GROWING", few)
    monkeypatch.setattr(engine, "_ROOM", 2)
    monkeypatch.setattr(engine, "_idle", [])
    monkeypatch.setattr(engine.Workspace, "enlarge", noted)
    assert digest(run_replication(made, 5, 0, engine="compiled")) == expected
    assert set(grown) == set(few)


# ---------------------------------------------------------------------------------------- other builds


@pytest.mark.slow
@pytest.mark.parametrize("build", ["NUMBA_BOUNDSCHECK", "NUMBA_DISABLE_JIT"])
def test_bounds_checked_and_interpreted_builds_give_the_same(build: str) -> None:
    made = counties.scenario(RICH, *HAMLET)
    fast = agree(made, 3, 0)
    assert len(fast.ledger) > 100
    assert digest_elsewhere(3, RICH, *HAMLET, **{build: "1"}) == digest(fast)


@pytest.mark.slow
def test_a_cold_and_a_warm_cache_give_the_same(tmp_path: Path) -> None:
    place = {"JOBSIM_CACHE_DIR": str(tmp_path)}
    cold = digest_elsewhere(3, RICH, *HAMLET, **place)
    assert list(tmp_path.glob("*.kernel")), "the first run leaves a compiled kernel"
    warm = digest_elsewhere(3, RICH, *HAMLET, **place)
    assert cold == warm == digest(run_replication(counties.scenario(RICH, *HAMLET), 3, 0, engine="compiled"))
