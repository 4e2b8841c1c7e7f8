"""What the user gets wrong ends in one message, exit code 2, and no result folder."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")


@pytest.fixture
def engine_must_not_run(monkeypatch):
    def run(*_args, **_kwargs):
        pytest.fail("a replication was started")

    monkeypatch.setattr("jobsim.engines.run_replication", run)


def refused(arguments, message, tmp_path):
    out = tmp_path / "results"
    done = CliRunner().invoke(main, [*arguments, *(["--out", str(out)] if "--out" not in arguments else [])])
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert "Traceback" not in done.output and done.stdout == ""
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-n", "0"], "at least one replication is needed, found 0"),
        (["--seed", "-1"], "0 to 2**64 - 1, found -1"),
        (["--seed", str(2**64)], f"found {2**64}"),
        *(
            (["--precision", wrong], f"above 0 and below 100 %, such as 1% or 0.01, found {wrong}")
            for wrong in ("0", "-1%", "100%", "1", "nan", "a lot", "1 %%")
        ),
        (["--precision", "1%", "--precision-of", "outlay.p8"], "is known; did you mean 'outlay.p80'?"),
        (["--precision", "1%", "--precision-of", "target:urban_employment"], "did you mean 'urban_new_employment'?"),
        (["--precision", "1%", "--precision-of", "target:urban_new_employment:2024"], "is none of its years: 2023"),
        (["--precision", "1%", "--precision-of", "overrun:xyz"], "no fund 'xyz'; there are: employment_subsidy"),
        (["--precision", "1%", "-n", "300", "--at-most", "200"], "at least 300 replications and at most 200 exclude"),
        (["--precision", "1%", "--at-most", "20"], "a precision needs 100 replications or more, found at most 20"),
        (["--at-most", "200"], "--precision-of and --at-most belong to --precision"),
        (["--set", "funds.nothing.kind=budget"], "no such path in the scenario"),
        (["--set", "programmes.internship_subsidy.amount=-5 CNY/month"], "programmes.internship_subsidy.amount"),
        (["--set", "nonsense"], "expected PATH=VALUE"),
        (["--engine", "abacus"], "'abacus' is not one of 'compiled', 'simpy'"),
        (["--workers", "0"], "0 is not in the range"),
    ],
)
def test_options_out_of_range(engine_must_not_run, tmp_path, options, message):
    refused(["run", MINIMAL, *options], message, tmp_path)


def test_a_scenario_that_is_not_there(engine_must_not_run, tmp_path):
    refused(["run", str(tmp_path / "nowhere")], "no such file or folder", tmp_path)


def test_a_result_folder_that_cannot_be_written_is_found_before_the_run(engine_must_not_run, tmp_path):
    (tmp_path / "file").write_text("")
    refused(["run", MINIMAL, "--out", str(tmp_path / "file")], "cannot write results to", tmp_path)


def test_all_faults_of_a_scenario_come_at_once_with_their_places(tmp_path):
    (tmp_path / "scenario.yaml").write_text(f"extends: {MINIMAL}\nprogrames: {{}}\nhorizont: {{}}\n")
    done = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert done.exit_code == 2
    assert "scenario.yaml:2:1" in done.stderr and "did you mean 'programmes'?" in done.stderr
    assert "scenario.yaml:3:1" in done.stderr


@pytest.mark.parametrize("command", ["explain", "verify"])
def test_a_folder_without_a_record(command, tmp_path):
    done = CliRunner().invoke(main, [command, str(tmp_path), *(["0/1"] if command == "explain" else [])])
    assert done.exit_code == 2 and "is not the record of a run" in done.stderr


def test_a_replication_that_breaks_is_not_the_users_fault(monkeypatch, tmp_path):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("a rate of nothing")

    monkeypatch.setattr("jobsim.engines.run_replication", broken)
    monkeypatch.setattr("jobsim.engines.compiled.engine.the_kernel", lambda: None)
    done = CliRunner().invoke(main, ["run", MINIMAL, "-n", "1", "--workers", "1", "--out", str(tmp_path / "results")])
    assert done.exit_code == 3
    assert "replication 0 could not finish: ZeroDivisionError: a rate of nothing" in done.stderr
    assert not (tmp_path / "results").exists()
