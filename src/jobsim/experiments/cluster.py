"""Replications on a cluster: blocks of them sent to a Dask scheduler (``distributed``, an optional extra).

What travels is the scenario, not its files; what comes back goes into the store as if it had been simulated here. No
state lies with the scheduler that is not lost without harm: whatever fails, the blocks that came are kept, and the same
command goes on from them.
"""

from __future__ import annotations

import contextlib
import functools
import pickle
import re
import subprocess
import sys
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from jobsim import ending
from jobsim.experiments.store.version import model_version
from jobsim.experiments.workers import Job
from jobsim.scenario.errors import MissingFigure

T = TypeVar("T")

LOCAL = "local"
BLOCK, AHEAD = 25, 3
"""Replications sent at a time at most, and blocks begun per thread of the cluster."""
_SCHEDULER = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?[^\s/:]+:\d{1,5}|(?:tcp|tls)://\[[0-9a-fA-F:.]+\]:\d{1,5}")
AGAIN = 3
"""How often a block is sent once more."""
CONNECT, SILENCE = 10.0, 900.0
"""Seconds in which a scheduler must answer, and after which a cluster that finishes no block is given up."""


class ClusterError(Exception):
    """The cluster cannot be used as it is; the message is for the user."""


class ClusterLost(ClusterError):
    """The cluster has not done what it began; what came back is kept."""


class _Gone(ClusterLost):
    """A block that was done is nowhere any more."""


def check(address: str) -> None:
    """Refuse what is no address before anything else is done. Raises ClusterError."""
    kind, _, rest = address.partition(":")
    if kind == LOCAL:
        if not (rest.isascii() and rest.isdigit() and 1 <= int(rest) <= 1024):
            raise ClusterError(f"'{address}': expected local:N with N worker processes from 1 to 1024")
    elif not _SCHEDULER.fullmatch(address):
        raise ClusterError(f"'{address}': expected a scheduler as tcp://HOST:PORT or tls://HOST:PORT, or local:N")
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise ClusterError("a cluster needs the library distributed: pip install 'jobsim[cluster]'") from None


# ---------------------------------------------------------------------------------------- what workers do


class OtherModel(Exception):
    """A worker has other sources or libraries than the one who asks."""


def _block(packed: bytes, model: str, numbers: range) -> list[Any]:
    """On a worker: the outcomes of some numbers, or the figures that are missing."""
    if model_version() != model:
        raise OtherModel(model_version())
    job = _unpacked(packed)
    try:
        return [job(number) for number in numbers]
    except MissingFigure as missing:
        return [missing.problems]  # an error that carries a list does not travel by itself


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Job[Any]:
    job: Job[Any] = pickle.loads(zlib.decompress(packed))
    return job


# ---------------------------------------------------------------------------------------- here


class Connection:
    """Workers that a Dask scheduler has, for one job after another."""

    def __init__(self, address: str) -> None:
        check(address)
        self.address = address
        self.client: Any = None
        self.at_once = 1
        self.given_up = False
        self._scheduler: Any = None
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def lost(self) -> bool:
        """Whether the scheduler it was connected to is no more."""
        gone = self.client is not None and self.client.status not in ("running", "connecting")
        return gone or self.given_up

    def get_ready(self) -> None:
        """Connect unless that is done, and see that every worker has this model. Raises ClusterError."""
        if self.client is not None:
            self._still_there()
            return
        import distributed

        connect: Any = distributed.Client
        try:
            address = self._started_here() if self.address.startswith(f"{LOCAL}:") else self.address
            self.client = _within(2 * CONNECT, lambda: connect(address, timeout=CONNECT, set_as_default=False))
            self.client.wait_for_workers(max(1, len(self._started)), timeout=60)
            told = self.client.run(_model_of_worker)
            self.at_once = max(1, sum(self.client.nthreads().values()))
        except ClusterError:
            raise
        except (TimeoutError, OSError, ValueError) as error:
            why = "no worker came within 60 s" if self.client is not None else str(error) or type(error).__name__
            raise ClusterError(f"the cluster {self.address} cannot be used: {why}") from error
        except Exception as error:  # a worker without the package cannot even read what it is asked
            raise ClusterError(
                f"a worker of {self.address} cannot run jobsim: {type(error).__name__}: {error}"
            ) from error
        for worker, model in told.items():
            if model != model_version():
                raise ClusterError(
                    f"the worker {worker} has another model ({model}, here {model_version()}): "
                    "the same jobsim and libraries must be installed"
                )
        ending.say(f"cluster {self.address}: {len(told)} workers; dashboard {self.client.dashboard_link}")

    def _still_there(self) -> None:
        """See before a further job that there is a worker, and how many. Raises ClusterError."""
        try:
            self.client.wait_for_workers(1, timeout=60)
            self.at_once = max(1, sum(self.client.nthreads().values()))
        except (TimeoutError, OSError, ValueError) as error:
            why = "no worker came within 60 s" if isinstance(error, TimeoutError) else str(error)
            raise ClusterError(f"the cluster {self.address} cannot be used: {why}") from error

    def close(self) -> None:
        """Let go of the workers, and end what was started here."""
        client, self.client = self.client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.close(timeout=2)
        for process in self._started:
            process.terminate()
        for process in self._started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
            if process.poll() is None:
                process.kill()
        self._started.clear()
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            with contextlib.suppress(Exception):
                scheduler.close(timeout=2)

    def _started_here(self) -> str:
        """A scheduler of this process on loopback, and worker processes that end when it does."""
        import logging

        import distributed

        start: Any = distributed.LocalCluster
        self._scheduler = start(
            n_workers=0, host="127.0.0.1", protocol="tcp", dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
        address = str(self._scheduler.scheduler_address)
        number = int(self.address.partition(":")[2])
        command = [
            sys.executable, "-P", "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--death-timeout", "5", "--memory-limit", "0",
        ]  # fmt: skip
        for _ in range(number):
            with ending.deferred():
                started = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )  # fmt: skip
                self._started.append(started)
        return address


