"""The real commands where what Windows has not is taken away (``another/sitecustomize.py``): same records, same pages.

Windows itself could not be tried; docs/decisions/0028-on-any-desk.md says what that leaves open.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is open is read from the system of Linux")
MINIMAL = str(HERE.parents[0] / "fixtures" / "minimal")


def environment(encoding="cp936", **more):
    path = os.pathsep.join([str(HERE / "another"), *filter(None, [os.environ.get("PYTHONPATH")])])
    plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_CTYPE", "LC_MESSAGES")}
    return {
        **plain,
        "PYTHONPATH": path,
        "PYTHONIOENCODING": encoding,
        "PYTHONUTF8": "0",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        **more,
    }


def jobsim(folder, *arguments, encoding="cp936", code=0, **more):
    """Standard output and error of a command on the other desk."""
    done = subprocess.run(
        [sys.executable, "-m", "jobsim", *map(str, arguments)], cwd=folder, check=False, capture_output=True,
        env=environment(encoding, **more),
    )  # fmt: skip
    said = done.stderr.decode(encoding)
    assert done.returncode == code, said
    assert "Traceback" not in said
    return done.stdout, said


def test_the_other_desk_is_a_poor_one(tmp_path):
    code = """
import os, signal, importlib.util, pathlib, multiprocessing
assert not any(hasattr(os, name) for name in ("fork", "getuid", "sysconf", "wait4", "sched_getaffinity"))
assert not hasattr(signal, "SIGKILL") and multiprocessing.get_start_method() == "spawn"
pathlib.Path("a.txt").write_text("中\\n")
assert pathlib.Path("a.txt").read_bytes() == "中\\r\\n".encode("gbk")
for name in ("aux.txt", "a:b", "end."):
    try:
        pathlib.Path(name).write_text("")
    except OSError:
        continue
    raise AssertionError(name)
with open("a.txt"):
    try:
        os.replace("a.txt", "b.txt")
    except PermissionError:
        print("poor")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    assert done.stdout.strip() == b"poor"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a record that the other desk has made, on SimPy in two processes."""
    folder = tmp_path_factory.mktemp("desk")
    order = ("run", MINIMAL, "-n", 3, "--engine", "simpy", "--workers", 2, "--ledger", "--lang", "zh")
    page, _ = jobsim(folder, *order)
    assert "资金够不够" in page.decode("gbk")
    (record,) = (folder / "results" / "linshui").iterdir()
    return folder, record


def test_a_record_has_the_bytes_it_has_anywhere(desk, tmp_path):
    _, record = desk
    subprocess.run([sys.executable, "-m", "jobsim", "run", MINIMAL, "-n", "3", "--engine", "simpy", "--workers", "1",
                    "--ledger"], cwd=tmp_path, check=True, capture_output=True)  # fmt: skip
    here = tmp_path / "results" / "linshui" / record.name
    told = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (here, record)]
    assert told[0]["sha256"] == told[1]["sha256"]
    assert not any(b"\r" in (record / name).read_bytes() for name in ("manifest.json", "summary.json"))


def test_the_compiled_engine_gives_the_ledger_of_the_other(desk, tmp_path):
    _, record = desk
    jobsim(tmp_path, "run", MINIMAL, "-n", 3, "--ledger")
    (compiled,) = (tmp_path / "results" / "linshui").iterdir()
    assert pl.read_parquet(compiled / "ledger.parquet").equals(pl.read_parquet(record / "ledger.parquet"))


def test_a_record_is_shown_explained_reported_compared_and_verified(desk):
    folder, record = desk
    asked = {
        ("show", record): "应付", ("show", record, "--by", "programme,month", "--csv", "中文.csv"): "已写入",
        ("payments", record): "见习", ("explain", record, "0/0", "--journey"): "经历",
        ("report", record, "--excel", "簿.xlsx", "--html", "报告.html", "--pdf", "报告.pdf", "--figures", "图"):
            "已写入",
        ("compare", MINIMAL, "--set", "programmes.internship_subsidy.limits.months=6", "-n", 3, "--out", "results"):
            "本次比较的记录",
        ("verify", record): "相同",
    }  # fmt: skip
    for arguments, said in asked.items():
        page, _ = jobsim(folder, *arguments, "--lang", "zh")
        assert said in page.decode("gbk"), arguments
        assert b"?" not in page, arguments
    assert (folder / "中文.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (folder / "报告.html").read_text(encoding="utf-8").startswith("<!")
    (compared,) = (folder / "results" / "linshui").glob("compare-*")
    assert b"\xcf\xe0\xcd\xac" in jobsim(folder, "verify", compared, "--lang", "zh")[0]  # 相同


def test_the_same_run_again_replaces_its_record_and_leaves_nothing_else(desk):
    folder, record = desk
    before = sorted(one.name for one in record.parent.iterdir())
    jobsim(folder, "run", MINIMAL, "-n", 3, "--engine", "simpy", "--workers", 2, "--ledger")
    assert sorted(one.name for one in record.parent.iterdir()) == before
    assert sorted(one.name for one in (folder / "results").iterdir()) == ["linshui"]


def test_what_a_killed_run_leaves_the_next_clears_up(tmp_path):
    order = [sys.executable, "-m", "jobsim", "run", MINIMAL, "-n", "500", "--engine", "simpy", "--workers", "1"]
    killed = subprocess.Popen(order, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    until = time.monotonic() + 60
    while not list(tmp_path.glob("results/linshui/.draft-*")) and time.monotonic() < until:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert list(tmp_path.glob("results/linshui/.draft-*"))
    jobsim(tmp_path, "run", MINIMAL, "-n", 1)
    assert [one.name for one in (tmp_path / "results" / "linshui").iterdir() if one.name.startswith(".")] == []


def test_a_record_that_somebody_reads_is_not_replaced_and_the_message_says_why(desk):
    folder, record = desk
    code = f"""
