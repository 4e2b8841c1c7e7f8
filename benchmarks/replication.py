"""Time, memory and events per second of one replication; writes ``replication.json`` beside this file.

Repeat with ``.venv/bin/python benchmarks/replication.py``; another scenario or number of repeats are arguments.
Each repeat is a process of its own, so that its peak memory is that of one replication and nothing is warm.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DEFAULT = HERE.parent / "scenarios" / "jingyuan_2023"


def measure(scenario: str, seed: int) -> dict[str, Any]:
    """Load a scenario and run its replication 0 here."""
    from jobsim.engines import run_replication
    from jobsim.scenario.loader import load_scenario

    started = time.perf_counter()
    loaded = load_scenario(scenario, for_run=True)
    ready = time.perf_counter()
    processor = time.process_time()
    result = run_replication(loaded.scenario, seed, 0)
    seconds = time.perf_counter() - ready
    # A replication uses one processor: its processor time does not depend on what else the machine does.
    busy = time.process_time() - processor
    # Linux counts in kB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "load_seconds": round(ready - started, 3),
        "seconds": round(seconds, 3),
        "processor_seconds": round(busy, 3),
        "events": result.events,
        "events_per_second": round(result.events / busy),
        "claims": len(result.ledger),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default=str(DEFAULT))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", action="store_true", help="measure once and print (used for each repeat)")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.scenario, options.seed)))
        return
    repeats = []
    for _ in range(options.repeats):
        command = [sys.executable, __file__, options.scenario, "--seed", str(options.seed), "--one"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        repeats.append(json.loads(done.stdout))
        print(repeats[-1])
    document = {
        "what": "one replication on the simpy engine",
        "repeat_with": ".venv/bin/python benchmarks/replication.py",
        "scenario": Path(options.scenario).name,
        "seed": options.seed,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "median": {key: statistics.median(repeat[key] for repeat in repeats) for key in repeats[0]},
        "repeats": repeats,
    }
    (HERE / "replication.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
