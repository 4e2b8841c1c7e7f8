"""Compiled kernels are found again, kept apart, and made once however many processes ask."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobsim.engines.compiled import cache

KERNEL = """
import numba

@numba.njit("int64(int64)", cache=True)
def twice(x):
    return 2 * x
"""
USE = """
import sys, time
from jobsim.engines.compiled import cache
folder = cache.cache_directory(sys.argv[1])
with cache.compiling(folder):
    time.sleep(float(sys.argv[2]))
    import kernel
assert kernel.twice(21) == 42
print(sum(kernel.twice.stats.cache_hits.values()), folder)
"""


@pytest.fixture
def start(tmp_path):
    """Start a process that makes or finds the kernel of a digest; its output is cache hits and folder."""
    (tmp_path / "kernel.py").write_text(KERNEL)
    (tmp_path / "use.py").write_text(USE)

    def process(digest="a", pause=0, **environment):
        return subprocess.Popen(
            [sys.executable, str(tmp_path / "use.py"), digest, str(pause)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, cache.VARIABLE: str(tmp_path / "cache"), **environment},
        )  # fmt: skip

    return process


def outcome(process):
    said, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    hits, folder = said.split()
    return int(hits), Path(folder), told


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / "cache"


def made(digest):
    folder = cache.cache_directory(digest)
    with cache.compiling(folder):
        (folder / "code").write_text(digest)
    return folder


def test_the_first_process_compiles_and_says_so_the_second_finds_it_and_is_silent(start):
    hits, folder, told = outcome(start())
    assert hits == 0 and "compiling the engine, once for this machine" in told
    assert outcome(start()) == (1, folder, "")


def test_other_sources_and_other_checks_have_other_kernels(user_folder, monkeypatch):
    plain = cache.cache_directory("a")
    assert cache.cache_directory("a") == plain != cache.cache_directory("b")
    monkeypatch.setattr("numba.config.BOUNDSCHECK", 1)
    assert cache.cache_directory("a") != plain


def test_of_processes_that_start_together_one_compiles(start):
    ended = [outcome(process) for process in [start(pause=3), start(pause=3)]]
    assert sorted(hits for hits, _, _ in ended) == [0, 1]
    told = "".join(told for _, _, told in ended)
    assert told.count("once for this machine") == 1 and told.count("waiting for it") == 1


def test_a_process_that_is_killed_while_it_compiles_holds_nobody_up(start):
    killed = start(pause=60)
    while "once for this machine" not in killed.stderr.readline():
        pass
    killed.kill()
    killed.communicate()
    assert outcome(start())[0] == 0


def test_without_a_place_to_write_the_kernel_is_kept_in_a_temporary_one(start, tmp_path):
    (tmp_path / "file").write_text("")
    nowhere = {cache.VARIABLE: str(tmp_path / "file" / "cache"), "TMPDIR": str(tmp_path)}
    _, folder, _ = outcome(start(**nowhere))
    assert tmp_path in folder.parents and cache.is_ready(folder)


def test_a_kernel_in_a_place_that_cannot_be_written_is_copied(user_folder, monkeypatch):
    made("a")
    monkeypatch.setattr(cache, "_writable", lambda folder: None)
    folder = cache.cache_directory("a")
    assert user_folder not in folder.parents
    assert cache.is_ready(folder) and (folder / "code").read_text() == "a"
    assert not cache.is_ready(cache.cache_directory("b"))


def test_a_user_without_a_home_has_a_temporary_place(monkeypatch, tmp_path):
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/jobsim"))
    assert tmp_path in cache.cache_directory("a").parents


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners here")
def test_a_temporary_place_that_others_may_write_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv(cache.VARIABLE, "/dev/null/cache")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_to_all = tmp_path / f"jobsim-{os.getuid()}"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    assert open_to_all not in cache.cache_directory("a").parents


def test_an_error_while_compiling_leaves_no_kernel(user_folder):
    folder = cache.cache_directory("a")
    with pytest.raises(KeyboardInterrupt), cache.compiling(folder):
        raise KeyboardInterrupt
    assert not cache.is_ready(folder)
    assert made("a") == folder and cache.is_ready(folder)


def test_the_kernels_used_last_are_kept(user_folder):
    folders = {}
    for age, digest in enumerate("abc"):
        folders[digest] = made(digest)
        os.utime(folders[digest], (1000 + age, 1000 + age))
    with cache.compiling(folders["a"]):
        pass
    unfinished = user_folder / "kernel-unfinished"
    unfinished.mkdir()
    folders["d"] = made("d")
    assert {digest for digest, folder in folders.items() if folder.exists()} == {"a", "c", "d"}
    assert unfinished.exists()  # perhaps at work
    os.utime(unfinished, (1000, 1000))
    made("e")
    assert not unfinished.exists()


def test_the_time_of_the_last_compilation_is_told(user_folder, capfd):
    folder = made("a")
    assert f"about {cache.EXPECTED_SECONDS} s" in capfd.readouterr().err
    (folder / "ready.json").write_text('{"seconds": 17.2}')
    made("b")
    said = capfd.readouterr()
    assert "about 17 s" in said.err and said.out == ""