@contextlib.contextmanager
def connected(at: str | Connection | None) -> Iterator[Connection | None]:
    """One connection for several jobs, let go of at the end; one that is given stays."""
    if not isinstance(at, str):
        yield at
        return
    made = Connection(at)
    try:
        yield made
    finally:
        made.close()


class Cluster(Generic[T]):
    """Workers that a Dask scheduler has, for one job with many numbers."""

    def __init__(self, job: Job[T], at: str | Connection) -> None:
        self._packed, self._own = zlib.compress(pickle.dumps(job)), isinstance(at, str)
        self._at = Connection(at) if isinstance(at, str) else at
        self._begun: deque[tuple[range, Any]] = deque()

    @property
    def at_once(self) -> int:
        return self._at.at_once

    def get_ready(self) -> None:
        """Connect, and see that every worker has this model. Raises ClusterError."""
        self._at.get_ready()

    def outcomes(self, numbers: range) -> Iterator[T]:
        size = max(1, min(BLOCK, -(-len(numbers) // (AHEAD * self.at_once))))
        todo = [numbers[first : first + size] for first in range(0, len(numbers), size)]
        todo.reverse()
        while todo or self._begun:
            while todo and len(self._begun) < AHEAD * self.at_once:
                part = todo.pop()
                self._begun.append((part, self._sent(part)))
            part, future = self._begun[0]
            found = self._fetched(future, part)
            self._begun.popleft()
            if found and isinstance(found[0], list):
                raise MissingFigure(found[0])
            yield from found

    def _sent(self, part: range) -> Any:
        return self._at.client.submit(_block, self._packed, model_version(), part, pure=False)

    def _fetched(self, future: Any, part: range) -> list[Any]:
        """What a block gives. A worker that ends with a finished one takes it along: it is then sent once more."""
        for _ in range(AGAIN):
            try:
                return self._result(future, part)
            except _Gone:
                future = self._sent(part)
                self._begun[0] = (part, future)
        return self._result(future, part)

    def _result(self, future: Any, part: range) -> list[Any]:
        """What a block gives, waited for in short steps: a wait without end would not notice Ctrl-C."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        begun = time.monotonic()
        while not future.done():
            time.sleep(0.02)
            if self._at.lost:
                raise self._lost()
            if time.monotonic() - begun > SILENCE:
                raise ClusterLost(
                    f"the cluster {self._at.address} has finished no block for {SILENCE:.0f} s: "
                    f"replications {part[0]} to {part[-1]} do not come back"
                )
        try:
            found: list[Any] = future.result(timeout=CONNECT)
        except OtherModel as error:
            raise ClusterError(
                f"a worker has another model ({error}, here {model_version()}): "
                "the same jobsim and libraries must be installed"
            ) from error
        except KilledWorker as error:
            raise ClusterLost(
                f"replications {part[0]} to {part[-1]} have ended several workers, one after another (out of memory?)"
            ) from error
        except (CancelledError, TimeoutError, OSError) as error:
            if isinstance(error, CancelledError) and self._at.client.status == "running":
                raise _Gone(self._lost_told) from error
            raise self._lost() from error
        return found

    @property
    def _lost_told(self) -> str:
        return f"the scheduler {self._at.address} was lost; what came back is kept, and the same command goes on"

    def _lost(self) -> ClusterLost:
        self._at.given_up = True  # also where the client still tries to come back to it
        return ClusterLost(self._lost_told)

    def close(self) -> None:
        """Take back what is begun; a connection that was made for this job ends with it."""
        if self._at.client is not None:
            with contextlib.suppress(Exception):
                self._at.client.cancel([future for _, future in self._begun], force=True)
        self._begun.clear()
        if self._own:
            self._at.close()


def _within(seconds: float, connect: Callable[[], Any]) -> Any:
    """What a call gives. Raises TimeoutError if it takes longer: some listen and never answer."""
    found: Future[Any] = Future()

    def run() -> None:
        try:
            found.set_result(connect())
        except BaseException as error:
            found.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    until = time.monotonic() + seconds
    while not found.done():
        time.sleep(0.02)
        if time.monotonic() > until:
            raise TimeoutError(f"nothing answered within {seconds:.0f} s")
    return found.result()


def _model_of_worker() -> str:
    return model_version()
