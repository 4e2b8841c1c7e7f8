"""The store as a user meets it: the same command again, more replications, an interruption, the commands about it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import jobsim as js
from jobsim.cli import main

FIXTURES = Path(__file__).parents[1] / "fixtures"
MINIMAL = str(FIXTURES / "minimal")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture(autouse=True)
def stored(monkeypatch, tmp_path):
    """A store beside the records, as users have it."""
    monkeypatch.delenv("JOBSIM_STORE")
    monkeypatch.chdir(tmp_path)


def tables(out: Path) -> dict[str, bytes]:
    (folder,) = (out / "linshui").glob("*")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "manifest.json"}


@pytest.fixture
def simulated(monkeypatch):
    from jobsim import engines

    seen, run, together = [], engines.run_replication, engines.run_together

    def watched(scenario, seed, number, **options):
        seen.append(number)
        return run(scenario, seed, number, **options)

    def both(scenarios, seed, number, **options):
        seen.extend([number] * len(scenarios))
        return together(scenarios, seed, number, **options)

    monkeypatch.setattr(engines, "run_replication", watched)
    monkeypatch.setattr(engines, "run_together", both)
    return seen


def test_the_same_command_again_simulates_nothing_and_writes_the_same(tmp_path, simulated):
    assert call("run", MINIMAL, "-n", 6, "--no-store", "--out", "plain").exit_code == 0
    assert sorted(simulated) == list(range(6)) and not (tmp_path / "plain" / ".store").exists()
    first = call("run", MINIMAL, "-n", 4)
    again = call("run", MINIMAL, "-n", 4)
    assert first.stdout == again.stdout and first.exit_code == again.exit_code == 0
    assert len(simulated) == 10
    more = call("run", MINIMAL, "-n", 6, "--out", "other", "--store", "results/.store")
    assert more.exit_code == 0 and sorted(simulated[10:]) == [4, 5]
    assert tables(tmp_path / "other") == tables(tmp_path / "plain")


def test_more_replications_cost_the_difference(simulated):
    assert call("run", MINIMAL, "-n", 30).exit_code == 0
    simulated.clear()
    assert call("run", MINIMAL, "-n", 32).exit_code == 0
    assert sorted(simulated) == [30, 31]


def test_a_repeat_loads_nothing_that_only_a_simulation_needs(tmp_path):
    call("run", MINIMAL, "-n", 2)
    probe = (
        f"import sys; from jobsim.cli import main; main(['run', {MINIMAL!r}, '-n', '2'], standalone_mode=False);"
        "heavy = {'numba', 'llvmlite', 'simpy', 'matplotlib', 'scipy.stats', 'distributed', 'filelock', 'asyncio'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    again = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert again.stderr.splitlines()[-1] == "[]"


def test_a_comparison_takes_the_baseline_from_the_store(simulated):
    call("run", MINIMAL, "-n", 4)
    simulated.clear()
    change = ("--set", "programmes.hiring_subsidy.amount=2000 CNY/person")
    plain = call("compare", MINIMAL, *change, "-n", 4, "--json", "--no-store")
    assert len(simulated) == 8
    kept = call("compare", MINIMAL, *change, "-n", 4, "--json")
    assert len(simulated) == 12 and kept.stdout == plain.stdout
    assert call("compare", MINIMAL, *change, "-n", 4, "--json").stdout == plain.stdout and len(simulated) == 12


def test_studies_share_it_and_can_do_without(tmp_path, simulated):
    call("run", MINIMAL, "-n", 4)
    plan = js.load(MINIMAL)
    simulated.clear()
    kept = js.simulate(plan, replications=4)
    assert simulated == []
    fresh = js.simulate(plan, replications=4, store=False)
    assert len(simulated) == 4
    assert kept.outlay().equals(fresh.outlay())
    js.simulate(plan, replications=4, store=tmp_path / "mine")
    assert len(simulated) == 8 and (tmp_path / "mine" / "store.json").exists()


def test_verify_and_a_ledger_simulate_all_of_it(simulated):
    call("run", MINIMAL, "-n", 3)
    (folder,) = Path("results/linshui").glob("*")
    simulated.clear()
    assert call("verify", folder).exit_code == 0 and len(simulated) == 3
    assert call("run", MINIMAL, "-n", 3, "--ledger").exit_code == 0 and len(simulated) == 6


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(tmp_path):
    order = [sys.executable, "-m", "jobsim", "run", MINIMAL, "-n", "3000", "--workers", "1"]
    process = subprocess.Popen(order, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
    until = time.monotonic() + 120
    while not list(tmp_path.glob("results/.store/*/*/*.parquet")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"replications are kept: the same command goes on" in told
    held = int(told.split(b"written; ")[1].split(b" ")[0])
    assert held >= 25
    assert not list(tmp_path.glob("results/linshui/*")) and not list(tmp_path.glob("results/.store/*/*/*.part"))
    done = call("run", MINIMAL, "-n", held, "--out", "b", "--store", "results/.store")
    assert done.exit_code == 0
    call("run", MINIMAL, "-n", held, "--no-store", "--out", "c")
    assert tables(tmp_path / "b") == tables(tmp_path / "c")


def test_both_places_at_once_are_refused():
    done = call("run", MINIMAL, "--store", "a", "--no-store")
    assert done.exit_code == 2 and "exclude each other" in done.stderr and not Path("a").exists()
    said = call("run", MINIMAL, "--store", "a", "--no-store", "--lang", "zh").stderr
    assert "不能同时使用" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_kept_is_listed_pruned_and_verified(lang):
    call("run", MINIMAL, "-n", 4)
    listed = call("store", "list", "--lang", lang)
    assert listed.exit_code == 0 and "linshui" in listed.stdout and "compiled" in listed.stdout
    (row,) = json.loads(call("store", "list", "--json").stdout)["rows"]
    assert (row["scenario"], row["replications"], row["seed"]) == ("linshui", 4, "1")
    assert call("store", "verify", "--lang", lang).exit_code == 0
    (file,) = Path("results/.store").glob("*/*/*.parquet")
    file.write_bytes(b"PAR1")
    damaged = call("store", "verify", "--lang", lang)
    assert damaged.exit_code == 3 and str(file) in damaged.stderr
    assert call("store", "prune", "--all", "--lang", lang).exit_code == 0
    assert json.loads(call("store", "list", "--json").stdout)["rows"] == []


def test_what_is_no_store_is_one_message(tmp_path):
    for order in (("list",), ("prune", "--all"), ("verify",)):
        done = call("store", *order, "--store", tmp_path)
        assert done.exit_code == 2 and done.stderr.strip() == f"{tmp_path} holds no replications"
    assert call("store", "list", "--days", "3").exit_code == 2
    assert call("store", "burn").exit_code == 2


def test_the_spread_of_a_sum_is_that_of_its_rows(tmp_path):
    """Sums of each replication, which are taken from the store as from the engine."""
    study = js.simulate(js.load(MINIMAL), replications=5)
    found = study.results["linshui"]
    sums = found.per_replication(found.outlay, "amount_fen")
    for number in range(5):
        rows = found.outlay.filter(pl.col("replication") == number)
        assert sums[number] == rows["amount_fen"].sum() / 100


def test_the_short_run_of_a_sheet_is_taken_from_the_store(simulated):
    call("run", MINIMAL, "-n", 3)
    simulated.clear()
    assert call("sheet", MINIMAL, "--write", "sheet.xlsx", "-n", 3).exit_code == 0
    assert simulated == [] and Path("sheet.xlsx").exists()
