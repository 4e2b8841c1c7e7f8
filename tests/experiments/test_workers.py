"""Workers hand out in order, keep little waiting, and end at once."""

import math
import threading
import time

import pytest

import jobs
from jobsim.experiments.workers import Here, Pool, Processes, Threads, left_alone
from jobsim.scenario.errors import MissingFigure


class Kernel:
    """An engine's kernel that writes down what is asked of it."""

    def __init__(self):
        self.calls, self.stopped, self.released, self.users = [], threading.Event(), 0, []

    def the_kernel(self):
        self.calls.append(threading.current_thread())

    def Switch(self):
        return self

    def use(self):
        self.users.append(threading.current_thread())

    def stop(self):
        self.calls.append("stop")
        self.stopped.set()

    def release(self):
        self.released += 1


def slowest_first(number):
    time.sleep(0.02 * (3 - number % 4))
    return number


@pytest.mark.parametrize("make", [Here, lambda job: Threads(job, 1, Kernel()), lambda job: Threads(job, 3, Kernel())])
def test_outcomes_come_in_the_order_of_their_numbers(make):
    workers = make(slowest_first)
    assert list(workers.outcomes(range(3, 11))) == list(range(3, 11))
    assert list(workers.outcomes(range(11, 13))) == [11, 12]
    workers.close()


def test_processes_do_the_same():
    workers = Processes(math.factorial, 2)
    assert list(workers.outcomes(range(5))) == [1, 1, 2, 6, 24]
    workers.close()


def test_processes_of_a_pool_stay_for_the_next_job():
    pool = Pool(1)
    first, second = Processes(jobs.process_of, 2, pool), Processes(math.factorial, 2, pool)
    (one,) = first.outcomes(range(1))
    assert list(second.outcomes(range(3, 5))) == [6, 24]
    first.close()
    second.close()
    third = Processes(jobs.process_of, 2, pool)
    assert (list(third.outcomes(range(1))), third.at_once) == ([one], 1)
    pool.close()
    assert list(third.outcomes(range(1))) != [one]
    pool.close()


def test_threads_work_at_the_same_time():
    meeting = threading.Barrier(3)
    workers = Threads(lambda _: meeting.wait(10), 3, Kernel())
    assert sorted(workers.outcomes(range(3))) == [0, 1, 2]
    workers.close()


def test_few_outcomes_wait_for_a_slow_consumer():
    begun = []
    workers = Threads(lambda number: begun.append(number), 2, Kernel())
    outcomes = workers.outcomes(range(100))
    for _ in range(3):
        next(outcomes)
    time.sleep(0.2)
    assert len(begun) <= 3 + 4 + 1
    workers.close()


def test_the_kernel_is_built_in_a_thread_before_the_first_job():
    kernel = Kernel()
    workers = Threads(lambda number: kernel.calls.append(number), 1, kernel)
    workers.get_ready()
    list(workers.outcomes(range(1)))
    workers.close()
    assert kernel.calls[1:] == [0]
    assert kernel.calls[0] is kernel.users[0] is not threading.main_thread()


def test_closing_stops_what_runs_and_begins_nothing_more():
    kernel, begun, at_work = Kernel(), [], threading.Event()

    def until_stopped(number):
        begun.append(number)
        if number > 0:
            at_work.set()
            assert kernel.stopped.wait(30)

    workers = Threads(until_stopped, 2, kernel)
    next(workers.outcomes(range(50)))
    assert at_work.wait(30)
    workers.close()
    assert kernel.calls == ["stop"] and len(begun) <= 3
    assert not left_alone()


def test_closing_does_not_wait_for_a_thread_that_does_not_hear(monkeypatch):
    monkeypatch.setattr("jobsim.experiments.workers.PATIENCE", 0.01)
    kernel, at_work, heard = Kernel(), threading.Event(), threading.Event()

    def deaf(number):
        if number > 0:
            at_work.set()
            heard.wait(30)

    workers = Threads(deaf, 1, kernel)
    next(workers.outcomes(range(50)))
    assert at_work.wait(30)
    workers.close()
    assert kernel.calls == ["stop"] and left_alone()
    heard.set()
    deadline = time.monotonic() + 30
    while left_alone() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left_alone()


@pytest.mark.parametrize("make", [Here, lambda job: Threads(job, 2, Kernel()), lambda job: Processes(job, 2)])
def test_missing_figures_come_through(make):
    workers = make(jobs.lacking)
    with pytest.raises(MissingFigure, match="missing in 0"):
        list(workers.outcomes(range(1)))
    workers.close()
