"""How a command ends: what it says when it is interrupted, when nobody can read it, when nothing can be written."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import counties
from jobsim import ending
from jobsim.cli import main
from jobsim.engines.compiled import cache, engine
from modes import bound, read_only, said

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
COMPILED = [sys.executable, "-m", "jobsim", "run", MINIMAL, "-n", "1"]
RUN = [*COMPILED, "--engine", "simpy", "--workers", "1"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.1, 0.3, 0.8])
def test_a_signal_at_the_start_ends_in_one_message(tmp_path, number, delay):
    """From the first instruction of jobsim on; before it the interpreter itself starts, and ends as it does."""
    watched = (
        "import runpy, sys, jobsim.ending as e; e.listen(); sys.stderr.write('.'); sys.stderr.flush(); "
        "sys.argv = ['jobsim', *sys.argv[1:]]; runpy.run_module('jobsim', run_name='__main__')"
    )
    command = [sys.executable, "-c", watched, *RUN[3:], "--out", str(tmp_path / "r")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        assert running.stderr.read(1) == b"."
        time.sleep(delay)
        running.send_signal(number)
        said = running.stderr.read().decode()
    if running.returncode == 0:  # it was done before the signal came
        return
    assert running.returncode == 128 + number and said.count("interrupted; ") == 1 and "Traceback" not in said
    kept = list(tmp_path.glob("r/*/*"))
    assert (
        not kept if "nothing was written" in said else [str(one) for one in kept] == [said.split("kept: ")[1].strip()]
    )


AT_AN_IMPORT = """
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
moment, seen = int(sys.argv.pop(1)), []

def hook(event, arguments):
    if event == "import" and (seen or arguments[0] == "jobsim.ending"):
        seen.append(arguments[0])
        if len(seen) == moment + 1:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(hook)
