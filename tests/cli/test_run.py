"""A run from the command line to its record and back, with the real engine on the smallest county."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import jobsim as js
from jobsim.cli import main

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
TABLES = ("outlay", "programmes", "funds", "targets", "indicators", "parameters", "ledger")


def call(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A run of three replications in one process: its document and its folder."""
    out = tmp_path_factory.mktemp("alone")
    done = call("run", MINIMAL, "-n", 3, "--seed", 0, "--workers", 1, "--out", out, "--json", "--ledger")
    (folder,) = (out / "linshui").iterdir()
    return json.loads(done.stdout), folder


def test_json_is_the_only_thing_on_standard_output_and_is_what_the_record_holds(recorded):
    document, folder = recorded
    assert document == json.loads((folder / "summary.json").read_text())
    assert document["seed"] == 0 and document["replications"] == 3


def test_warnings_are_told_on_standard_error_and_kept_in_the_record(tmp_path):
    nobody = ("--set", "places.internship.who={any: [retired_fisher]}")
    text = "nobody in the county belongs to retired_fisher"
    checked = call("validate", MINIMAL, *nobody)
    assert checked.stderr.startswith(f"warning: --set places.internship.who: {text}")
    assert "is valid" in checked.stdout and text not in checked.stdout
    document = json.loads(call("validate", MINIMAL, "--json", *nobody).stdout)
    assert [(one["path"], one["line"]) for one in document["warnings"]] == [("places.internship.who", 0)]
    out = tmp_path / "out"
    done = call("run", MINIMAL, "-n", 1, "--engine", "simpy", "--workers", 1, "--out", out, "--json", *nobody)
    assert text in done.stderr
    (folder,) = (out / "linshui").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [one.startswith(f"warning: --set places.internship.who: {text}") for one in manifest["warnings"]] == [True]
    assert json.loads(done.stdout)["warnings"] == json.loads((folder / "summary.json").read_text())["warnings"]
    assert json.loads(done.stdout)["warnings"] == document["warnings"]
    plan = js.load(MINIMAL, {"places.internship.who": {"any": ["retired_fisher"]}})
    assert [one.message.partition(",")[0] for one in plan.warnings] == [text]


def test_a_run_of_a_year_not_spoken_of_asks_for_its_figures_and_tells_no_overrun(tmp_path):
    """The fund of the small county has money in 2023 only; a test of the scenarios asks the shipped counties."""
    later = ("--set", "horizon.start=2024-01-01", "--set", "horizon.end=2024-12-31")
    done = call("run", MINIMAL, "-n", 1, "--engine", "simpy", "--workers", 1, "--out", tmp_path / "a", "--json", *later)
    asked = "funds.employment_subsidy.appropriations: how much is appropriated for 2024? Stated so far: 2023"
    assert asked in done.stderr and asked in call("validate", MINIMAL, *later).stderr
    document = json.loads(done.stdout)
    (fund,) = document["funds"]
    assert fund["year"] == 2024 and fund["p_overrun"] is None and not fund["limited"]
    assert document["targets"] == []
    assert [one["path"] for one in document["warnings"]][:2] == [
        "funds.employment_subsidy.appropriations", "targets.urban_new_employment.by",
    ]  # fmt: skip


def test_what_only_comes_near_to_its_clause_is_told_with_the_result(tmp_path):
    near = ("--set", "programmes.hiring_subsidy.approximation={zh: 未计年龄, en: age is left out}")
    shown = call("run", MINIMAL, "-n", 1, "--engine", "simpy", "--workers", 1, "--out", tmp_path / "a", *near).stdout
    below = shown[shown.index("Approximated") :]
    assert "Hiring subsidy" in below and "LS-02" in below and "age is left out" in below
    assert "未计年龄" in call("coverage", MINIMAL, "--lang", "zh", *near).stdout
    (clause,) = [one for one in json.loads(call("coverage", MINIMAL, "--json", *near).stdout)["clauses"] if one["lost"]]
    assert (clause["disposition"], clause["lost"]) == ("approximated", [{"zh": "未计年龄", "en": "age is left out"}])


def test_the_record_is_complete(recorded):
    names = {path.name for path in recorded[1].iterdir()}
    assert names >= {"manifest.json", "scenario.resolved.yaml", "summary.json"}
    assert names >= {f"{table}.parquet" for table in TABLES}


