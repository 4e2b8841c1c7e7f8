"""Many counties as one job: what is listed, what fails, what is added up, and that nothing is simulated twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

import jobsim as js
from jobsim.cli import main
from jobsim.experiments.province import listed
from jobsim.experiments.province.sums import own_order
from jobsim.scenario.errors import ScenarioError

FIXTURES = Path(__file__).parents[1] / "fixtures"
OTHER = """extends: {base}
scenario: {{name: {name}, county: {{zh: {zh}, en: {name}}}}}
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    monkeypatch.delenv("JOBSIM_STORE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def counties(tmp_path) -> Path:
    """Two counties that can be run, one that is broken, one that lacks a figure; one of the two has a variant."""
    folder = tmp_path / "counties"
    shutil.copytree(FIXTURES / "minimal", folder / "linshui")
    for name, zh in (("shanxia", "山下县"), ("queshu", "缺数县"), ("cuowu", "错误县")):
        (folder / name).mkdir()
        text = OTHER.format(base="../linshui", name=name, zh=zh)
        (folder / name / "scenario.yaml").write_text(text, encoding="utf-8")
    broken, lacking = folder / "cuowu" / "scenario.yaml", folder / "queshu" / "scenario.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "county: {persons: many, rurl: 1}\n", encoding="utf-8")
    lacking.write_text(lacking.read_text(encoding="utf-8") + _missing(folder), encoding="utf-8")
    (folder / "linshui" / "variants").mkdir()
    (folder / "linshui" / "variants" / "dearer.yaml").write_text(
        "extends: ../scenario.yaml\nprogrammes: {internship_subsidy: {amount: 1800 CNY/month}}\n", encoding="utf-8"
    )
    return folder


def _missing(folder: Path) -> str:
    (fund,) = js.load(folder / "linshui").scenario.funds
    amount = "{missing: true, reason: 未定 / not fixed}"
    return f"funds: {{{fund}: {{appropriations: {{2023: {{amount: {amount}}}}}}}}}\n"


@pytest.fixture
def simulated(monkeypatch):
    from jobsim import engines

    seen, run = [], engines.run_replication

    def watched(scenario, seed, number, **options):
        seen.append((scenario.scenario.name, number))
        return run(scenario, seed, number, **options)

    monkeypatch.setattr(engines, "run_replication", watched)
    return seen


def record(out: Path) -> dict[str, bytes]:
    (folder,) = (out / "province").glob("run-all-*")
    assert not [file for file in (out / "province").iterdir() if file != folder]
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "manifest.json"}


def test_what_cannot_be_run_is_told_once_and_the_rest_goes_on(counties, tmp_path):
    done = call("run-all", counties, "-n", 3, "--json", "--out", "out")
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    assert [one["name"] for one in told["counties"]] == ["linshui", "shanxia"]
    assert [one["name"] for one in told["failed"]] == ["cuowu", "queshu"]
    broken, lacking = (one["message"]["en"] for one in told["failed"])
    assert "cuowu/scenario.yaml:3" in broken and "and 1 more; jobsim validate" in broken
    assert "missing" in lacking and "queshu/scenario.yaml:3" in lacking
    lines = [line for line in done.stderr.splitlines() if line.startswith("counties/")]
    assert [line.split(": ")[1] for line in lines] == ["cuowu", "queshu"]
    assert {row["counties"] for row in told["sums"]} == {2}
    in_chinese = call("run-all", counties, "-n", 3, "--out", "out", "--lang", "zh")
    assert (
        in_chinese.exit_code == 3 and "其中 2 个未能运行" in in_chinese.stdout and "未能运行的方案" in in_chinese.stdout
    )
    assert "English" not in in_chinese.stdout and "本次任务的记录" in in_chinese.stdout


