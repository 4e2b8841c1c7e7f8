"""What a run leaves when it is killed or interrupted, at every stage: python benchmarks/reliability/kills.py

Stages: the start (imports), the compile (an empty cache), the simulation, the writing of a record that replaces an
older one, the printing of its page (into a pipe that is full). For each stage and signal the script tells how often
what was left, whether a record was half written, whether the older or the new record stood all the while, what was
said, the exit code, whether a process of the run goes on, and whether the next run leaves a stray. At the start the
interpreter may not yet have come to jobsim; then it ends as it does (``before``). The result lies beside the script in
``kills.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobsim.experiments import drafts, record

HERE = Path(__file__).parent
MINIMAL = HERE.parents[1] / "tests" / "fixtures" / "minimal"
TRIES = {signal.SIGKILL: 8, signal.SIGTERM: 4, signal.SIGINT: 4}
"""Of each signal at each stage."""
STAGES = ("start", "compile", "simulation", "writing", "printing")
PATIENCE = 120.0


def command(stage: str, out: Path) -> list[str]:
    long = stage in ("compile", "simulation")
    engine = "compiled" if stage == "compile" else "simpy"
    return [
        sys.executable, "-m", "jobsim", "run", str(MINIMAL), "-n", "100000" if long else "1", "--engine", engine,
        "--workers", "2" if stage == "simulation" else "1", "--out", str(out),
    ]  # fmt: skip


@contextlib.contextmanager
def full_pipe() -> Iterator[int]:
    """A pipe that takes no page: who prints into it waits."""
    reading, writing = os.pipe()
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, b" " * 512)
    os.set_blocking(writing, True)
    try:
        yield writing
    finally:
        os.close(reading)
        os.close(writing)


def reached(stage: str, parent: Path, before: set[int]) -> bool:
    """Whether a run is where it is to be hit."""
    drafted = list(parent.glob(".draft-*"))
    if stage in ("compile", "simulation"):
        return bool(drafted)
    if stage == "writing":
        return any(any(folder.iterdir()) for folder in drafted if folder.exists())
    return any(folder.stat().st_ino not in before for folder in named(parent))


def named(parent: Path) -> list[Path]:
    return [path for path in parent.glob("*") if not path.name.startswith(".")] if parent.exists() else []


def children(process: int) -> list[int]:
    """Processes that one has begun, by what Linux tells."""
    told: list[str] = []
    for thread in Path("/proc").glob(f"{process}/task/*/children"):
        with contextlib.suppress(OSError):
            told += thread.read_text().split()
    return [int(one) for one in told]


def lives(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def whole(folder: Path) -> bool:
    try:
        opened = record.open_record(folder)
    except drafts.RecordError:
        return False
    return not any(opened.fault(name) for name in opened.manifest["sha256"])


def strike(stage: str, number: signal.Signals, older: Path, chance: random.Random) -> dict[str, Any]:
    """One run, hit once: what is left of it."""
    with tempfile.TemporaryDirectory(prefix="jobsim-kills-") as scratch, full_pipe() as pipe:
        out = Path(scratch) / "out"
        parent = out / older.parent.name
        replacing = stage in ("writing", "printing")
        if replacing:
            shutil.copytree(older, parent / older.name)
        before = {folder.stat().st_ino for folder in named(parent)}
        environment = dict(os.environ)
        if stage == "compile":
            environment["JOBSIM_CACHE_DIR"] = str(Path(scratch) / "cache")
        running = subprocess.Popen(
            command(stage, out), env=environment, stderr=subprocess.PIPE,
            stdout=pipe if stage == "printing" else subprocess.DEVNULL,
        )  # fmt: skip
        stood = True
        if stage == "start":
            time.sleep(chance.uniform(0.0, 0.6))
        else:
            deadline = time.monotonic() + PATIENCE
            while not reached(stage, parent, before) and running.poll() is None and time.monotonic() < deadline:
                stood &= bool(named(parent)) or not replacing
                time.sleep(0.002)
            time.sleep(chance.uniform(0.0, {"writing": 0.3, "printing": 0.3}.get(stage, 2.0)))
        begun = children(running.pid)
        running.send_signal(number)
        _, said = running.communicate(timeout=PATIENCE)
        text = said.decode("utf-8", "replace")
        stood &= bool(named(parent)) or not replacing
        time.sleep(2.0)  # for the processes it has begun to notice
        found = named(parent)
        new = [folder for folder in found if folder.stat().st_ino not in before]
        strays = list(parent.glob(".*")) if parent.exists() else []
        half = [folder for folder in found if not whole(folder)]
        claims = "the record is kept" in text
        with drafts.draft(out, parent.name):  # what the next run does first
            pass
        after = list(parent.glob(".*")) if parent.exists() else []
        left = "new record" if new else "older record" if found else "nothing"
        heard = number != signal.SIGKILL and running.returncode != 0
        before_us = stage == "start" and heard and "interrupted; " not in text and "jobsim" not in text
        return {
            "code": running.returncode,
            "left": f"{left} and draft" if strays else left,
            "half": len(half),
            "gone": not stood or (replacing and not named(parent)),
            "strays_after": len(after),
            "processes_after": sum(lives(process) for process in begun),
            "before": before_us,
            "traceback": "Traceback" in text and not before_us,
            "untrue": heard and not before_us and claims != bool(new),
            "silent": heard and not before_us and "interrupted; " not in text,
        }


_COUNTED = ("half", "gone", "strays_after", "processes_after", "before", "traceback", "untrue", "silent")


def told(strikes: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {key: sum(one[key] for one in strikes) for key in _COUNTED}
    return {
        "tries": len(strikes),
        "left": dict(sorted(Counter(one["left"] for one in strikes).items())),
        "codes": dict(sorted(Counter(str(one["code"]) for one in strikes).items())),
        **counts,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE / "kills.json")
    parser.add_argument("--stages", nargs="*", choices=STAGES, default=STAGES)
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # begun in the background, it would be deaf to Ctrl-C
    chance = random.Random(12)
    with tempfile.TemporaryDirectory(prefix="jobsim-kills-") as scratch:
        subprocess.run(command("writing", Path(scratch)), check=True, capture_output=True)
        (older,) = Path(scratch).glob("*/*")
        result: dict[str, Any] = {}
        for stage in asked.stages:
            result[stage] = {}
            for number, tries in TRIES.items():
                strikes = [strike(stage, number, older, chance) for _ in range(tries)]
                result[stage][number.name] = told(strikes)
                print(stage, number.name, json.dumps(result[stage][number.name]), flush=True)
                asked.out.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