def run_in_a_script(folder, *options):
    """A run started by a script without a main guard: worker processes must not run it again."""
    arguments = ["run", MINIMAL, "-n", "3", "--seed", "0", "--out", str(folder), "--ledger", *options]
    script = folder / "script.py"
    script.write_text(f"from jobsim.cli import main\nmain({arguments!r}, standalone_mode=False)\n")
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
    (made,) = (folder / "linshui").iterdir()
    return made


def test_more_threads_write_the_same_bytes(recorded, tmp_path):
    folder = run_in_a_script(tmp_path, "--workers", "3")
    assert folder.name == recorded[1].name
    for name in [f"{table}.parquet" for table in TABLES] + ["summary.json"]:
        assert (folder / name).read_bytes() == (recorded[1] / name).read_bytes(), name


def test_the_other_engine_in_processes_writes_the_same_tables(recorded, tmp_path):
    folder = run_in_a_script(tmp_path, "--workers", "3", "--engine", "simpy")
    for name in [f"{table}.parquet" for table in TABLES]:
        assert (folder / name).read_bytes() == (recorded[1] / name).read_bytes(), name
    document = json.loads((folder / "summary.json").read_text())
    assert document == {**recorded[0], "engine": "simpy"} and recorded[0]["engine"] == "compiled"
    assert folder.name != recorded[1].name


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_run_is_verified_on_the_engine_it_was_made_with(engine, tmp_path, monkeypatch):
    from jobsim import engines

    used = []

    def noting(*arguments, **options):
        used.append(options["engine"])
        return run_replication(*arguments, **options)

    run_replication = engines.run_replication
    call("run", MINIMAL, "-n", 1, "--engine", engine, "--workers", 1, "--out", tmp_path)
    (folder,) = (tmp_path / "linshui").iterdir()
    assert json.loads((folder / "manifest.json").read_text())["engine"] == engine
    monkeypatch.setattr(engines, "run_replication", noting)
    assert "DIFFERENT" not in call("verify", folder, "--workers", 1).stdout
    assert used == [engine]


def test_the_ledger_reconciles_with_the_outlay_to_the_fen(recorded):
    ledger = pl.read_parquet(recorded[1] / "ledger.parquet")
    outlay = pl.read_parquet(recorded[1] / "outlay.parquet").filter(pl.col("basis") == "cash")
    paid = ledger.filter(pl.col("paid_day").dt.year() == 2023)
    assert paid["paid_fen"].sum() == outlay["amount_fen"].sum() > 0
    months = pl.col("paid_day").dt.year() * 100 + pl.col("paid_day").dt.month()
    keys = ["replication", "month", "programme"]
    a = paid.group_by("replication", months.cast(pl.Int32).alias("month"), "programme").agg(
        pl.col("paid_fen").sum().alias("fen")
    )
    b = outlay.group_by(keys).agg(pl.col("amount_fen").sum().alias("fen"))
    assert a.sort(keys).equals(b.sort(keys))


def test_appropriations_and_carry_over_go_where_the_fund_says(recorded):
    funds = pl.read_parquet(recorded[1] / "funds.parquet")
    came = funds["opening_fen"] + funds["appropriated_fen"] + funds["topped_up_fen"]
    went = funds["paid_fen"] + funds["lapsed_fen"] + funds["closing_fen"]
    assert (came == went).all()


def test_a_record_verifies_and_a_changed_one_does_not(recorded):
    assert "DIFFERENT" not in call("verify", recorded[1], "--workers", 1).stdout
    path = recorded[1] / "targets.parquet"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b"x")
        done = CliRunner().invoke(main, ["verify", str(recorded[1]), "--workers", "1"])
    finally:
        path.write_bytes(kept)
    assert done.exit_code == 3 and "targets.parquet: the file was changed after the run" in done.stdout


