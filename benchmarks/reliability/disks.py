"""Disks that are full, folders nobody may write, users without a home: python benchmarks/reliability/disks.py

A run of the smallest county with its record, or its kernel, on a file system of so many kilobytes (Linux, as root:
small ones are mounted), in folders that modes forbid to write, and without HOME. Told are the exit code, what was said,
and what was left: an older record stays whole, a new one is whole or not there. The result lies beside the script in
``disks.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from jobsim.experiments import drafts, record  # noqa: E402
from modes import bound, read_only, said  # noqa: E402

MINIMAL = str(ROOT / "tests" / "fixtures" / "minimal")
RUN = [sys.executable, "-m", "jobsim", "run", MINIMAL, "-n", "1"]
PAGE = 4096


@contextlib.contextmanager
def disk(size: int) -> Iterator[Path]:
    """A file system of so many bytes."""
    with tempfile.TemporaryDirectory(prefix="jobsim-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def records(out: Path) -> list[str]:
    """What lies under a place of records: each whole or not, by its manifest and digests."""
    found = []
    for folder in sorted(out.glob("*/*")) + sorted(out.glob("*/.*")):
        try:
            opened = record.open_record(folder)
            found.append("half" if any(opened.fault(name) for name in opened.manifest["sha256"]) else "whole")
        except drafts.RecordError:
            found.append("half")
    return found


def told(done: subprocess.CompletedProcess[str], scratch: Path, **more: Any) -> dict[str, Any]:
    lines = [line.replace(str(scratch), "…") for line in said(done.stderr)]
    return {"code": done.returncode, "traceback": "Traceback" in done.stderr, "said": lines, **more}


def full_disks(whole: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Records on ten sizes up to that of a record, and over an older record on a disk that has hardly more."""
    for tenth in range(1, 11):
        size = max(PAGE, whole * tenth // 10 // PAGE * PAGE)
        with disk(size) as place:
            done = bound([*RUN, "--seed", str(tenth), "--out", str(place / "out")])
            yield f"{size // 1024} kB", told(done, place, left=records(place / "out"), files=len(list(place.iterdir())))


def over_an_older_record(older: Path, whole: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for tenth in (1, 5, 9):
        with disk(2 * whole + whole * tenth // 10 // PAGE * PAGE - whole) as place:
            shutil.copytree(older, place / "out" / older.parent.name / older.name)
            done = bound([*RUN, "--out", str(place / "out")])
            yield f"{tenth}/10 of a record free", told(done, place, left=records(place / "out"))


def forbidden(scratch: Path, kernel: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Folders that modes forbid to write; each run that compiles takes its minute."""

    def run(name: str, out: Path, **changed: str | None) -> tuple[str, dict[str, Any]]:
        environment = {key: value for key, value in {**os.environ, **changed}.items() if value is not None}
        done = bound([*RUN, "--out", str(out)], env=environment, cwd=scratch)
        return name, told(done, scratch, left=records(out))

    temporary = scratch / "tmp"
    temporary.mkdir()
    yield run("an output that may not be written", read_only(scratch / "locked"))
    yield run("an output below one", read_only(scratch / "locked") / "a" / "b")
    (scratch / "file").write_text("")
    yield run("an output that is a file", scratch / "file")
    held = scratch / "held"
    shutil.copytree(kernel, held)
    yield run(
        "a cache that may not be written and holds the kernel", scratch / "a", JOBSIM_CACHE_DIR=str(read_only(held))
    )
    empty = str(read_only(scratch / "empty"))
    kept = {"JOBSIM_CACHE_DIR": empty, "TMPDIR": str(temporary)}
    yield run("a cache that may not be written and holds nothing", scratch / "b", **kept)
    yield run("the same again: the kernel is in a temporary place", scratch / "b", **kept)
    homeless = {"HOME": None, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None, "JOBSIM_CACHE_DIR": None}
    yield run("no HOME, and a home that may be written", scratch / "c", **homeless, TMPDIR=str(temporary))
    nowhere = {**homeless, "HOME": str(scratch / "locked" / "home"), "TMPDIR": str(temporary)}
    yield run("a HOME that does not exist", scratch / "d", **nowhere)
    with disk(16 * PAGE) as small:
        yield run("a full cache", scratch / "e", JOBSIM_CACHE_DIR=str(small), TMPDIR=str(temporary))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jobsim-disks-") as name:
        scratch = Path(name)
        kernel = scratch / "kernel"
        first = {**os.environ, "JOBSIM_CACHE_DIR": str(kernel)}
        subprocess.run([*RUN, "--out", str(scratch / "first")], env=first, check=True, capture_output=True)
        os.environ["JOBSIM_CACHE_DIR"] = str(kernel)
        (older,) = (scratch / "first").glob("*/*")
        whole = sum(-(-path.stat().st_size // PAGE) * PAGE for path in older.iterdir())
        result: dict[str, Any] = {"bytes_of_a_record": whole}
        for what, found in (
            ("full_disks", full_disks(whole)),
            ("over_an_older_record", over_an_older_record(older, whole)),
            ("forbidden_places", forbidden(scratch, kernel)),
        ):
            result[what] = {}
            for case, outcome in found:
                result[what][case] = outcome
                print(what, case, json.dumps(outcome, ensure_ascii=False), flush=True)
        asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
