"""Who does the replications of a run: threads for the compiled engine, processes for SimPy.

Both hand out results in the order of their numbers and keep few of them waiting. Closing them ends what is still at
work within a second: after Ctrl-C or an error nobody waits for it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
import types
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, TypeVar

from jobsim.scenario.errors import MissingFigure, Problem

T = TypeVar("T")
Job = Callable[[int], T]
"""A replication's number to its outcome. For processes it must travel there."""


class Workers(Protocol[T]):
    """Workers that stand ready for one job with many numbers."""

    def outcomes(self, numbers: range) -> Iterator[T]: ...
    def close(self) -> None: ...


def usable_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(begun: deque[Future[T]], submit: Callable[[int], Future[T]], numbers: range, ahead: int) -> Iterator[T]:
    """Outcomes in the order of their numbers. Only ``ahead`` are begun: none pile up in memory behind a slow one."""
    todo = iter(numbers)
    begun.extend(submit(number) for number in itertools.islice(todo, ahead))
    while begun:
        done = begun[0].result()
        begun.popleft()
        begun.extend(submit(number) for number in itertools.islice(todo, 1))
        yield done


class Here(Generic[T]):
    """The one worker that is this thread of this process."""

    def __init__(self, job: Job[T]) -> None:
        self._job = job

    def outcomes(self, numbers: range) -> Iterator[T]:
        return map(self._job, numbers)

    def close(self) -> None:
        pass


class Threads(Generic[T]):
    """Threads of this process. ``stop`` makes jobs that hold no lock of the interpreter return.

    One worker is a thread too: the main thread stays free to hear Ctrl-C.
    """

    def __init__(self, job: Job[T], workers: int, stop: Callable[[], None]) -> None:
        self._job, self._workers, self._stop = job, workers, stop
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="replication")
        self._begun: deque[Future[T]] = deque()

    def outcomes(self, numbers: range) -> Iterator[T]:
        return _in_order(self._begun, lambda number: self._pool.submit(self._job, number), numbers, 2 * self._workers)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        running = {future for future in self._begun if not future.done()}
        while running:
            # Again and again: a job may just be on its way to where it listens.
            self._stop()
            running = wait(running, timeout=0.05).not_done
        self._pool.shutdown(wait=True)


# ------------------------------------------------------------------------------------------------ processes

_job: Job[Any] | None = None
"""In a worker process: what it works on, sent once when it starts."""


def _start(job: Job[Any]) -> None:
    global _job
    # Ctrl-C is the parent's to handle; it ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job


def _work(number: int) -> Any:
    """The job's outcome, or the figures it lacks: an error that carries a list does not travel by itself."""
    assert _job is not None
    try:
        return _job(number)
    except MissingFigure as missing:
        return missing.problems


class _Process(SpawnProcess):
    """A spawned process that does not import the caller's main module again.

    The workers need nothing from it, and importing it would run an unguarded script a second time.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class Context(SpawnContext):
    """Spawned processes that do not run the caller's script again."""

    Process = _Process


class Processes(Generic[T]):
    """Processes of their own. A process that ends from outside raises BrokenProcessPool."""

    def __init__(self, job: Job[T], workers: int) -> None:
        self._workers = workers
        self._pool = ProcessPoolExecutor(workers, mp_context=Context(), initializer=_start, initargs=(job,))

    def outcomes(self, numbers: range) -> Iterator[T]:
        begun: deque[Future[T | list[Problem]]] = deque()
        for done in _in_order(begun, lambda number: self._pool.submit(_work, number), numbers, 2 * self._workers):
            if isinstance(done, list):
                raise MissingFigure(done)
            yield done

    def close(self) -> None:
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        idle = not getattr(self._pool, "_pending_work_items", None)
        if not idle:
            for process in processes:
                with contextlib.suppress(OSError, ValueError):
                    process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)