def test_a_payment_is_explained_with_rule_clause_and_arithmetic(recorded):
    ledger = pl.read_parquet(recorded[1] / "ledger.parquet")
    row = ledger.filter(
        (pl.col("programme") == "internship_subsidy") & (pl.col("status") == "paid") & (pl.col("replication") == 1)
    ).row(0, named=True)
    payment = f"1/{row['claim']}"
    found = json.loads(call("explain", recorded[1], payment, "--json").stdout)
    assert found["claim"]["paid_cny"] == row["paid_fen"] / 100
    assert found["claim"]["person"] == found["person"]["number"] == row["person"]
    assert found["clauses"][0]["id"] == "LS-01" and "1400" in found["clauses"][0]["text"]
    assert 0.85 <= found["rule"]["drawn"]["programmes.internship_subsidy.take_up"] <= 0.98
    assert found["rule"]["terms"]["claim"]["every"] == "quarter" == found["procedure"]["every"]
    assert len(found["entitlements"]) == row["milestones"] and found["history"] == []
    for lang, shown in (
        ("zh", ("就业见习补贴", "标准 1,400.00元/月 × 1个月 = 1,400.00元", "与台账一致")),
        ("en", ("Internship", "rate 1,400.00 CNY/month × 1 month = 1,400.00 CNY", "what the ledger has")),
    ):
        page = call("explain", recorded[1], payment, "--lang", lang).stdout
        for text in (*shown, "LS-01", "1400"):
            assert text in page


def test_a_journey_is_simulated_if_it_is_asked_for(recorded):
    ledger = pl.read_parquet(recorded[1] / "ledger.parquet")
    row = ledger.filter((pl.col("programme") == "internship_subsidy") & (pl.col("status") == "paid")).row(0, named=True)
    payment = f"{row['replication']}/{row['claim']}"
    found = json.loads(call("explain", recorded[1], payment, "--journey", "--json").stdout)
    assert len([step for step in found["history"] if step["behind"]]) >= row["milestones"]
    assert "▸" in call("explain", recorded[1], payment, "--journey").stdout


def test_a_record_without_a_ledger_says_how_to_get_one(tmp_path):
    call("run", MINIMAL, "-n", 1, "--workers", 1, "--set", "scenario.name=bare", "--out", tmp_path)
    (folder,) = (tmp_path / "bare").iterdir()
    done = CliRunner().invoke(main, ["explain", str(folder), "3"])
    assert done.exit_code == 2 and done.stdout == ""
    assert f"jobsim run {MINIMAL} --set scenario.name=bare -n 1 --seed 1 --ledger" in done.stderr


def test_a_journey_of_another_model_is_not_told(recorded, monkeypatch):
    from jobsim import engines

    def other_model(scenario, seed, *arguments, **options):
        return run_replication(scenario, seed + 1, *arguments, **options)

    run_replication = engines.run_replication
    monkeypatch.setattr(engines, "run_replication", other_model)
    ledger = pl.read_parquet(recorded[1] / "ledger.parquet")
    claim = ledger.filter((pl.col("person") >= 0) & (pl.col("replication") == 0))["claim"][0]
    done = CliRunner().invoke(main, ["explain", str(recorded[1]), f"0/{claim}", "--journey"])
    assert done.exit_code == 2 and "was made by another state of jobsim" in done.stderr


@pytest.mark.parametrize(
    ("payment", "message"),
    [("0/99999", "there is no claim 99999"), ("7/0", "there is no 7"), ("one", "a payment is REPLICATION/CLAIM")],
)
def test_a_payment_that_is_not_there(recorded, payment, message):
    done = CliRunner().invoke(main, ["explain", str(recorded[1]), payment])
    assert done.exit_code == 2 and message in done.stderr and done.stdout == ""


def test_a_person_is_traced_and_an_unknown_one_is_refused():
    found = json.loads(call("trace", MINIMAL, "--person", 3, "--json").stdout)
    assert found["history"] and found["history"] == sorted(found["history"], key=lambda step: step["date"])
    done = CliRunner().invoke(main, ["trace", MINIMAL, "--person", "900000000"])
    assert done.exit_code == 2 and "has no person 900000000" in done.stderr


def test_python_and_the_command_line_say_the_same(recorded):
    study = js.simulate(js.load(MINIMAL), replications=3, seed=0, workers=1)
    total = study.outlay(by=[])
    assert total["mean"].item() == pytest.approx(recorded[0]["outlay"]["total"]["mean"], abs=0.01)
    assert study.targets()["probability"].to_list() == [t["probability"] for t in recorded[0]["targets"]]
    assert study.plot.fan(lang="zh")._repr_png_().startswith(b"\x89PNG")


