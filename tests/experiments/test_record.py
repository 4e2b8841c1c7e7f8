"""The record: complete or absent, and the same bytes for the same run."""

import json

import polars as pl
import pytest

import synthetic
from jobsim.experiments import record
from jobsim.experiments.drafts import RecordError, draft
from jobsim.experiments.record import open_record, run_id
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather


def results(order=None):
    order = order or Order(replications=4, ledger=True)
    scenario = synthetic.scenario()
    return gather(scenario, "0123456789abcdef", order, replications(scenario, order, workers=1))


def written(folder):
    folder.mkdir()
    record.write_tables(folder, results())
    record.write(folder, results(), "scenario: {}\n", {"p50": 1.0}, 1.5, {"set": []})
    return folder


def test_two_runs_of_a_seed_write_the_same_tables(made_up_engine, tmp_path):
    a, b = written(tmp_path / "a"), written(tmp_path / "b")
    names = sorted(path.name for path in a.glob("*.parquet"))
    assert names == [
        "fund_months.parquet", "funds.parquet", "indicators.parquet", "journeys.parquet", "ledger.parquet",
        "outlay.parquet", "parameters.parquet", "programmes.parquet", "targets.parquet",
    ]  # fmt: skip
    for name in names:
        assert (a / name).read_bytes() == (b / name).read_bytes(), name


def test_the_outlay_table_speaks_in_names(made_up_engine, tmp_path):
    outlay = pl.read_parquet(written(tmp_path / "a") / "outlay.parquet")
    assert outlay.columns == [
        "replication", "month", "programme", "payer", "fund", "budget_code", "basis", "persons", "claims", "amount_fen"
    ]  # fmt: skip
    first = outlay.filter(pl.col("basis") == "cash").row(0, named=True)
    assert first["programme"] == "internship" and first["budget_code"] == "2080711" and first["payer"] == "central"
    assert outlay["replication"].is_sorted()


def test_the_ledger_table_has_dates_and_a_column_per_payer(made_up_engine, tmp_path):
    ledger = pl.read_parquet(written(tmp_path / "a") / "ledger.parquet")
    fairs = ledger.filter(pl.col("programme") == "fairs").row(0, named=True)
    assert str(fairs["paid_day"]) == "2023-12-31"
    assert fairs["paid_by_central_fen"] == 3_500_000
    refused = ledger.filter(pl.col("status") == "refused").row(0, named=True)
    assert refused["paid_day"] is None


def test_a_draft_that_is_not_kept_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), draft(tmp_path / "new" / "deep", "testland") as drafted:
        (drafted.folder / "half.parquet").write_text("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_failed_repeat_keeps_the_older_record(tmp_path):
    with draft(tmp_path, "testland") as drafted:
        (drafted.folder / "summary.json").write_text("old")
        kept = drafted.keep("abc")
    with pytest.raises(RuntimeError), draft(tmp_path, "testland"):
        raise RuntimeError
    assert (kept / "summary.json").read_text() == "old"
    assert [path.name for path in (tmp_path / "testland").iterdir()] == ["abc"]


def test_a_repeat_replaces_the_record_as_a_whole(tmp_path):
    with draft(tmp_path, "testland") as drafted:
        (drafted.folder / "ledger.parquet").write_text("old")
        drafted.keep("abc")
    with draft(tmp_path, "testland") as drafted:
        (drafted.folder / "summary.json").write_text("new")
        kept = drafted.keep("abc")
    assert [path.name for path in kept.iterdir()] == ["summary.json"]
    assert [path.name for path in (tmp_path / "testland").iterdir()] == ["abc"]


def test_a_place_that_cannot_be_written_is_found_before_the_run(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match="cannot write results to"), draft(tmp_path / "file", "testland"):
        pytest.fail("the simulation would have started")


def test_equal_runs_have_equal_names_and_others_not():
    base = run_id("abc", Order(), 20)
    assert base == run_id("abc", Order(replications=7, ledger=True), 20)
    others = [
        run_id("abd", Order(), 20), run_id("abc", Order(seed=0), 20), run_id("abc", Order(), 21),
        run_id("abc", Order(static=True), 20),
    ]  # fmt: skip
    assert len({base, *others}) == 5


def test_a_run_that_keeps_every_claim_has_a_name_of_its_own(made_up_engine):
    poor, rich = results(Order(replications=2)), results(Order(replications=2, ledger=True))
    assert record.folder_name(rich) == f"{record.folder_name(poor)}-ledger"


def test_a_record_opens_with_its_order(made_up_engine, tmp_path):
    folder = written(tmp_path / "a")
    (folder / "scenario.resolved.yaml").write_text("scenario: {}\n")
    order = open_record(folder).order
    assert (order.seed, order.replications, order.ledger) == (1, 4, True)


@pytest.mark.parametrize("text", [None, "{", "[]", '{"seed": 1}', '{"seed": -1, "replications": 1}'])
def test_a_folder_that_is_no_record_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(RecordError, match="is not the record of a run"):
        open_record(tmp_path)


def test_the_manifest_names_the_inputs_and_what_was_written(made_up_engine, tmp_path):
    folder = written(tmp_path / "a")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (
        manifest["scenario_hash"] == "0123456789abcdef" and manifest["seed"] == 1 and manifest["engine"] == "compiled"
    )
    assert manifest["sha256"]["outlay.parquet"] == record.digest(folder / "outlay.parquet")
    assert manifest["libraries"]["polars"] == pl.__version__