runpy.run_module("jobsim", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("moment", [0, 1, 2, 10, 40, 150, 500])
def test_ctrl_c_is_heard_at_every_import_from_the_first_on(moment):
    command = [sys.executable, "-c", AT_AN_IMPORT, str(moment), "validate", MINIMAL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "interrupted; nothing was written\n")


def test_the_package_itself_imports_nothing_before_the_entrance_hears():
    probe = "import sys; before = set(sys.modules); import jobsim; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "['jobsim']\n"


def test_an_interrupt_while_the_page_is_printed_says_that_the_record_is_kept(tmp_path, monkeypatch):
    def interrupted(*_arguments):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("jobsim.reports.run_page.page", interrupted)
    done = CliRunner().invoke(main, [*RUN[3:], "--out", str(tmp_path)])
    (folder,) = (tmp_path / "linshui").iterdir()
    assert done.exit_code == 130 and done.stderr.splitlines()[-1] == f"interrupted; the record is kept: {folder}"


def test_an_interrupt_that_a_library_turned_into_its_own_error_is_one(monkeypatch):
    def turned(*_arguments, **_options):
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt:
            raise ImportError("half an import") from None

    monkeypatch.setattr("jobsim.cli.analyst.load", turned)
    done = CliRunner().invoke(main, ["validate", MINIMAL])
    assert done.exit_code == 143 and done.stderr == "interrupted; nothing was written\n"


@pytest.fixture
def python_hears():
    """Ctrl-C as Python hears it by itself: a process started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_second_ctrl_c_does_not_disturb_the_clearing_up(python_hears):
    with ending.at_work():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_signals_put_off_are_answered_at_the_end(python_hears):
    done = []
    with pytest.raises(KeyboardInterrupt), ending.deferred():
        signal.raise_signal(signal.SIGINT)
        done.append(1)
    assert done


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_output_after_the_record_says_where_it_is(tmp_path):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*RUN, "--out", str(tmp_path)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    (folder,) = (tmp_path / "linshui").iterdir()
    assert done.returncode == 3 and f"the record is kept: {folder}; what follows it was not printed" in done.stderr
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_closed_output_after_the_record_says_where_it_is(tmp_path):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*RUN, "--out", str(tmp_path)], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    (folder,) = (tmp_path / "linshui").iterdir()
    assert done.returncode == 3 and f"the record is kept: {folder}" in done.stderr
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


@pytest.mark.parametrize("size", [3_000, 20_000])
def test_a_disk_that_holds_no_more_ends_in_one_message_and_a_clean_folder(tmp_path, size):
    """A bound on the size of a file takes the place of a full disk."""

    def bounded():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run([*RUN, "--out", str(tmp_path / "r")], preexec_fn=bounded, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert said(done.stderr) == [f"the run could not finish: File too large: {tmp_path / 'r'}"]
    assert not (tmp_path / "r").exists()


def test_an_output_that_may_not_be_written_is_told_before_the_run(tmp_path):
    done = bound([*RUN, "--out", str(read_only(tmp_path / "locked") / "a")])
    assert done.returncode == 2
    told = f"cannot write results to {tmp_path / 'locked' / 'a'}: Permission denied; choose another folder with --out"
    assert said(done.stderr) == [told]


def test_a_kernel_that_may_be_read_and_not_replaced_is_used_in_silence(tmp_path):
    counties.replication(counties.SMALL)  # it is made by now
    (tmp_path / "cache").mkdir()
    key = engine.key()
    shutil.copy(cache._file(cache._folder()[0], key), tmp_path / "cache")
    place = {**os.environ, cache.VARIABLE: str(read_only(tmp_path / "cache"))}
    done = bound([*COMPILED, "--out", str(tmp_path / "r")], env=place)
    assert (done.returncode, said(done.stderr)) == (0, [])


def test_a_run_needs_no_home(tmp_path):
    bare = {key: value for key, value in os.environ.items() if key not in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    done = subprocess.run([*RUN, "--out", str(tmp_path)], env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Traceback" not in done.stderr


def test_a_home_that_nobody_may_write_is_no_message(tmp_path):
    (tmp_path / "tmp").mkdir()
    place = {**os.environ, "HOME": str(read_only(tmp_path / "locked") / "home"), "TMPDIR": str(tmp_path / "tmp")}
    bare = {key: value for key, value in place.items() if not key.startswith("XDG_") and key != "MPLCONFIGDIR"}
    done = bound([*RUN, "--out", str(tmp_path / "r")], env=bare)
    assert (done.returncode, said(done.stderr)) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bench", MINIMAL, "--seed", "-1", "--quick"], "the seed is a whole number"),
        (["explain", MINIMAL, "9" * 5000], "is not the record of a run"),
        (["trace", MINIMAL, "--person", "1", "--replication", "9" * 20], "replications count from 0 to"),
        (["trace", MINIMAL, "--person", "9" * 20], "persons and replications count from 0 to"),
        (["run", MINIMAL, "-n", "9" * 20], "at most 2147483647 are counted"),
        (["validate", "x" * 300], "file name too long"),
        (["verify", "x" * 300], "File name too long"),
        (["run", MINIMAL, "--out", "x" * 300], "File name too long"),
        (["validate", MINIMAL, "--set", f"scenario.name={'x' * 256}"], "at most 64 characters"),
        (["validate", ""], "no scenario is named"),
    ],
)
def test_what_is_out_of_all_bounds_is_refused_in_one_message(arguments, message):
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and message in done.stderr and len(done.stderr) < 1200


def test_a_name_too_long_is_told_at_its_place(tmp_path):
    for key, value in (("extends", "x" * 300), ("includes", f"[{'x' * 300}]")):
        (tmp_path / "scenario.yaml").write_text(f"{key}: {value}\n")
        done = CliRunner().invoke(main, ["validate", str(tmp_path)])
        assert done.exit_code == 2 and "scenario.yaml:1:" in done.stderr and "file name too long" in done.stderr


def test_a_link_to_itself_and_a_pipe_are_named_for_what_they_are(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "a.yaml").write_text("extends: loop\n")
    (tmp_path / "b.yaml").write_text("includes: [pipe.yaml]\n")
    for name, words in (("a.yaml", "a link that leads to no file"), ("b.yaml", "no ordinary file")):
        done = CliRunner().invoke(main, ["validate", str(tmp_path / name)])
        assert done.exit_code == 2 and words in done.stderr and "did you mean" not in done.stderr