import pathlib, sys
held = open(pathlib.Path({str(record)!r}) / "summary.json", "rb")
sys.argv = ["jobsim", "run", {MINIMAL!r}, "-n", "3", "--engine", "simpy", "--workers", "1", "--ledger"]
from jobsim.__main__ import main
main()
"""
    before = (record / "manifest.json").read_bytes()
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment(), capture_output=True, check=False)
    said = done.stderr.decode("gbk")
    assert done.returncode == 2 and "one of its files is open in another program" in said and "Traceback" not in said
    assert (record / "manifest.json").read_bytes() == before
    assert [one.name for one in record.parent.iterdir() if one.name.startswith(".")] == []


def test_the_store_keeps_its_blocks_and_a_damaged_one_is_set_aside(tmp_path):
    order = ("run", MINIMAL, "--engine", "simpy", "--workers", 2)
    first, _ = jobsim(tmp_path, *order, "-n", 2, JOBSIM_STORE="store")
    (shelf,) = (tmp_path / "store").glob("*/*/")
    assert sorted(one.name for one in shelf.iterdir()) == ["0000000000-0000000001.parquet", "key.json"]
    jobsim(tmp_path, *order, "-n", 3, JOBSIM_STORE="store")
    assert sorted(one.name for one in shelf.iterdir()) == ["0000000000-0000000002.parquet", "key.json"]
    (shelf / "0000000000-0000000002.parquet").write_bytes(b"damaged")
    again, said = jobsim(tmp_path, *order, "-n", 2, JOBSIM_STORE="store")
    assert "it is set aside and simulated anew" in said and again == first
    assert b"linshui" in jobsim(tmp_path, "store", "list", JOBSIM_STORE="store")[0]


def test_a_sheet_is_written_read_and_written_as_a_layer(tmp_path):
    for place in ("县情.xlsx", "县情"):
        page, _ = jobsim(tmp_path, "sheet", MINIMAL, "--write", place, "-n", 0, "--lang", "zh")
        assert "已写入" in page.decode("gbk")
        page, _ = jobsim(tmp_path, "sheet", MINIMAL, "--read", place, "--out", "本县", "--lang", "zh")
        assert "没有改动" in page.decode("gbk") and not (tmp_path / "本县").exists()
    jobsim(tmp_path, "roll", MINIMAL, 2024, "--out", "明年", "--lang", "zh")
    assert "县" in (tmp_path / "明年" / "scenario.yaml").read_text(encoding="utf-8")
    assert b"\r" not in (tmp_path / "明年" / "scenario.yaml").read_bytes()
    _, said = jobsim(tmp_path, "roll", MINIMAL, 2024, "--out", "aux.2024", code=2)
    assert "is no name for a folder" in said
    assert sorted(one.name for one in tmp_path.iterdir()) == ["县情", "县情.xlsx", "明年"]


def test_a_resolved_scenario_in_a_file_is_utf_8_and_the_same_scenario(tmp_path):
    text, _ = jobsim(tmp_path, "resolve", MINIMAL)
    (tmp_path / "flat.yaml").write_bytes(text)
    hashes = [json.loads(jobsim(tmp_path, "validate", one, "--json")[0])["scenario_hash"] for one in
              ("flat.yaml", MINIMAL)]  # fmt: skip
    assert hashes[0] == hashes[1]


def test_json_is_ascii_where_the_console_does_not_speak_utf_8(tmp_path):
    told, _ = jobsim(tmp_path, "counties", "--json")
    assert told.isascii() and json.loads(told)["rows"][0]["title_zh"].startswith("旌德县")


def test_a_console_of_the_west_shows_the_nearest_signs(tmp_path):
    page, _ = jobsim(tmp_path, "counties", "--lang", "en", encoding="cp437")
    assert b"2022-2023" in page and b"?" not in page
