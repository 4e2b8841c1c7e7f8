"""A record that is cut, edited, foreign or renewed is refused or told different: never a traceback, never the same."""

import json
import random
import shutil
from copy import deepcopy as copy_of
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from damaged import edited, forge, free, renew, write
from jobsim.cli import main
from jobsim.experiments import comparison, comparison_record, record
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.explain import explain
from jobsim.experiments.kept import of_record
from jobsim.experiments.replications import replications
from jobsim.reports import verification
from jobsim.scenario.errors import ScenarioError

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
REFUSED = (RecordError, ScenarioError)
READ = ("ledger.parquet", "entitlements.parquet", "persons.parquet", "parameters.parquet")
"""Tables that an explanation reads."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A record of one replication with its ledger, its scenario and its replication as a replay would find them."""
    out = tmp_path_factory.mktemp("made")
    done = CliRunner().invoke(main, ["run", MINIMAL, "-n", "1", "--engine", "simpy", "--ledger", "--out", str(out)])
    assert done.exit_code == 0, done.output
    (folder,) = (out / "linshui").iterdir()
    opened = record.open_record(folder)
    loaded = record.scenario_of(opened)
    orders = {ledger: replace(opened.order, ledger=ledger) for ledger in (True, False)}
    return folder, loaded, {ledger: list(replications(loaded.scenario, order, 1)) for ledger, order in orders.items()}


@pytest.fixture
def copy(made, tmp_path, monkeypatch):
    """A copy of the record to damage. What it takes to replay it once is not done again for each damage."""
    folder, loaded, reduced = made
    fresh = record.scenario_of
    intact = record.digest(folder / record.RESOLVED)

    def scenario_of(found, **_):
        same = record.digest(found.folder / record.RESOLVED) == intact
        return loaded if same and found.manifest["scenario_hash"] == loaded.hash else fresh(found)

    monkeypatch.setattr(record, "scenario_of", scenario_of)
    monkeypatch.setattr("jobsim.experiments.kept.scenario_of", scenario_of)
    monkeypatch.setattr(verification, "replications", lambda _, order, *__: iter(reduced[order.ledger]))
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def verdict(folder):
    """Whether verify says the same; None if it refuses the folder."""
    try:
        return verification.verify(folder).same
    except REFUSED as refused:
        assert str(folder) in str(refused)
        return None


def explained(folder, made):
    try:
        explain(of_record(record.open_record(folder)), "0/1")
    except REFUSED as refused:
        assert str(folder) in str(refused)


def test_an_untouched_copy_is_the_same(copy, made):
    found = verification.verify(copy)
    assert found.same
    assert {check.name for check in found.checks} >= {path.name for path in copy.iterdir()} - {"manifest.json"}
    assert any("wall_seconds" in text for text in found.not_replayed)
    explained(copy, made)


def test_every_file_cut_at_every_length_is_seen(copy, made):
    for path in sorted(copy.iterdir()):
        whole = path.read_bytes()
        for share in (0.0, 0.02, 0.5, 0.97):
            path.write_bytes(whole[: int(share * len(whole))])
            assert verdict(copy) is not True, (path.name, share)
            explained(copy, made)
        path.write_bytes(whole)
    assert verdict(copy)


def test_a_table_that_is_gone_a_folder_or_another_one_is_seen(copy, made):
    for name in (
        "outlay.parquet",
        "ledger.parquet",
        "entitlements.parquet",
        "summary.json",
        "scenario.resolved.yaml",
    ):
        path = copy / name
        whole = path.read_bytes()
        path.unlink()
        assert verdict(copy) is not True, name
        explained(copy, made)
        path.mkdir()
        assert verdict(copy) is not True, name
        explained(copy, made)
        path.rmdir()
        pl.DataFrame({"replication": ["a"], "claim": [1.5]}).write_parquet(path)
        assert verdict(copy) is not True, name
        explained(copy, made)
        if name.endswith(".parquet"):
            renew(copy, name)
            assert verdict(copy) is False, name
        if name in READ:
            with pytest.raises(RecordError, match=name):
                explain(of_record(record.open_record(copy)), "0/1")
        path.write_bytes(whole)
        renew(copy, name)
    assert verdict(copy)


