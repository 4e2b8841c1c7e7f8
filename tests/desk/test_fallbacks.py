"""What is done on Windows alone, tried here with a name put for the system's."""

import ctypes
import os
import sys
from ctypes.util import find_library
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobsim import ending, folders, language
from jobsim.engines.compiled import cache, library
from jobsim.experiments import drafts, locks, workers
from jobsim.experiments.drafts import RecordError, draft
from jobsim.harmless import in_ascii
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.shells import typed

WINDOWS = SimpleNamespace(**{**vars(os), "name": "nt"})


# ------------------------------------------------------------------------------------------------ what is said


def test_windows_speaks_the_language_of_its_windows(monkeypatch):
    for number, lang in ((0x0804, "zh"), (0x0404, "zh"), (0x0C04, "zh"), (0x0409, "en"), (0, "en")):
        monkeypatch.setattr(language, "_windows_language", lambda number=number: number)
        assert language.of_locale({}) == lang
        assert language.of_locale({"LANG": "en_US.UTF-8"}) == "en"
        assert language.of_locale({"LANG": "zh_CN.UTF-8"}) == "zh"


def test_the_last_words_are_in_the_encoding_of_the_console_and_steer_nothing(monkeypatch):
    said = []

    class Left(Exception):
        pass

    def leave(code):
        raise Left(code)

    console = {"isatty": lambda _: True, "device_encoding": lambda _: "cp936", "_exit": leave,
               "write": lambda _, data: said.append(data)}  # fmt: skip
    monkeypatch.setattr(ending, "os", SimpleNamespace(**{**vars(WINDOWS), **console}))
    with pytest.raises(Left):
        ending.leave_now("已中断")
    assert said == ["已中断\n".encode("gbk")]
    monkeypatch.setattr(ending, "os", SimpleNamespace(**{**vars(os), **console}))
    with pytest.raises(Left):
        ending.leave_now("x")
    assert said[1].startswith(b"\x1b[?25h")


def test_signs_that_an_encoding_lacks_are_told_by_the_nearest():
    import codecs

    codecs.register_error("nearest", in_ascii)
    told = "1,161–1,294 ≥ 5 × −2 ± 1 … “x” ▸ 县".encode("ascii", "nearest").decode()
    assert told == '1,161-1,294 >= 5 x -2 +/- 1 ... "x" > ?'
    assert "≥ ± ·".encode("cp437", "nearest").decode("cp437") == "≥ ± ·"


def test_a_command_is_quoted_so_that_every_shell_reads_the_same():
    words = ["jobsim", "run", "jingyuan_2023", "--set", "funds.x.amount=1100 万元", r"D:\县\scenario.yaml", "2.5 %"]
    assert typed(words) == (
        r'jobsim run jingyuan_2023 --set "funds.x.amount=1100 万元" "D:\县\scenario.yaml" "2.5 %"'
    )  # fmt: skip
    assert typed(["it's", "$HOME", 'a"b', "%A% %B%"]) == """"it's" '$HOME' 'a"b' '%A% %B%'"""


# ------------------------------------------------------------------------------------------------ records


def test_without_locks_of_the_system_a_file_beside_is_locked_and_goes_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "fcntl", None)
    folder = tmp_path / "held"
    folder.mkdir()
    lock = locks.hold(folder, wait=True)
    assert lock is not None and locks.hold(folder, wait=False) is None
    locks.let_go(lock)
    again = locks.hold(folder, wait=False)
    assert again is not None
    folder.rename(tmp_path / "renamed")  # no file within is open
    locks.let_go(again)


def test_a_folder_that_a_scanner_holds_for_a_moment_is_renamed_all_the_same(tmp_path, monkeypatch):
    real, refused = Path.rename, []

    def rename(self, target):
        if len(refused) < 2:
            refused.append(self)
            raise PermissionError(13, "Access is denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(folders, "os", WINDOWS)
    with draft(tmp_path, "testland") as begun:
        kept = begun.keep("abc")
    assert kept.is_dir() and len(refused) == 2


def test_a_record_that_is_open_elsewhere_stands_and_the_message_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(drafts, "_swap", lambda *_: False)
    with draft(tmp_path, "testland") as begun:
        kept = begun.keep("abc")

    def refuse(folder, to):
        raise PermissionError(13, "Access is denied", str(folder))

    monkeypatch.setattr(drafts, "rename", refuse)
    with pytest.raises(RecordError, match="is open in another program"), draft(tmp_path, "testland") as begun:
        begun.keep("abc")
    assert [one.name for one in kept.parent.iterdir()] == ["abc"]


@pytest.mark.parametrize("name", ["con", "aux", "nul", "com1"])
def test_a_scenario_is_not_called_as_a_device(name, tmp_path):
    (tmp_path / "a.yaml").write_text(f"extends: jobsim:jingde_2022\nscenario: {{name: {name}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"scenario.name: '{name}' is a device to Windows"):
        load_scenario(tmp_path / "a.yaml")


# ------------------------------------------------------------------------------------------------ processes


def test_the_engine_is_made_without_a_thread_that_reads_a_pipe(monkeypatch):
    monkeypatch.setattr(cache, "os", WINDOWS)
    option, code = cache._how_to_make()
    assert option == "-c"
    compile(code, "maker", "exec")
    assert f"import {cache._MAKER} as make; make.main(" in code


def test_the_kernel_calls_the_functions_that_python_calls(monkeypatch):
    bound = {}
    real = ctypes.CDLL
    monkeypatch.setattr(library, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(library.llvm, "add_symbol", bound.__setitem__)
    monkeypatch.setattr(library.ctypes, "CDLL", lambda name: real({"ucrtbase": find_library("m")}[name]))
    library._bind_to_python()
    assert set(bound) == {"log", "pow"}
    log = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(bound["log"])
    assert log(2.0) == 0.6931471805599453


def test_a_worker_hears_no_ctrl_c_where_it_could_not_be_started_deaf(monkeypatch):
    heard = []
    fake = SimpleNamespace(SIGINT=2, SIG_IGN=1, signal=lambda *given: heard.append(given))
    monkeypatch.setattr(workers, "signal", fake)
    workers._start()
    assert heard == [(2, 1)]


def test_windows_waits_for_no_more_than_sixty_one_processes(monkeypatch):
    monkeypatch.setattr(workers, "_MOST_PROCESSES", 61)
    pool = workers.Processes(abs, 500)
    try:
        assert list(pool.outcomes(range(1))) == [0]
        assert pool.at_once == 61 and pool._pool._pool._max_workers == 61
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there the kernel names what it needs")
def test_a_kernel_calls_nothing_else_of_the_c_library():
    from jobsim.engines.compiled import engine

    needed = set()
    for kernel in cache.kernels(engine.key()):
        needed |= undefined(kernel.code)
    assert needed <= {*library._OF_C, "memset", "memcpy", "memmove"}


def undefined(code):
    """The symbols that an object file of ELF names and does not hold."""
    import struct

    sections, size, count = struct.unpack_from("<Q", code, 40)[0], *struct.unpack_from("<HH", code, 58)
    heads = [struct.unpack_from("<IIQQQQIIQQ", code, sections + k * size) for k in range(count)]
    found = set()
    for head in heads:
        if head[1] != 2:  # the table of symbols
            continue
        names = heads[head[6]][4]
        for place in range(head[4], head[4] + head[5], 24):
            name, _, _, section = struct.unpack_from("<IBBH", code, place)
            if name and section == 0:
                found.add(code[names + name : code.index(b"\0", names + name)].decode())
    return found