def test_a_variant_that_changes_nothing_differs_by_nothing_and_one_that_pays_more_pays_more():
    base = js.load(MINIMAL)
    same = base.variant("same", {"programmes.internship_subsidy.amount": "1400 CNY/month"})
    more = base.variant("more", {"programmes.internship_subsidy.amount": "2800 CNY/month"})
    study = js.simulate([base, same, more], replications=2, seed=1, workers=1, static=True)
    accrued = study.outlay(by="programme", basis="accrued").filter(pl.col("programme") == "internship_subsidy")
    total = dict(accrued.select("scenario", "mean").iter_rows())
    assert total["same"] == total["linshui"] > 0
    assert total["more"] == pytest.approx(2 * total["linshui"])


def test_a_year_for_which_nothing_is_appropriated_has_no_overrun_and_says_so(tmp_path):
    (tmp_path / "moved.yaml").write_text(f"extends: {MINIMAL}\nhorizon: {{start: 2024-01-01, end: 2024-12-31}}\n")
    done = call("run", tmp_path / "moved.yaml", "-n", 2, "--workers", 1, "--out", tmp_path)
    assert "none stated" in done.stdout
    (folder,) = (tmp_path / "linshui").iterdir()
    (fund,) = json.loads((folder / "summary.json").read_text())["funds"]
    assert (fund["year"], fund["limited"], fund["appropriation"], fund["p_overrun"]) == (2024, False, None, None)
    assert fund["appropriation_80"] > 0 and fund["arrears_p95"] == 0
    assert call("validate", tmp_path / "moved.yaml").stderr.count("how much is appropriated for 2024?") == 1


@pytest.mark.parametrize("command", ["validate", "resolve", "coverage", "assumptions"])
def test_registers_come_as_one_json_document(command):
    assert json.loads(call(command, MINIMAL, "--json").stdout)
    assert call(command, MINIMAL).stdout


def test_a_scenario_does_not_differ_from_itself(tmp_path):
    (tmp_path / "scenario.yaml").write_text(
        f"extends: {MINIMAL}\nprogrammes: {{internship_subsidy: {{amount: 1500 CNY/month}}}}\n"
    )
    assert json.loads(call("diff", MINIMAL, MINIMAL, "--json").stdout) == {"differences": []}
    (one,) = json.loads(call("diff", MINIMAL, tmp_path, "--json").stdout)["differences"]
    assert one["path"] == "programmes.internship_subsidy.amount"


@pytest.fixture
def start(tmp_path):
    """Start a run that nobody would wait for."""

    def process(*options, **environment):
        command = [
            sys.executable,
            "-m",
            "jobsim",
            "run",
            MINIMAL,
            "-n",
            "100000",
            "--out",
            str(tmp_path / "r"),
            *options,
        ]
        return subprocess.Popen(
            command, stderr=subprocess.PIPE, start_new_session=True, env={**os.environ, **environment}
        )

    return process


def until_drafted(running, folder):
    deadline = time.monotonic() + 300  # a slow machine may be compiling
    while not list(folder.glob("r/linshui/.draft-*")):
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.05)


def ends_without_a_trace(running, ending, folder):
    running.send_signal(ending)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 128 + ending
    assert b"interrupted; nothing was written" in said and b"Traceback" not in said
    assert not (folder / "r").exists()
    no_process_is_left(running)


def no_process_is_left(running):
    """The workers go with a run; the interpreter's own resource tracker may need a moment more."""
    deadline = time.monotonic() + 60
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(running.pid, 0)
            time.sleep(0.1)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_and_no_process(start, tmp_path, ending, engine):
    with start("--engine", engine, "--workers", "2") as running:
        until_drafted(running, tmp_path)
        time.sleep(2.0)
        ends_without_a_trace(running, ending, tmp_path)


def test_a_run_is_interrupted_while_the_engine_compiles(start, tmp_path):
    with start(JOBSIM_CACHE_DIR=str(tmp_path / "cache")) as running:
        said = running.stderr.readline()
        assert b"compiling the engine for this processor" in said
        time.sleep(2.0)
        ends_without_a_trace(running, signal.SIGINT, tmp_path)