def test_the_tables_are_those_of_the_runs_and_the_sums_add_them_up(counties):
    told = json.loads(call("run-all", counties, "-n", 6, "--seed", 4, "--json", "--out", "out").stdout)
    study = js.simulate(
        [js.load(counties / "linshui"), js.load(counties / "shanxia")], replications=6, seed=4, store=False
    )
    tables = {name: pl.read_parquet(next(Path("out/province").glob("run-all-*")) / f"{name}.parquet")
              for name in ("outlay", "overruns", "targets", "sums")}  # fmt: skip
    for by, column in (("programme", "programme"), ("payer", "payer"), ("fund", "fund"), ("total", None)):
        wanted = study.outlay(by=["year", *([column] if column else [])])
        for row in wanted.iter_rows(named=True):
            of = pl.col("name") == row["scenario"]
            item = pl.col("item") == row[column] if column else pl.col("item").is_null()
            (found,) = tables["outlay"].filter(of & item, by=by, year=row["year"]).to_dicts()
            assert {key: found[key] for key in ("mean", "p10", "p50", "p80", "p90")} == pytest.approx(
                {key: row[key] for key in ("mean", "p10", "p50", "p80", "p90")}
            )
    funds, targets = study.funds(), study.targets()
    assert tables["overruns"]["probability"].to_list() == funds["p_overrun"].to_list()
    assert tables["targets"]["probability"].to_list() == targets["probability"].to_list()
    assert tables["targets"]["low"].to_list() == targets["low"].to_list()

    paid = [results.per_replication(results.programmes, "paid_fen") for results in study.results.values()]
    orders = [own_order(f"测试省/{name}", 6) for name in ("临水县", "山下县")]
    assert all(sorted(order) == list(range(6)) for order in orders) and orders[0].tolist() != orders[1].tolist()
    for luck, whole in (
        ("joint", sum(paid)),
        ("independent", sum(one[order] for one, order in zip(paid, orders, strict=True))),
    ):
        (found,) = (row for row in told["sums"] if row["by"] == "total" and row["luck"] == luck)
        assert found["mean"] == pytest.approx(whole.mean()) and found["counties"] == 2
        assert found["p80"] == pytest.approx(np.quantile(whole, 0.8))
    assert {*told["luck"]} == {"joint", "independent"}


def test_the_same_job_again_simulates_nothing_and_writes_the_same(counties, simulated):
    assert call("run-all", counties, "-n", 3, "--out", "out").exit_code == 3
    assert sorted(simulated) == sorted((name, k) for name in ("linshui", "shanxia") for k in range(3))
    first = record(Path("out"))
    assert call("run-all", counties, "-n", 3, "--out", "out", "--workers", 1).exit_code == 3
    assert len(simulated) == 6 and record(Path("out")) == first
    assert call("run-all", counties, "-n", 3, "--out", "plain", "--no-store", "--workers", 1).exit_code == 3
    assert len(simulated) == 12 and record(Path("plain")) == first and not Path("plain/.store").exists()
    assert {*first} == {"province.json", "failed.csv"} | {
        f"{name}.{kind}" for name in ("sums", "outlay", "overruns", "targets") for kind in ("csv", "parquet")
    }


def test_a_cluster_gives_the_same_bytes_and_is_called_once(counties):
    pytest.importorskip("distributed")
    assert call("run-all", counties, "-n", 3, "--out", "here", "--no-store").exit_code == 3
    done = call("run-all", counties, "-n", 3, "--out", "there", "--no-store", "--cluster", "local:2")
    assert done.exit_code == 3 and done.stderr.count("local:2: 2 workers") == 1
    assert record(Path("there")) == record(Path("here"))
    lost = call("run-all", counties, "-n", 3, "--out", "none", "--no-store", "--cluster", "local:0")
    assert lost.exit_code == 2 and lost.stderr.count("\n") == 1 and not Path("none").exists()


def test_a_list_names_paths_shipped_counties_and_variants(counties, tmp_path):
    file = counties / "list.txt"
    file.write_bytes(
        "\ufeff# Linshui and its variant\r\nlinshui\r\n\r\nlinshui/dearer  # 1,800 a month\r\nshanxia\r\n".encode()
    )
    done = call("run-all", file, "-n", 2, "--json", "--out", "out")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(one["name"], one["variant"]) for one in told["counties"]] == [
        ("linshui", None), ("linshui/dearer", "dearer"), ("shanxia", None)]  # fmt: skip
    # A variant is never added to its baseline.
    assert {(row["variant"], row["counties"]) for row in told["sums"]} == {(None, 2), ("dearer", 1)}
    file.write_text("jingyuan_2023\njobsim:jingde_2022\nshexian_2025/nothing\n", encoding="utf-8")
    assert [one.file().name for one in listed.entries(file)[:2]] == ["scenario.yaml"] * 2
    with pytest.raises(ScenarioError):
        listed.entries(file)[2].file()


def test_variants_of_a_county_one_below_the_other_go_together(counties, tmp_path, monkeypatch):
    from jobsim.experiments.province import job

    asked, plain = [], job.observe_together
    monkeypatch.setattr(job, "observe_together", lambda some, *more: asked.append(len(some)) or plain(some, *more))
    file = counties / "list.txt"
    file.write_text("linshui\nlinshui/dearer\nshanxia\n", encoding="utf-8")
    assert call("run-all", file, "-n", 2, "--out", "out").exit_code == 0 and asked == [2]
    file.write_text("linshui\nshanxia\nlinshui/dearer\n", encoding="utf-8")
    assert call("run-all", file, "-n", 2, "--no-store", "--out", "other").exit_code == 0 and asked == [2]
    one, other = (
        pl.read_parquet(*(tmp_path / out).glob("province/run-all-*/outlay.parquet")) for out in ("out", "other")
    )
    assert one.sort(one.columns).equals(other.sort(one.columns))


