"""Peak memory of a run of many replications against one of few, and of a job of many counties; writes ``memory.json``.

Repeat with ``.venv/bin/python benchmarks/memory.py``. Each run is a process of its own without a store, so that all is
simulated; told is the most memory that it has held at once. The job lists made-up counties like the test fixture; what
it holds after each of them is read within it, and the growth told is that of its second half.
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
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SMALL = HERE.parent / "tests" / "fixtures" / "minimal"
UNIT = 1 if sys.platform == "darwin" else 1024
"""Linux counts in kB, macOS in bytes."""
RUN = "import sys, resource; from jobsim.cli import main\ntry: main(sys.argv[1:])\nfinally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"  # noqa: E501


def peak(out: Path, scenario: str | Path, number: int) -> float:
    """MB of ``jobsim run``."""
    words = ["run", str(scenario), "-n", str(number), "--no-store", "--exclude-missing", "--out", str(out)]
    done = subprocess.run([sys.executable, "-c", RUN, *words], check=True, capture_output=True, text=True)
    return int(done.stderr.split()[-1]) * UNIT / 2**20


def runs(out: Path, scenario: str | Path, few: int, many: int) -> dict[str, Any]:
    first, last = peak(out, scenario, few), peak(out, scenario, many)
    return {"county": Path(scenario).name, f"mb_of_{few}": round(first, 1), f"mb_of_{many}": round(last, 1),
            "ratio": round(last / first, 3)}  # fmt: skip


def counties(folder: Path, number: int) -> dict[str, Any]:
    """What a job holds after each of so many counties, in this process."""
    from jobsim.experiments.province import job
    from jobsim.experiments.province.listed import Entry
    from jobsim.experiments.replications import Order

    entries = []
    for at in range(number):
        place = folder / f"county_{at}"
        place.mkdir()
        base = os.path.relpath(SMALL, place)
        head = f"scenario: {{name: c{at}, county: {{zh: 第{at}县, en: County {at}}}}}"
        (place / "scenario.yaml").write_text(f"extends: {base}\n{head}\n", encoding="utf-8")
        entries.append(Entry(place.name, place, place.name))
    held: list[float] = []

    def progress(done: int, wanted: int | None) -> None:
        if done % 20 == 0:
            held.append(_held())

    job.run(entries, Order(replications=20), workers=1, progress=progress)
    middle, end = held[len(held) // 2 :][:5], held[-5:]
    grown = (statistics.median(end) - statistics.median(middle)) / (number / 2)
    return {"counties": number, "mb_in_the_middle": round(statistics.median(middle), 1),
            "mb_in_the_end": round(statistics.median(end), 1), "mb_a_county": round(grown, 3)}  # fmt: skip


def _held() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text(encoding="ascii").splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 2**20


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--few", type=int, default=100)
    asked.add_argument("--many", type=int, default=10_000)
    asked.add_argument("--counties", type=int, default=200)
    asked.add_argument("--large", default="jingyuan_2023")
    asked.add_argument("--large-many", type=int, default=1_000)
    asked.add_argument("--write", type=Path, default=HERE / "memory.json")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        document = {
            "what": "the most memory a run holds, and what a job of many counties holds",
            "repeat_with": ".venv/bin/python benchmarks/memory.py",
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
            "job": counties(out, wanted.counties) if wanted.counties else None,
            "small": runs(out, SMALL, wanted.few, wanted.many),
            "large": runs(out, wanted.large, wanted.few, wanted.large_many) if wanted.large_many else None,
        }
    wanted.write.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
