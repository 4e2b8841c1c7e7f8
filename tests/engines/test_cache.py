"""Compiled kernels are found again, kept by content, and made once however many processes ask."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jobsim.engines.compiled import cache, engine, kept
from jobsim.engines.compiled.kept import Kept
from jobsim.engines.result import Interrupted

MADE = [Kept("simulate", "run_simulate", b"\x7fELF code"), Kept("block", "run_block", b"more\ncode")]
USE = """
import sys, time
from pathlib import Path
from jobsim.engines.compiled import cache, kept

def compiled(file, stopped):
    time.sleep(float(sys.argv[2]))
    print("compiled", end=" ")
    kept.write(file, sys.argv[1], [kept.Kept("simulate", "run", b"code")], seconds=1.0)

cache._compile = compiled
(found,) = cache.kernels(sys.argv[1])
print(found.code.decode(), cache._folder()[0])
"""


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / "cache"


@pytest.fixture
def compilations(user_folder, monkeypatch):
    """The files that were compiled: here the same code for each."""
    made = []

    def compiled(file, stopped):
        made.append(file)
        kept.write(file, keys[file], MADE, seconds=17.2)

    keys = {}
    file_of = cache._file

    def noted(folder, key):
        file = file_of(folder, key)
        keys[file] = key
        return file

    monkeypatch.setattr(cache, "_compile", compiled)
    monkeypatch.setattr(cache, "_file", noted)
    return made


def process(tmp_path, key="a" * 64, pause=0, **environment):
    """Start a process that makes or finds the kernel of a key."""
    script = tmp_path / "use.py"
    script.write_text(USE)
    return subprocess.Popen(
        [sys.executable, str(script), key, str(pause)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, cache.VARIABLE: str(tmp_path / "cache"), **environment},
    )  # fmt: skip


def outcome(started):
    said, told = started.communicate(timeout=120)
    assert started.returncode == 0, told
    return said.split(), told


# ---------------------------------------------------------------------------------------------- what is kept


def test_the_first_process_compiles_and_says_so_the_second_finds_it_and_is_silent(tmp_path):
    said, told = outcome(process(tmp_path))
    assert said[:2] == ["compiled", "code"]
    assert "compiling the engine for this processor, about 40 s: none is kept for these sources yet" in told
    assert outcome(process(tmp_path)) == (said[1:], "")


def test_what_is_kept_is_found_by_its_key_alone(compilations):
    for key in ("a" * 64, "b" * 64, "a" * 64):
        assert cache.kernels(key) == MADE
    assert len(compilations) == 2


def test_the_key_follows_from_content_and_not_from_where_it_lies(tmp_path):
    copy = tmp_path / "elsewhere"
    shutil.copytree(Path(engine.__file__).parents[2], copy / "jobsim")
    ask = "from jobsim.engines.compiled import engine; print(engine.key(), engine.__file__)"
    said = subprocess.run(
        [sys.executable, "-P", "-c", ask], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(copy)},
    ).stdout.split()  # fmt: skip
    assert said[0] == engine.key() and str(copy) in said[1]


def test_an_edited_function_deep_in_the_tree_has_another_key(monkeypatch):
    before = engine.key()
    from jobsim import days

    monkeypatch.setattr(days, "_NEXT_WORKING", [*days._NEXT_WORKING[:-1], 7])  # a year's holidays are published
    assert engine.key() != before
    monkeypatch.undo()
    assert engine.key() == before
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    assert engine.key() != before


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:40],
        lambda whole: whole[:-1],
        lambda whole: whole[:-3] + b"xyz",
        lambda whole: b"[" * 100_000,
        lambda whole: b"null\n",
        lambda whole: whole.replace(b"sha256", b"sha257"),
        lambda whole: whole.replace(b'"aaa', b'"bbb'),
    ],
)
def test_a_damaged_kernel_is_compiled_anew_and_that_is_said(compilations, capfd, damage):
    cache.kernels("a" * 64)
    file = compilations[0]
    file.write_bytes(damage(file.read_bytes()))
    capfd.readouterr()
    assert cache.kernels("a" * 64) == MADE
    assert "about" in (said := capfd.readouterr().err) and "the one kept was damaged" in said
    assert len(compilations) == 2
    assert cache.kernels("a" * 64) == MADE and len(compilations) == 2


def test_the_time_of_the_last_compilation_is_told(compilations, capfd):
    cache.kernels("a" * 64)
    cache.kernels("b" * 64)
    assert "about 17 s" in capfd.readouterr().err


def test_old_kernels_and_drafts_go_and_those_used_last_are_kept(compilations, user_folder, monkeypatch):
    for key in "abc":
        cache.kernels(key * 64)
    a, b, c = compilations
    long_ago = time.time() - (cache.KEPT_DAYS + 1) * 86400
    for file in (a, b):
        os.utime(file, (long_ago, long_ago))
    cache.kernels("a" * 64)  # used: kept
    (draft := user_folder / "x.kernel.part").touch()
    os.utime(draft, (long_ago, long_ago))
    cache.kernels("d" * 64)
    assert [file.exists() for file in (a, b, c, draft)] == [True, False, True, False]
    monkeypatch.setattr(cache, "KEPT_BYTES", 1)
    cache.kernels("e" * 64)
    assert [file.exists() for file in compilations] == [False] * 4 + [True]


# ---------------------------------------------------------------------------------------------- places


def test_without_a_place_to_write_the_kernel_is_kept_in_a_temporary_one(tmp_path):
    (tmp_path / "file").write_text("")
    nowhere = {cache.VARIABLE: str(tmp_path / "file" / "cache"), "TMPDIR": str(tmp_path)}
    said, told = outcome(process(tmp_path, **nowhere))
    assert said[2].startswith(str(tmp_path)) and "it cannot be kept in" in told


def test_a_kernel_in_a_place_that_cannot_be_written_is_used(compilations, monkeypatch):
    cache.kernels("a" * 64)
    monkeypatch.setattr(cache, "_writable", lambda folder: None)
    assert cache.kernels("a" * 64) == MADE and len(compilations) == 1
    assert cache.kernels("b" * 64) == MADE and len(compilations) == 2


def test_a_user_without_a_home_has_a_temporary_place(monkeypatch, tmp_path):
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/jobsim"))
    assert cache._folder()[0].is_relative_to(tmp_path)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners here")
def test_a_temporary_place_that_others_may_write_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv(cache.VARIABLE, "/dev/null/cache")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_to_all = tmp_path / f"jobsim-{os.getuid()}"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    assert cache._folder()[0] != open_to_all


# ---------------------------------------------------------------------------------------------- compiling


def test_of_processes_that_start_together_one_compiles(tmp_path):
    ended = [outcome(started) for started in [process(tmp_path, pause=4), process(tmp_path, pause=4)]]
    assert sorted(len(said) for said, _ in ended) == [2, 3]
    told = "".join(told for _, told in ended)
    assert told.count("compiling the engine for") == 1 and told.count("waiting for it") == 1


def test_a_process_that_is_killed_while_it_compiles_holds_nobody_up(tmp_path):
    killed = process(tmp_path, pause=60)
    while "compiling the engine" not in killed.stderr.readline():
        pass
    killed.kill()
    killed.communicate()
    assert outcome(process(tmp_path))[0][0] == "compiled"


def test_a_compiler_that_fails_says_why_and_leaves_nothing(user_folder, monkeypatch):
    monkeypatch.setattr(cache, "_MAKER", "jobsim.no_such_module")
    with pytest.raises(cache.CompileError, match=r"could not be compiled: .*--engine simpy"):
        cache.kernels("a" * 64)
    assert not list(user_folder.glob("*.kernel*"))


@pytest.mark.parametrize("ended", ["by its own error", "with whoever asked"])
def test_the_compiler_ends_with_its_own_error_or_with_whoever_asked(ended):
    begin = "import threading, time; from jobsim.engines.compiled import make as m; "
    watch = "threading.Thread(target=m._end_with_whoever_asked, daemon=True).start(); "
    what = "raise OSError('no space')" if ended == "by its own error" else "time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", begin + watch + what], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        if ended == "with whoever asked":
            process.stdin.close()
        assert process.wait(timeout=120) == 1
        said = process.stderr.read().splitlines()
    assert said[-1:] == ([] if ended == "with whoever asked" else ["OSError: no space"])


def test_stopping_ends_the_compiler_at_once(user_folder):
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Interrupted):
        cache.kernels("a" * 64, stop.is_set)
    assert time.monotonic() - started < 20
    assert not list(user_folder.glob("*.kernel*"))


def test_a_kernel_of_other_sources_is_refused(user_folder, monkeypatch):
    monkeypatch.setattr(cache, "_compile", lambda file, stopped: kept.write(file, "b" * 64, MADE))
    with pytest.raises(cache.CompileError, match="other sources"):
        cache.kernels("a" * 64)
