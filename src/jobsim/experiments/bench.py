"""``jobsim bench``: how fast both engines are on the same scenario, in the same run, and what they need.

Every measurement is a process of its own (:mod:`jobsim.experiments.probe`, or ``jobsim run`` as a user calls it), with
a kernel cache that begins empty. Measurements that are compared take turns, so that a machine whose speed varies does
not favour one of them; the median of the rounds is told.

The document:

=============================================  =======================================================================
``scenario``, ``scenario_hash``, ``persons``   what was measured; expected number of persons
``seed``, ``rounds``, ``workers``              how; ``workers`` is the number of threads or processes where not one
``jobsim``, ``python``, ``numba``, ``machine`` with what
``engines.compiled``, ``engines.simpy``        one thread each: ``events_per_second``, ``replications_per_second``,
                                               ``events_per_replication``, ``seconds`` of each round, ``replications``
                                               of each round; events are ``Replication.events``
``engines.ratio``                              compiled ÷ SimPy: ``events_per_second``, ``replications_per_second``
``threads``                                    compiled: ``one`` and ``all`` (replications per second), ``speedup``
``runs.compiled``, ``runs.simpy``              whole ``jobsim run`` with all workers: ``replications``,
                                               ``wall_seconds`` from launch to end, ``simulation_seconds`` by its record
``memory``                                     ``bytes_per_person`` (record), ``peak_mb`` of whole compiled runs by
                                               number of replications, ``ratio`` of the longest to the shortest
``growth``                                     compiled, one thread: ``sizes`` (``factor``, ``persons``,
                                               ``seconds_per_replication``, ``events_per_second``) and ``exponent``,
                                               the slope of log time over log size by least squares
``start``                                      ``cold`` and ``warm``: ``computing_seconds`` and
                                               ``first_result_seconds`` from the launch of the process; cold has
                                               ``told``, what the user saw meanwhile
``seconds``                                    of the whole benchmark
=============================================  =======================================================================
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from jobsim.experiments.workers import usable_processors

FACTORS = (1, 4, 16)
FEW = 10
"""Replications of the short run whose memory the long one is held against."""
CACHE = "JOBSIM_CACHE_DIR"

Document = dict[str, Any]
Tell = Callable[[str], None]


class BenchError(Exception):
    """A measurement failed; ``code`` is its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    ``replications`` and ``simpy_replications`` are those of the whole runs. Each of the ``rounds`` takes
    ``per_round`` compiled replications and one SimPy replication, and one in ``growth`` at each size.
    """

    replications: int = 1000
    simpy_replications: int = 10
    rounds: int = 3
    per_round: int = 40
    growth: int = 5

    def quick(self) -> Effort:
        return replace(self, replications=50, simpy_replications=1, rounds=1, per_round=10, growth=2)


def measure(scenario: str, effort: Effort, seed: int, workers: int | None, tell: Tell) -> Document:
    """Measure everything; ``tell`` hears what is being measured. Raises BenchError."""
    started = time.perf_counter()
    workers = workers or usable_processors()
    with tempfile.TemporaryDirectory(prefix="jobsim-bench-", ignore_cleanup_errors=True) as scratch:
        lab = _Lab(scenario, seed, workers, Path(scratch))
        tell("facts")
        document: Document = {
            **lab.probe("facts"),
            "seed": seed,
            "rounds": effort.rounds,
            "workers": workers,
            **_machine(),
        }
        bytes_per_person = document.pop("bytes_per_person")
        tell("start, cold and warm")
        document["start"] = _start(lab)
        document |= _speeds(lab, effort, tell)
        document |= _runs(lab, effort, tell)
        document["memory"]["bytes_per_person"] = bytes_per_person
        document["growth"] = _growth(lab, effort, document["persons"], tell)
    document["seconds"] = round(time.perf_counter() - started, 1)
    return document


def _machine() -> Document:
    versions = {name: metadata.version(name) for name in ("jobsim", "numba", "simpy")}
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return {**versions, "python": platform.python_version(), "machine": system}


# ------------------------------------------------------------------------------------------------ processes


@dataclass(frozen=True)
class _Ended:
    """A process that has ended: what it printed, its peak memory in MB, its time from launch to end."""

    said: str
    told: str
    peak_mb: float
    seconds: float


@dataclass(frozen=True)
class _Lab:
    scenario: str
    seed: int
    workers: int
    scratch: Path

    def probe(self, measure: str, **arguments: Any) -> Document:
        return json.loads(self._ended(measure, arguments).said)  # type: ignore[no-any-return]

    def first_start(self) -> Document:
        """A start with an empty cache, and what was told on the terminal."""
        ended = self._ended("start", {"launched": time.time(), "seed": self.seed})
        return {**json.loads(ended.said), "told": ended.told.strip()}

    def _ended(self, measure: str, arguments: Mapping[str, Any]) -> _Ended:
        request = json.dumps({"measure": measure, "scenario": self.scenario, **arguments})
        return self._process("-m", "jobsim.experiments.probe", request)

    def run(self, engine: str, replications: int) -> tuple[_Ended, float]:
        """A whole run as a user starts it, and the seconds its record tells."""
        with tempfile.TemporaryDirectory(dir=self.scratch, ignore_cleanup_errors=True) as out:
            ended = self._process(
                "-m", "jobsim", "run", self.scenario, "-n", str(replications), "--engine", engine, "--json",
                "--seed", str(self.seed), "--workers", str(self.workers), "--exclude-missing", "--out", out,
            )  # fmt: skip
            (manifest,) = Path(out).glob("*/*/manifest.json")
            return ended, json.loads(manifest.read_text(encoding="utf-8"))["wall_seconds"]

    def _process(self, *arguments: str) -> _Ended:
        environment = {**os.environ, CACHE: str(self.scratch / "cache")}
        started = time.perf_counter()
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
            process = subprocess.Popen([sys.executable, *arguments], stdout=said, stderr=told, env=environment)
            try:
                peak = _wait(process)
            except BaseException:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5)
                process.kill()
                raise
            seconds = time.perf_counter() - started
            texts = []
            for stream in (said, told):
                stream.seek(0)
                texts.append(stream.read().decode("utf-8", "replace"))
        if process.returncode != 0:
            raise BenchError(texts[1].strip() or f"a measurement ended with {process.returncode}", process.returncode)
        return _Ended(texts[0], texts[1], peak, seconds)


def _wait(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end of a process; its peak memory in MB (not a number where the system does not tell).

    A new process begins with the peak of the one it comes from: this one imports little.
    """
    if not hasattr(os, "wait4"):
        process.wait()
        return math.nan
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in kB, macOS in bytes.
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**20