@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_random_edits_of_the_documents_are_seen(copy, made, name):
    chance = random.Random(12)
    document = json.loads((copy / name).read_text())
    whole = {path: path.read_bytes() for path in (copy / name, copy / record.MANIFEST)}
    for number in range(40):
        changed, place = edited(document, chance)
        if changed is None:
            continue
        write(copy, name, changed)
        assert verdict(copy) is not True, (number, place)
        explained(copy, made)
        forge(copy, name, changed)
        assert verdict(copy) is not True or free(name, place), (number, place)
        explained(copy, made)
        for path, kept in whole.items():
            path.write_bytes(kept)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[]", "null", "", "\x00", "{", '{"seed": NaN}'])
def test_a_document_that_is_none_is_refused_by_every_reader(copy, text):
    (copy / "manifest.json").write_text(text)
    for command in (["verify", str(copy)], ["explain", str(copy), "0/1"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 2 and "manifest.json" in done.stderr, done.output
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", READ)
def test_explain_names_the_damaged_table(copy, name):
    for damaged in (b"", (copy / name).read_bytes() + b" "):
        (copy / name).write_bytes(damaged)
        done = CliRunner().invoke(main, ["explain", str(copy), "0/1"])
        assert done.exit_code == 2 and f"{name}: the file was changed after the run" in done.stderr


def test_an_amount_that_the_rules_do_not_give_is_not_told(copy):
    """An edit that digest and seal were renewed for: the arithmetic finds it."""
    ledger = pl.read_parquet(copy / "ledger.parquet")
    claim = ledger.filter(pl.col("status") == "paid")["claim"][0]
    for column in ("entitled_fen", "paid_by_county_fen"):
        edited = pl.when(pl.col("claim") == claim).then(pl.col(column) + 1).otherwise(pl.col(column)).alias(column)
        ledger.with_columns(edited).write_parquet(copy / "ledger.parquet")
        renew(copy, "ledger.parquet")
        done = CliRunner().invoke(main, ["explain", str(copy), f"0/{claim}"])
        assert done.exit_code == 2 and done.stdout == "" and f"payment 0/{claim} cannot be told" in done.stderr
        assert "run it again" in done.stderr and done.stderr.count("\n") == 1


def test_a_static_that_is_no_truth_value_is_refused(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(record.to_json(record.sealed({**manifest, "static": "false"})))
    with pytest.raises(RecordError, match="'static' does not hold"):
        record.open_record(copy)


def test_a_digest_does_not_lead_out_of_the_record(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["sha256"]["../manifest.json"] = "0"
    (copy / "manifest.json").write_text(record.to_json(record.sealed(manifest)))
    assert verdict(copy) is None


# ---------------------------------------------------------------------------------------------- comparisons


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The record of a comparison, and the document that a replay of it makes."""
    out = tmp_path_factory.mktemp("compared")
    change = ["--set", "programmes.hiring_subsidy.amount=2000 CNY/person"]
    done = CliRunner().invoke(main, ["compare", MINIMAL, *change, "-n", "1", "--engine", "simpy", "--out", str(out)])
    assert done.exit_code == 0, done.output
    (folder,) = (out / "linshui").iterdir()
    found = comparison_record.open_comparison(folder)
    base, *others = found.contenders()
    return folder, comparison.compare(base, others, found.order)


@pytest.fixture
def copied(compared, tmp_path, monkeypatch):
    """A copy of the comparison to damage, replayed once for all damages that leave its scenarios and order alone."""
    folder, document = compared
    order, really = comparison_record.open_comparison(folder).order, comparison.compare

    def compare(base, others, asked, *_):
        return copy_of(document) if asked == order else really(base, others, asked)

    monkeypatch.setattr(comparison, "compare", compare)
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_a_comparison_is_verified_and_explains_no_payment(compared):
    done = CliRunner().invoke(main, ["verify", str(compared[0])])
    assert done.exit_code == 0 and done.stdout.count("same  ") == 9 and "DIFFERENT" not in done.stdout, done.output
    done = CliRunner().invoke(main, ["explain", str(compared[0]), "0/1"])
    assert done.exit_code == 2 and "is the record of a comparison; name one of a run" in done.stderr


def test_every_file_of_a_comparison_cut_at_every_length_is_seen(copied):
    for path in sorted(copied.iterdir()):
        whole = path.read_bytes()
        for share in (0.0, 0.02, 0.5, 0.97):
            path.write_bytes(whole[: int(share * len(whole))])
            assert verdict(copied) is not True, (path.name, share)
        path.unlink()
        assert verdict(copied) is not True, path.name
        path.write_bytes(whole)
    assert verdict(copied)


@pytest.mark.parametrize("name", ["manifest.json", "comparison.json"])
def test_random_edits_of_a_comparison_are_seen(copied, name):
    chance = random.Random(12)
    document = json.loads((copied / name).read_text())
    whole = {path: path.read_bytes() for path in (copied / name, copied / record.MANIFEST)}
    for number in range(40):
        changed, place = edited(document, chance)
        if changed is None:
            continue
        write(copied, name, changed)
        assert verdict(copied) is not True, (number, place)
        forge(copied, name, changed)
        assert verdict(copied) is not True or free(name, place), (number, place)
        for path, kept in whole.items():
            path.write_bytes(kept)
