"""The engine beside a user's own numba, and checkouts beside one another: python benchmarks/reliability/beside.py

Twenty times: with an empty cache the engine is compiled, in the next process it is loaded, and both run while a thread
of the same process compiles and calls numba functions of its own. Told are how often the replications were those of
SimPy, a wrong result of the thread ends its process. Then two
checkouts of the same sources ask for a kernel at the same time, and one after the other. The result lies beside the
script in ``beside.json``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import counties  # noqa: E402
import elsewhere  # noqa: E402
from identity import digest  # noqa: E402
from jobsim.engines import run_replication  # noqa: E402

SEED = 3
COUNTY = (counties.RICH, *counties.HAMLET)


def kernels(folder: Path) -> int:
    return len(list(folder.glob("*.kernel")))


def beside_a_thread(right: str) -> dict[str, Any]:
    """One process compiles, the next one loads."""
    with tempfile.TemporaryDirectory(prefix="jobsim-beside-") as cache:
        found = {}
        for how in ("compiled from nothing", "loaded"):
            try:
                made, said = elsewhere.outcome(elsewhere.start(SEED, *COUNTY, JOBSIM_CACHE_DIR=cache))
                as_meant = ("compiling the engine for" in said) == (how != "loaded")
                found[how] = "right" if made == right and as_meant else "wrong"
            except AssertionError as error:
                found[how] = f"ended: {str(error)[-200:]}"
        return found


def checkouts(right: str) -> dict[str, Any]:
    """Two copies of the sources with one cache."""
    with tempfile.TemporaryDirectory(prefix="jobsim-beside-") as name:
        scratch, told = Path(name), {}
        copies = [str(shutil.copytree(ROOT / "src", scratch / one)) for one in ("one", "other")]
        for how, together in (("at the same time", True), ("one after the other", False)):
            cache, ended = scratch / how.replace(" ", "-"), []
            place = {"JOBSIM_CACHE_DIR": str(cache)}
            if together:
                begun = [elsewhere.start(SEED, *COUNTY, **place, PYTHONPATH=copy) for copy in copies]
                ended = [elsewhere.outcome(one) for one in begun]
            else:
                ended = [elsewhere.outcome(elsewhere.start(SEED, *COUNTY, **place, PYTHONPATH=copy)) for copy in copies]
            told[how] = {
                "right": sum(made == right for made, _ in ended),
                "compiled": sum("compiling the engine for" in said for _, said in ended),
                "waited": sum("waiting for it" in said for _, said in ended),
                "kernels": kernels(cache),
            }
        return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    right = digest(run_replication(counties.scenario(*COUNTY), SEED, 0, engine="simpy"))
    result: dict[str, Any] = {"two_checkouts": checkouts(right)}
    print(json.dumps(result), flush=True)
    rounds: list[dict[str, Any]] = []
    for number in range(asked.rounds):
        rounds.append(beside_a_thread(right))
        print(number, json.dumps(rounds[-1]), flush=True)
        counts = {how: dict(Counter(one[how] for one in rounds)) for how in rounds[0]}
        result["beside_a_thread_that_compiles"] = {"rounds": len(rounds), **counts}
        asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