# ------------------------------------------------------------------------------------------------ measurements


def _start(lab: _Lab) -> Document:
    cold = lab.first_start()
    warm = lab.probe("start", launched=time.time(), seed=lab.seed)
    return {"cold": _rounded(cold), "warm": _rounded(warm)}


def _speeds(lab: _Lab, effort: Effort, tell: Tell) -> Document:
    """Both engines on one thread and the compiled one on all, in turn."""
    kinds = {
        "compiled": ("compiled", effort.per_round, 1),
        "simpy": ("simpy", 1, 1),
        "all": ("compiled", effort.per_round * lab.workers, lab.workers),
    }
    measured: dict[str, list[Document]] = {name: [] for name in kinds}
    for number in range(effort.rounds):
        for name, (engine, replications, workers) in kinds.items():
            tell(f"speed of {engine} on {workers} worker{'s' * (workers > 1)}, round {number + 1} of {effort.rounds}")
            found = lab.probe("speed", engine=engine, replications_=replications, workers=workers, seed=lab.seed)
            measured[name].append(found)
    engines = {name: _engine(measured[name]) for name in ("compiled", "simpy")}
    ratio = {
        rate: round(engines["compiled"][rate] / engines["simpy"][rate], 1)
        for rate in ("events_per_second", "replications_per_second")
    }
    one, every = (_median(measured[name], "replications") for name in ("compiled", "all"))
    threads = {"one": round(one, 3), "all": round(every, 3), "speedup": round(every / one, 2)}
    return {"engines": {**engines, "ratio": ratio}, "threads": threads}


def _median(rounds: list[Document], what: str) -> float:
    """Median over the rounds of so many a second."""
    return float(statistics.median(found[what] / found["seconds"] for found in rounds))


def _engine(rounds: list[Document]) -> Document:
    return {
        "events_per_second": round(_median(rounds, "events")),
        "replications_per_second": round(_median(rounds, "replications"), 4),
        "events_per_replication": round(rounds[0]["events"] / rounds[0]["replications"], 1),
        "replications": rounds[0]["replications"],
        "seconds": [round(found["seconds"], 3) for found in rounds],
    }


def _runs(lab: _Lab, effort: Effort, tell: Tell) -> Document:
    """Whole runs, as long as the user asks and short: wall time and peak memory."""
    few = min(FEW, effort.replications)
    runs: Document = {}
    peaks: dict[int, float] = {}
    for engine, replications in (
        ("compiled", few),
        ("compiled", effort.replications),
        ("simpy", effort.simpy_replications),
    ):
        tell(f"a whole run of {replications} replication{'s' * (replications > 1)} on {engine}")
        ended, simulation = lab.run(engine, replications)
        runs[engine] = {
            "replications": replications,
            "wall_seconds": round(ended.seconds, 2),
            "simulation_seconds": round(simulation, 2),
        }
        if engine == "compiled":
            peaks[replications] = ended.peak_mb
    peak_mb = {str(number): round(peak, 1) for number, peak in peaks.items()}
    return {"runs": runs, "memory": {"peak_mb": peak_mb, "ratio": round(peaks[effort.replications] / peaks[few], 3)}}


def _growth(lab: _Lab, effort: Effort, persons: int, tell: Tell) -> Document:
    sizes = []
    for factor in FACTORS:
        tell(f"the county × {factor}")
        found = lab.probe(
            "speed", engine="compiled", replications_=effort.growth, workers=1, seed=lab.seed, factor=factor
        )
        sizes.append({
            "factor": factor, "persons": persons * factor,
            "seconds_per_replication": round(found["seconds"] / found["replications"], 4),
            "events_per_second": round(found["events"] / found["seconds"]),
        })  # fmt: skip
    slope = exponent([(size["factor"], size["seconds_per_replication"]) for size in sizes])
    return {"sizes": sizes, "exponent": round(slope, 3)}


def exponent(points: list[tuple[float, float]]) -> float:
    """Slope of log y over log x by least squares: y grows as x to this power."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def _rounded(document: Document) -> Document:
    return {key: round(value, 2) if isinstance(value, float) else value for key, value in document.items()}
