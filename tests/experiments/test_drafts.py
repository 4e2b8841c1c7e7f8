"""Drafts: at every moment the older record or the new one stands, and the next run clears up after a kill."""

import errno
import os
import signal
import subprocess
import sys

import polars as pl
import pytest

from jobsim import ending
from jobsim.experiments import drafts, record
from jobsim.experiments.drafts import draft


def keep(out, text):
    with draft(out, "testland") as drafted:
        (drafted.folder / "told").write_text(text)
        return drafted.keep("abc")


def left(out):
    return sorted(path.name for path in (out / "testland").iterdir())


@pytest.fixture(params=["swapped", "stepped aside"])
def way(request, monkeypatch):
    if request.param == "stepped aside":
        monkeypatch.setattr(drafts, "_swap", lambda *_: False)
    return request.param


def test_a_record_is_replaced_and_nothing_else_is_left(tmp_path, way):
    keep(tmp_path, "old")
    assert (keep(tmp_path, "new") / "told").read_text() == "new"
    assert left(tmp_path) == ["abc"]


@pytest.mark.parametrize("broken", [KeyboardInterrupt, OSError])
def test_a_replacement_broken_off_keeps_the_older_record(tmp_path, monkeypatch, broken):
    keep(tmp_path, "old")
    monkeypatch.setattr(drafts, "_swap", lambda *_: False)
    real, calls = os.rename, []

    def rename(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise broken
        real(source, target)

    monkeypatch.setattr("pathlib.os.rename", rename, raising=False)
    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(broken):
        keep(tmp_path, "new")
    assert left(tmp_path) == ["abc"] and (tmp_path / "testland" / "abc" / "told").read_text() == "old"


KILLED = """
import os, pathlib, sys
from jobsim.experiments import drafts
moment, out = sys.argv[1], pathlib.Path(sys.argv[2])
die = lambda *_: os.kill(os.getpid(), 9)
if moment == "between":
    drafts._swap = lambda *_: False
    real = pathlib.Path.rename
    def rename(self, target):
        if self.name.startswith(".draft-"):
            die()
        return real(self, target)
    pathlib.Path.rename = rename
if moment == "swapped":
    drafts.Draft.close = die
with drafts.draft(out, "testland") as drafted:
    (drafted.folder / "told").write_text("new")
    if moment == "writing":
        die()
    drafted.keep("abc")
"""


@pytest.mark.parametrize(("moment", "stands"), [("writing", "old"), ("between", "old"), ("swapped", "new")])
def test_what_a_kill_leaves_the_next_run_mends(tmp_path, moment, stands):
    keep(tmp_path, "old")
    killed = subprocess.run([sys.executable, "-c", KILLED, moment, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert any(name.startswith(".") for name in left(tmp_path))
    with draft(tmp_path, "testland") as other:
        assert left(tmp_path) == [other.folder.name, "abc"]
        assert (tmp_path / "testland" / "abc" / "told").read_text() == stands
    assert left(tmp_path) == ["abc"]


def test_the_draft_of_a_living_process_is_left_alone(tmp_path):
    with draft(tmp_path, "testland") as one, draft(tmp_path, "testland") as other:
        assert one.folder.exists() and other.folder.exists()
        assert other.keep("b") and one.keep("a")
    assert left(tmp_path) == ["a", "b"]


def test_an_interrupt_while_a_record_gets_its_name_comes_after_it(tmp_path, monkeypatch):
    real = drafts._swap
    keep(tmp_path, "old")

    def interrupted(*names):
        signal.raise_signal(signal.SIGINT)
        return real(*names)

    monkeypatch.setattr(drafts, "_swap", interrupted)
    with pytest.raises(KeyboardInterrupt), ending.at_work():
        keep(tmp_path, "new")
    assert left(tmp_path) == ["abc"] and (tmp_path / "testland" / "abc" / "told").read_text() == "new"
    assert ending.last_words() == f"interrupted; the record is kept: {tmp_path / 'testland' / 'abc'}"


def test_an_interrupt_while_a_draft_is_cleared_up_comes_after_it(tmp_path, monkeypatch):
    real = drafts._remove

    def interrupted(path):
        signal.raise_signal(signal.SIGTERM)
        real(path)

    keep(tmp_path, "old")
    monkeypatch.setattr(drafts, "_remove", interrupted)
    with pytest.raises(KeyboardInterrupt), ending.at_work():
        keep(tmp_path, "new")
    assert left(tmp_path) == ["abc"]


def test_a_disk_that_is_full_for_polars_is_an_error_of_the_system(tmp_path, monkeypatch):
    def full(*_arguments, **_options):
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OSError, match="No space left") as caught, draft(tmp_path, "testland") as drafted:
        record.write_table(pl.DataFrame({"a": [1]}), drafted.folder / "a.parquet")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path))
