"""Workers hand out in order, keep little waiting, and end at once."""

import math
import threading
import time

import pytest

import jobs
from jobsim.experiments.workers import Here, Processes, Threads
from jobsim.scenario.errors import MissingFigure


def no_stop():
    pytest.fail("nothing was running")


def slowest_first(number):
    time.sleep(0.02 * (3 - number % 4))
    return number


@pytest.mark.parametrize("make", [Here, lambda job: Threads(job, 1, no_stop), lambda job: Threads(job, 3, no_stop)])
def test_outcomes_come_in_the_order_of_their_numbers(make):
    workers = make(slowest_first)
    assert list(workers.outcomes(range(3, 11))) == list(range(3, 11))
    assert list(workers.outcomes(range(11, 13))) == [11, 12]
    workers.close()


def test_processes_do_the_same():
    workers = Processes(math.factorial, 2)
    assert list(workers.outcomes(range(5))) == [1, 1, 2, 6, 24]
    workers.close()


def test_threads_work_at_the_same_time():
    meeting = threading.Barrier(3)
    workers = Threads(lambda _: meeting.wait(10), 3, no_stop)
    assert sorted(workers.outcomes(range(3))) == [0, 1, 2]
    workers.close()


def test_few_outcomes_wait_for_a_slow_consumer():
    begun = []
    workers = Threads(lambda number: begun.append(number), 2, no_stop)
    outcomes = workers.outcomes(range(100))
    for _ in range(3):
        next(outcomes)
    time.sleep(0.2)
    assert len(begun) <= 3 + 4 + 1
    workers.close()


def test_closing_stops_what_runs_and_begins_nothing_more():
    begun, stopped = [], threading.Event()

    def until_stopped(number):
        begun.append(number)
        if number > 0:
            assert stopped.wait(30)
        return number

    workers = Threads(until_stopped, 2, stopped.set)
    assert next(workers.outcomes(range(50))) == 0
    started = time.monotonic()
    workers.close()
    assert time.monotonic() - started < 5
    assert len(begun) <= 3


def test_a_job_on_its_way_is_stopped_too():
    """The first call of stop comes before the job listens."""
    calls = []
    listening = threading.Event()

    def job(_):
        time.sleep(0.2)
        listening.set()
        while not any(calls):
            time.sleep(0.01)

    workers = Threads(job, 1, lambda: calls.append(listening.is_set()))
    outcomes = workers.outcomes(range(1))
    waiting = threading.Thread(target=lambda: list(outcomes))
    waiting.start()
    time.sleep(0.05)
    workers.close()
    waiting.join(5)
    assert calls[0] is False and calls[-1] is True


@pytest.mark.parametrize("make", [Here, lambda job: Threads(job, 2, no_stop), lambda job: Processes(job, 2)])
def test_missing_figures_come_through(make):
    workers = make(jobs.lacking)
    with pytest.raises(MissingFigure, match="missing in 0"):
        list(workers.outcomes(range(1)))
    workers.close()
