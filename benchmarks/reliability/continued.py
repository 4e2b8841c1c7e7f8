"""Runs that are killed and go on with the same command: python benchmarks/reliability/continued.py

A run is killed (kill -9, or SIGTERM for some) at a random moment between its start and its end, on threads or on a
Dask cluster on this machine of which a worker is killed as well; then the same command runs to its end. Told are how
many replications the killed run had left, whether every table is that of an undisturbed run to the byte, and what
stray files and processes stay. A store on a disk that is full (a small tmpfs, where one may be mounted) is filled while
a run goes on: the run must end as if there were none. The result lies beside the script in ``continued.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MINIMAL = HERE.parents[1] / "tests" / "fixtures" / "minimal"
NUMBER, PATIENCE = 500, 300.0


def command(out: Path, how: str) -> list[str]:
    more = ["--cluster", "local:2"] if how == "cluster" else ["--workers", "2"]
    return [sys.executable, "-m", "jobsim", "run", str(MINIMAL), "-n", str(NUMBER), "--out", str(out), *more]


def digests(out: Path) -> dict[str, bytes]:
    (folder,) = (one for one in out.glob("*/*") if not one.parent.name.startswith("."))
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "manifest.json"}


def kept(out: Path) -> int:
    numbers: set[int] = set()
    for file in out.glob(".store/*/*/*.parquet"):
        first, _, last = file.stem.partition("-")
        numbers |= set(range(int(first), int(last) + 1))
    return len(numbers)


def workers_of(process: int) -> list[int]:
    told: list[str] = []
    for thread in Path("/proc").glob(f"{process}/task/*/children"):
        with contextlib.suppress(OSError):
            told += thread.read_text().split()
    return [int(one) for one in told if b"dask_worker" in _line(int(one))]


def _line(process: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def strike(
    how: str, number: signal.Signals, seconds: float, whole: dict[str, bytes], chance: random.Random
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="jobsim-continued-") as scratch:
        out, at = Path(scratch), chance.uniform(0.05, 1.0) * seconds
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running = subprocess.Popen(command(out, how), **quiet)
        begun, killed = time.monotonic(), False
        workers: list[int] = []
        while time.monotonic() - begun < at and running.poll() is None:
            workers = workers_of(running.pid) or workers
            if how == "cluster" and workers and not killed and time.monotonic() - begun > at * 0.7:
                os.kill(workers[0], signal.SIGKILL)
                killed = True
            time.sleep(0.02)
        ended_before = running.poll() is not None
        running.send_signal(number)
        running.wait(PATIENCE)
        left = kept(out)
        again = subprocess.run(command(out, how), capture_output=True, timeout=PATIENCE, check=False)
        strays = [
            path
            for path in out.rglob("*")
            if path.suffix in (".part", ".damaged") or path.name.startswith((".draft", ".old"))
        ]
        time.sleep(0.5)
        return {
            "ended_before": ended_before, "kept": left, "worker_killed": killed,
            "same": again.returncode == 0 and digests(out) == whole, "strays": len(strays),
            "processes": sum(b"dask_worker" in _line(one) for one in workers),
        }  # fmt: skip


def told(strikes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "tries": len(strikes),
        "same_bytes": sum(one["same"] for one in strikes),
        "ended_before_the_signal": sum(one["ended_before"] for one in strikes),
        "replications_kept": sorted(one["kept"] for one in strikes),
        "with_a_worker_killed": sum(one["worker_killed"] for one in strikes),
        "stray_files": sum(one["strays"] for one in strikes),
        "processes_after": sum(one["processes"] for one in strikes),
    }


def full_disks(whole: dict[str, bytes]) -> dict[str, Any]:
    """Stores on disks of a few sizes, all too small."""
    found: dict[str, Any] = {}
    for size in ("64k", "256k", "1m", "4m"):
        with tempfile.TemporaryDirectory(prefix="jobsim-full-") as scratch:
            place, out = Path(scratch) / "disk", Path(scratch) / "out"
            place.mkdir()
            mounted = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
            )
            if mounted.returncode:
                return {"left_out": "no tmpfs can be mounted here"}
            try:
                done = subprocess.run(
                    [*command(out, "threads"), "--store", str(place / "store")], capture_output=True, check=False
                )
                text = done.stderr.decode()
                found[size] = {
                    "code": done.returncode, "same_bytes": not done.returncode and digests(out) == whole,
                    "messages": text.count("kept no longer") + text.count("are not kept"),
                    "traceback": "Traceback" in text,
                    "kept": kept_in(place / "store"), "drafts": len(list(place.rglob("*.part"))),
                }  # fmt: skip
            finally:
                subprocess.run(["umount", str(place)], check=False)
    return found


def kept_in(store: Path) -> int:
    return len(list(store.glob("*/*/*.parquet"))) * 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=25)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    os.environ.pop("JOBSIM_STORE", None)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chance, result = random.Random(15), {"replications": NUMBER}
    with tempfile.TemporaryDirectory(prefix="jobsim-continued-") as scratch:
        subprocess.run([*command(Path(scratch), "threads"), "--no-store"], check=True, capture_output=True)
        whole = digests(Path(scratch))
    result["full_disk"] = full_disks(whole)
    for how in ("threads", "cluster"):
        with tempfile.TemporaryDirectory(prefix="jobsim-continued-") as scratch:
            begun = time.monotonic()
            subprocess.run(command(Path(scratch), how), check=True, capture_output=True)
            seconds = time.monotonic() - begun
            assert digests(Path(scratch)) == whole, how
        for number, tries in ((signal.SIGKILL, asked.tries), (signal.SIGTERM, 5)):
            strikes = [strike(how, number, seconds, whole, chance) for _ in range(tries)]
            result[f"{how}, {number.name}"] = told(strikes)
            print(how, number.name, json.dumps(result[f"{how}, {number.name}"]), flush=True)
            asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