def test_faults_of_the_list_are_told_with_their_line(counties):
    file = counties / "list.txt"
    file.write_text(f"nowhere\nlinshui\nlinshui\nlinshui/deare\n{'x' * 300}\n", encoding="utf-8")
    done = call("run-all", file, "-n", 1, "--out", "out")
    lines = [line for line in done.stderr.splitlines() if line.startswith("counties/list.txt:")]
    assert done.exit_code == 3 and [line.partition(" ")[0] for line in lines] == [
        "counties/list.txt:1:", "counties/list.txt:3:", "counties/list.txt:4:", "counties/list.txt:5:"]  # fmt: skip
    assert "same county and year as linshui" in lines[1] and "did you mean 'dearer'" in lines[2]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda place: place.mkdir(), "no folder in it holds a scenario.yaml"),
        (lambda place: shutil.copytree(FIXTURES / "minimal", place), "it is one scenario: jobsim run"),
        (lambda place: place.write_text("# nothing\n"), "the list names no scenario"),
        (lambda place: place.write_bytes("县".encode("gb18030")), "is no list in UTF-8"),
        (lambda place: None, "cannot be read"),
        (lambda place: place.write_text("nowhere\n"), "no such file or folder: nowhere"),
    ],
)
def test_where_nothing_can_be_run_one_message_says_why_and_nothing_is_written(make, said, tmp_path):
    make(tmp_path / "x")
    done = call("run-all", "x", "-n", 1, "--out", "out")
    assert done.exit_code == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not Path("out").exists()
    again = call("run-all", "x", "-n", 1, "--out", "out", "--lang", "zh")
    assert again.exit_code == 2 and any("\u4e00" <= sign <= "\u9fff" for sign in again.stderr)


def test_what_lacks_a_figure_is_left_out_if_asked(counties):
    told = json.loads(call("run-all", counties, "-n", 1, "--json", "--exclude-missing").stdout)
    (lacking,) = (one for one in told["counties"] if one["name"] == "queshu")
    assert lacking["excluded"] and [one["name"] for one in told["failed"]] == ["cuowu"]


def test_with_a_precision_each_county_stops_when_it_is_reached(counties):
    asked = ("--precision", "6%", "--precision-of", "outlay.mean", "--at-most", "150", "--exclude-missing", "--json")
    places = [counties / "linshui", counties / "queshu", counties / "linshui/variants/dearer.yaml"]
    Path("list.txt").write_text("".join(f"{place}\n" for place in places), encoding="utf-8")
    done = call("run-all", "list.txt", *asked)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["precision"] == {"width": 0.06, "of": "outlay.mean", "at_most": 150}
    known = {one["name"]: one["precision"] for one in told["counties"]}
    for one, place in zip(told["counties"], places, strict=True):
        alone = json.loads(call("run", place, *asked).stdout)
        assert one["precision"] == alone["precision"], place
        mean = next(row for row in told["outlay"] if row["name"] == one["name"] and row["by"] == "total")["mean"]
        assert mean == pytest.approx(alone["outlay"]["years"]["2023"]["mean"])
    assert told["replications"] == min(one["replications"] for one in known.values())
    shown = call("run-all", "list.txt", *asked[:-1]).stdout
    assert "Precision of each county" in shown and "reached" in shown
    assert f"Sums are of the {told['replications']} replications that all counties have." in " ".join(shown.split())
    (record,) = Path("results/province").glob("run-all-*")
    assert pl.read_csv(record / "precision.csv").height == len(known)


def test_a_precision_of_what_a_county_does_not_have_is_its_fault_alone(counties):
    Path("list.txt").write_text(f"{counties / 'linshui'}\njingde_2022\n", encoding="utf-8")
    asked = ("--precision", "20%", "--precision-of", "target:urban_new_employment", "--at-most", "125")
    done = call("run-all", "list.txt", *asked)
    assert done.exit_code == 3 and "jingde_2022: there is no target 'urban_new_employment'" in done.stderr


def test_sums_have_the_replications_that_all_counties_have():
    from jobsim.experiments.measures import Observed
    from jobsim.experiments.province.sums import INDEPENDENT, JOINT, Sums

    scenario = js.load(FIXTURES / "minimal").scenario
    found = []
    for numbers in ((4, 6), (6, 4)):
        sums = Sums()
        for number in numbers:
            one = Observed(scenario, number)
            one.values["outlay.2023.cash.total"][:] = 100 * np.arange(1, number + 1)
            sums.add(f"county {number}", None, one)
        assert sums.replications == 4
        found.append(sums)
    joint = [one._sums[None, 2023, "total", ""][JOINT].tolist() for one in found]
    apart = [one._sums[None, 2023, "total", ""][INDEPENDENT].tolist() for one in found]
    assert joint[0] == joint[1] == [200, 400, 600, 800]
    orders = {number: (own_order(f"county {number}", number) + 1) * 100 for number in (4, 6)}
    assert apart[0] == apart[1] == (orders[4] + orders[6][:4]).tolist()
