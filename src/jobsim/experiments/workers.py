"""Who does the replications of a run: threads for the compiled engine, processes for SimPy.

Both hand out results in the order of their numbers and keep few of them waiting. Closing them takes less than a second,
whatever they are at: after Ctrl-C or an error nobody waits for the rest.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import pickle
import signal
import sys
import threading
import types
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess, parent_process
from typing import Any, Generic, Protocol, TypeVar

from jobsim import ending
from jobsim.scenario.errors import MissingFigure, Problem

PATIENCE = 0.5
"""Seconds that threads have to hear that they should stop; the kernel listens once a simulated day."""

THREADS = "jobsim-replication"
"""Begin of the names of the threads."""

T = TypeVar("T")
Outcome = TypeVar("Outcome", covariant=True)
Job = Callable[[int], T]
"""A replication's number to its outcome. For processes it must travel there."""


class Workers(Protocol[Outcome]):
    """Workers for one job with many numbers, so many of them at once."""

    @property
    def at_once(self) -> int: ...
    def get_ready(self) -> None: ...
    def outcomes(self, numbers: range) -> Iterator[Outcome]: ...
    def close(self) -> None: ...


def usable_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _result(future: Future[T]) -> T:
    """The result, waited for in short steps.

    polars handles SIGINT so that system calls go on after it: a wait without end would not notice Ctrl-C.
    """
    while not wait((future,), timeout=0.1).done:
        pass
    return future.result()


def _in_order(begun: deque[Future[T]], submit: Callable[[int], Future[T]], numbers: range, ahead: int) -> Iterator[T]:
    """Outcomes in the order of their numbers. Only ``ahead`` are begun: none pile up in memory behind a slow one."""
    todo = iter(numbers)
    begun.extend(submit(number) for number in itertools.islice(todo, ahead))
    while begun:
        done = _result(begun[0])
        begun.popleft()
        begun.extend(submit(number) for number in itertools.islice(todo, 1))
        yield done


class Here(Generic[T]):
    """The one worker that is this thread of this process."""

    at_once = 1

    def __init__(self, job: Job[T]) -> None:
        self._job = job

    def get_ready(self) -> None:
        pass

    def outcomes(self, numbers: range) -> Iterator[T]:
        return map(self._job, numbers)

    def close(self) -> None:
        pass


class Switch(Protocol):
    """Stops the replications of the threads that use it, and nobody else's."""

    def use(self) -> None: ...
    def stop(self) -> None: ...


class Engine(Protocol):
    """What threads need of an engine: its kernel, built at the first call, a switch to stop it, a way to clean up."""

    def the_kernel(self) -> Any: ...
    def Switch(self) -> Switch: ...
    def release(self) -> None: ...


class Threads(Generic[T]):
    """Threads of this process, for an engine that holds no lock of the interpreter.

    One worker is a thread too, and so is the compiler: the main thread stays free to hear Ctrl-C.
    """

    def __init__(self, job: Job[T], workers: int, engine: Engine) -> None:
        self._job, self.at_once, self._engine = job, workers, engine
        self._switch = engine.Switch()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=THREADS, initializer=self._switch.use)
        self._begun: deque[Future[Any]] = deque()

    def get_ready(self) -> None:
        """Build the kernel, which takes a while at the first time on a machine."""
        self._begun.append(self._pool.submit(self._engine.the_kernel))
        _result(self._begun[0])
        self._begun.popleft()

    def outcomes(self, numbers: range) -> Iterator[T]:
        return _in_order(self._begun, lambda number: self._pool.submit(self._job, number), numbers, 2 * self.at_once)

    def close(self) -> None:
        """Stop what runs. A thread that does not hear within PATIENCE is left alone: it ends when it comes to it."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        running = {future for future in self._begun if not future.done()}
        if running:
            self._switch.stop()
            running = wait(running, timeout=PATIENCE).not_done
        if not running:
            self._pool.shutdown(wait=True)
        self._engine.release()


def left_alone() -> bool:
    """Whether a thread of workers that were closed is still at work, so that the process would not end by itself."""
    return any(thread.name.startswith(THREADS) for thread in threading.enumerate())


# ------------------------------------------------------------------------------------------------ processes
def _start() -> None:
    if not hasattr(signal, "pthread_sigmask"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # its parent ends it; elsewhere it was started so
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed does not end its workers, and they would wait for the next replication for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(packed: bytes, number: int) -> Any:
    """The job's outcome, or the figures it lacks: an error that carries a list does not travel by itself."""
    try:
        return _unpacked(packed)(number)
    except MissingFigure as missing:
        return missing.problems


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Job[Any]:
    job: Job[Any] = pickle.loads(packed)
    return job


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put signals off until the end. Processes started meanwhile never hear Ctrl-C: their parent ends them.

    A process whose start is broken off would complain about half an order.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    with ending.deferred():
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class _Process(SpawnProcess):
    """A spawned process that does not import the caller's main module again.

    The workers need nothing from it, and importing it would run an unguarded script a second time.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            with _undisturbed():
                return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class Context(SpawnContext):
    """Spawned processes that do not run the caller's script again."""

    Process = _Process


_MOST_PROCESSES = 61 if os.name == "nt" else 1 << 16
"""Windows waits for no more at a time."""


class Pool:
    """Processes for one job after another, which begin with the first outcome that is asked of them."""

    def __init__(self, workers: int) -> None:
        self.at_once = min(workers, _MOST_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, packed: bytes, number: int) -> Future[Any]:
        # It may begin a process, which the pool must know of before a signal is answered: it ends those it knows.
        with _undisturbed():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self.at_once, mp_context=Context(), initializer=_start)
            return self._pool.submit(_work, packed, number)

    def close(self) -> None:
        """End them, in the middle of a replication if need be."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if getattr(pool, "_pending_work_items", None):
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                with contextlib.suppress(OSError, ValueError):
                    process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


class Processes(Generic[T]):
    """Processes of a pool, or of their own, for one job. One that ends from outside raises BrokenProcessPool."""

    def __init__(self, job: Job[T], workers: int, pool: Pool | None = None) -> None:
        self._packed, self._own = pickle.dumps(job), pool is None
        self._pool = Pool(workers) if pool is None else pool
        self.at_once = min(workers, self._pool.at_once)
        self._begun: deque[Future[T | list[Problem]]] = deque()

    def get_ready(self) -> None:
        pass

    def outcomes(self, numbers: range) -> Iterator[T]:
        submit = functools.partial(self._pool.submit, self._packed)
        for done in _in_order(self._begun, submit, numbers, 2 * self.at_once):
            if isinstance(done, list):
                raise MissingFigure(done)
            yield done

    def close(self) -> None:
        """A pool that others use as well goes on: what is begun ends there by itself."""
        for future in self._begun:
            future.cancel()
        if self._own:
            self._pool.close()
