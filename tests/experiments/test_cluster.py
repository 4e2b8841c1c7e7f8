"""Replications on a Dask cluster: the same bytes as here, whatever workers and schedulers do meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import counties
from jobsim.cli import main
from jobsim.experiments import cluster
from jobsim.experiments.cluster import ClusterError, check
from jobsim.experiments.province import job
from jobsim.experiments.province.listed import Entry
from jobsim.experiments.replications import Order, RunFailed, replications
from jobsim.experiments.store import shelf_of

pytest.importorskip("distributed", reason="a cluster needs the library distributed")

FIXTURES = Path(__file__).parents[1] / "fixtures"
MINIMAL = str(FIXTURES / "minimal")
ORDER = Order(seed=2, replications=40)
TABLES = ("outlay", "programmes", "fund_years", "fund_months", "indicators", "targets")


def digests(found):
    return [(one.replication, one.parameters, *(getattr(one, name).tobytes() for name in TABLES)) for one in found]


@pytest.fixture(scope="module")
def scenario():
    return counties.scenario(counties.SMALL)


@pytest.fixture(scope="module")
def here(scenario):
    return digests(replications(scenario, ORDER, workers=1))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def scheduler(port: int):
    """A scheduler and one worker with processes of their own."""
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli."]
    orders = (
        [*dask[:2], f"{dask[2]}dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        [*dask[:2], f"{dask[2]}dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"],
    )
    started = [subprocess.Popen(order, **quiet) for order in orders]
    try:
        yield address, started
    finally:
        for one in started:
            one.kill()
            one.wait()


def children() -> set[int]:
    """Worker processes that this process has started."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(words[1]) == os.getpid() and b"dask_worker" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
    return found


def test_two_workers_give_the_same_bytes_and_leave_no_process(scenario, here, capfd):
    assert digests(replications(scenario, ORDER, cluster="local:2")) == here
    assert "local:2: 2 workers; dashboard http://127.0.0.1:" in capfd.readouterr().err
    assert children() == set()


@pytest.mark.parametrize(
    "way", [{"workers": 2}, {"workers": 4}, {"cluster": "local:1"}, {"cluster": "local:4"}], ids=str
)
def test_threads_and_workers_of_any_number_give_the_same_bytes(scenario, here, way):
    assert digests(replications(scenario, ORDER, **way)) == here


def test_processes_give_the_same_bytes(scenario, here):
    order = replace(ORDER, engine="simpy", replications=6)
    assert digests(replications(scenario, order, workers=2)) == here[:6]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes under /proc")
def test_a_worker_that_is_killed_is_made_good(scenario, here):
    found = []
    for one in replications(scenario, ORDER, cluster="local:2"):
        found.append(one)
        if len(found) == 3:
            os.kill(min(children()), signal.SIGKILL)
    assert digests(found) == here


def test_a_block_that_was_lost_with_its_worker_is_sent_once_more(monkeypatch):
    some, sent = cluster.Cluster(abs, SimpleNamespace(at_once=1, client=None, close=None)), []

    def result(future, part):
        if future == 0 and part[0] == 0:
            raise cluster._Gone("lost")
        return [-number for number in part]

    monkeypatch.setattr(some, "_sent", lambda part: sent.append(part) or len(sent) - 1)
    monkeypatch.setattr(some, "_result", result)
    assert list(some.outcomes(range(6))) == [0, -1, -2, -3, -4, -5]
    assert sent.count(range(2)) == 2 and len(sent) == 4


def test_a_scheduler_that_is_lost_costs_what_was_in_hand(scenario, here, tmp_path):
    loaded = SimpleNamespace(hash="abc", scenario=scenario)
    port, came = free_port(), 0
    with scheduler(port) as (address, started), pytest.raises(RunFailed, match="was lost; what came back is kept"):
        for _ in replications(scenario, ORDER, shelf=shelf_of(tmp_path, loaded, ORDER), cluster=address):
            came += 1
            if came == 5:
                for one in started:
                    one.kill()
                    one.wait()
    shelf = shelf_of(tmp_path, loaded, ORDER)
    assert sum(len(held) for held in shelf.blocks()) == came >= 5
    with scheduler(port) as (address, _):
        assert digests(replications(scenario, ORDER, shelf=shelf, cluster=address)) == here
    assert (shelf.taken, shelf.simulated) == (came, 40 - came)


def test_a_province_ends_with_its_scheduler_and_goes_on(tmp_path):
    listed = [Entry(name, FIXTURES / name, name) for name in ("minimal", "fushui")]
    order, port = Order(seed=2, replications=20), free_port()
    with scheduler(port) as (address, started), pytest.raises(RunFailed, match="was lost; what came back is kept"):

        def progress(done, _):
            if done == 23:  # in the second county
                for one in started:
                    one.kill()
                    one.wait()

        job.run(listed, order, progress=progress, store=tmp_path, cluster=address)
    undisturbed, again = job.run(listed, order), job.run(listed, order, store=tmp_path)
    assert again.sums.equals(undisturbed.sums) and not again.failed
    assert all(again.tables[name].equals(frame) for name, frame in undisturbed.tables.items())


def test_what_is_wrong_is_one_message(tmp_path, monkeypatch):
    def told(address, code, *more):
        done = CliRunner().invoke(
            main, ["run", MINIMAL, "-n", "2", "--out", str(tmp_path), "--cluster", address, *more]
        )
        assert done.exit_code == code and done.stderr.count("\n") == 1, done.output
        assert not list(tmp_path.glob("linshui/*"))
        return done.stderr

    for address in ("local:", "local:0", "local:two", "local:-1", "local:99999", "http://x:1", "tcp://", "x", ""):
        assert "expected" in told(address, 2), address
        assert "应为" in told(address, 2, "--lang", "zh"), address
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    assert "cannot be used" in told(f"tcp://127.0.0.1:{free_port()}", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert "cannot be used" in told(f"tcp://127.0.0.1:{silent.getsockname()[1]}", 2)


def test_a_worker_with_another_model_is_refused(scenario, monkeypatch):
    started = time.monotonic()
    monkeypatch.setattr(cluster, "model_version", lambda: "0" * 16)
    with pytest.raises(ClusterError, match="has another model"):
        list(replications(scenario, ORDER, cluster="local:1"))
    assert time.monotonic() - started < 60 and children() == set()


def test_a_worker_without_the_package_is_refused(scenario, monkeypatch):
    monkeypatch.setattr(cluster, "_model_of_worker", None)
    with pytest.raises(ClusterError, match="cannot run jobsim"):
        list(replications(scenario, ORDER, cluster="local:1"))


def test_a_cluster_that_finishes_nothing_is_given_up(scenario, monkeypatch):
    monkeypatch.setattr(cluster, "SILENCE", 1.0)
    monkeypatch.setattr(cluster, "_block", _endless)
    with pytest.raises(RunFailed, match="finished no block for 1 s"):
        list(replications(scenario, ORDER, cluster="local:1"))
    assert children() == set()


def _endless(*_):
    import time as clock

    clock.sleep(600)


def test_without_the_library_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'jobsim\[cluster\]'"):
        check("local:2")
