"""Mutated scenarios through the loader, and what it accepts through both engines; counts as a JSON document.

``python benchmarks/reliability/fuzz.py 10000 --simulate 2000 > benchmarks/reliability/fuzz.json``
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from identity import digest  # noqa: E402
from jobsim.engines import run_replication  # noqa: E402
from jobsim.scenario.errors import ScenarioError  # noqa: E402
from jobsim.scenario.loader import load_scenario  # noqa: E402
from jobsim.scenario.schema import Scenario  # noqa: E402
from mutants import mutant  # noqa: E402

SMALL = (
    "county.persons=60", "county.cohorts.college=4", "county.cohorts.vocational=2", "county.firms.number=8",
    "county.cohorts.monitored_students=2", "horizon.history_from=2022-10-01",
)  # fmt: skip
"""What is mutated is made small first, so that a replication on SimPy takes less than a second."""
NAMES = ("minimal", "fushui")
MOST_PERSONS = 20_000.0


def _simulated(made: Scenario) -> str:
    """How the engines compare."""
    found = []
    for engine in ("simpy", "compiled"):
        try:
            found.append(digest(run_replication(made, 1, 0, engine=engine)))
        except Exception as error:  # what is counted here
            found.append(f"{type(error).__name__}: {str(error)[:80]}")
    if found[0] == found[1]:
        return "equal" if ":" not in found[0] else f"both end: {found[0]}"
    failed = [f"{engine} {text}" for engine, text in zip(("simpy", "compiled"), found, strict=True) if ":" in text]
    return "differ" + (f": {'; '.join(failed)}" if failed else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mutants", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--simulate", type=int, default=0)
    asked = parser.parse_args()
    trees = [load_scenario(ROOT / "tests/fixtures" / name, SMALL).tree for name in NAMES]
    loads, runs, bad = Counter[str](), Counter[str](), []
    longest_load = longest_run = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        for number in range(asked.first, asked.first + asked.mutants):
            broken, changes = mutant(trees[number % len(trees)], number)
            path.write_text(json.dumps(broken), encoding="utf-8")
            begin = time.perf_counter()
            try:
                made = load_scenario(path, for_run=True).scenario
            except ScenarioError:
                loads["refused"] += 1
                continue
            except Exception as error:
                loads["traceback"] += 1
                bad.append({"number": number, "changes": changes, "load": repr(error)[:200]})
                continue
            finally:
                longest_load = max(longest_load, time.perf_counter() - begin)
            loads["accepted"] += 1
            small = made.county.persons.central() <= MOST_PERSONS and made.county.firms.number.central() <= MOST_PERSONS
            if sum(runs.values()) >= asked.simulate or not small:
                continue
            begin = time.perf_counter()
            outcome = _simulated(made)
            longest_run = max(longest_run, time.perf_counter() - begin)
            runs[outcome] += 1
            if outcome != "equal":
                bad.append({"number": number, "changes": changes, "run": outcome})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "mutants": asked.mutants, "loads": dict(loads), "simulated": dict(runs),
        "longest_load_seconds": round(longest_load, 1), "longest_pair_of_runs_seconds": round(longest_run, 1),
        "peak_memory_mb": round(peak), "not_as_promised": bad,
    }, indent=1, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