@pytest.mark.parametrize("stage", ["workers", "compiler"])
def test_no_process_outlives_a_run_that_is_killed(start, tmp_path, stage):
    how = {"workers": ["--engine", "simpy", "--workers", "2"], "compiler": []}[stage]
    with start(*how, JOBSIM_CACHE_DIR=str(tmp_path / "cache")) as running:
        until_drafted(running, tmp_path)
        time.sleep(3.0)
        running.kill()
        running.communicate(timeout=120)  # workers hold the other end of its standard error
        no_process_is_left(running)


def test_a_run_without_what_has_no_figure_says_so_in_every_part_of_its_record(tmp_path):
    missing = "{missing: true, reason: the text has lost the figure, unit: CNY/person}"
    (tmp_path / "lacking.yaml").write_text(
        f"extends: {MINIMAL}\nprogrammes: {{hiring_subsidy: {{amount: {missing}}}}}\n", encoding="utf-8"
    )
    refused = CliRunner().invoke(main, ["run", str(tmp_path / "lacking.yaml"), "-n", "2", "--out", str(tmp_path)])
    assert refused.exit_code == 2 and "LS-02" in refused.output and not (tmp_path / "linshui").exists()
    options = ("-n", 2, "--exclude-missing", "--out", tmp_path)
    said = call("run", tmp_path / "lacking.yaml", *options).output
    assert "hiring_subsidy  LS-02    the text has lost the figure" in said[said.index("Excluded") :]
    (folder,) = (tmp_path / "linshui").iterdir()
    assert [left["clause"] for left in json.loads((folder / "summary.json").read_text())["excluded"]] == ["LS-02"]
    assert json.loads((folder / "manifest.json").read_text())["excluded"] == ["hiring_subsidy (LS-02)"]
    assert (
        (folder / "scenario.resolved.yaml").read_text().startswith("# left out, its figure is missing: hiring_subsidy")
    )
    study = js.simulate([js.load(tmp_path / "lacking.yaml", exclude_missing=True)], replications=2)
    notes = [study.plot.fan(lang=lang).told for lang in ("en", "zh")]
    assert "Without hiring_subsidy (LS-02)" in notes[0] and "未计入hiring_subsidy (LS-02)" in notes[1]


def test_payments_are_listed_with_the_number_that_explain_takes(recorded, tmp_path):
    file = tmp_path / "largest.csv"
    rows = json.loads(call("payments", recorded[1], "--programme", "internship_subsidy", "--json").stdout)["rows"]
    largest = json.loads(call("payments", recorded[1], "--largest", 3, "--json").stdout)["rows"]
    assert rows and {row["name"] for row in rows} == {"internship_subsidy"} and len(largest) == 3
    assert call(
        "payments", recorded[1], "--programme", "就业见习补贴", "--csv", file, "--lang", "zh"
    ).stdout.startswith("已写入")
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == len(rows) + 1
    for lang, unit in (("zh", "元"), ("en", "CNY")):
        shown = call("payments", recorded[1], "--largest", 3, "--lang", lang).stdout
        assert largest[0]["payment"] in shown and f"{largest[0]['amount']:,.2f} {unit}" in shown
    assert (
        json.loads(call("explain", recorded[1], largest[0]["payment"], "--json").stdout)["payment"]
        == (largest[0]["payment"])
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--programme", "internship_subsidi"], "did you mean 'internship_subsidy'"),
        (["--month", "2022-3"], "YYYY-MM"), (["--month", "2023-13"], "a month is 1 to 12"),
        (["--year", "1999"], "there is no 1999"),
        (["--replication", "3"], "there is no 3"), (["--csv", "/nowhere/at/all.csv"], "/nowhere/at/all.csv"),
    ],
)  # fmt: skip
def test_payments_that_cannot_be_are_refused_in_one_message(recorded, options, message):
    done = CliRunner().invoke(main, ["payments", str(recorded[1]), *options])
    assert done.exit_code == 2 and message in done.stderr and done.stderr.count("\n") == 1 and done.stdout == ""


def test_payments_of_a_run_without_a_ledger_say_how_to_get_one(tmp_path):
    call("run", MINIMAL, "-n", 1, "--workers", 1, "--engine", "simpy", "--out", tmp_path)
    (folder,) = (tmp_path / "linshui").iterdir()
    done = CliRunner().invoke(main, ["payments", str(folder)])
    assert done.exit_code == 2 and f"jobsim run {MINIMAL} -n 1 --seed 1 --ledger" in done.stderr
