"""A record that is cut, edited, foreign or renewed is refused or told different: never a traceback, never the same."""

import json
import random
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.experiments import record
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.explain import explain
from jobsim.experiments.replications import replications
from jobsim.reports import verification
from jobsim.scenario.errors import ScenarioError

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
REFUSED = (RecordError, ScenarioError)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A record of one replication with its ledger, its scenario and its replication as a replay would find them."""
    out = tmp_path_factory.mktemp("made")
    done = CliRunner().invoke(main, ["run", MINIMAL, "-n", "1", "--engine", "simpy", "--ledger", "--out", str(out)])
    assert done.exit_code == 0, done.output
    (folder,) = (out / "linshui").iterdir()
    opened = record.open_record(folder)
    loaded = record.scenario_of(opened)
    return folder, loaded, list(replications(loaded.scenario, opened.order, 1))


@pytest.fixture
def copy(made, tmp_path, monkeypatch):
    """A copy of the record to damage. What it takes to replay it once is not done again for each damage."""
    folder, loaded, reduced = made
    fresh = record.scenario_of
    intact = record.digest(folder / record.RESOLVED)

    def scenario_of(found):
        same = record.digest(found.folder / record.RESOLVED) == intact
        return loaded if same and found.manifest["scenario_hash"] == loaded.hash else fresh(found)

    def save_fans(_results, into):
        for name in ("outlay.png", "outlay.zh.png"):
            shutil.copy(folder / name, into / name)

    monkeypatch.setattr(record, "scenario_of", scenario_of)
    monkeypatch.setattr("jobsim.experiments.explain.scenario_of", scenario_of)
    monkeypatch.setattr(verification, "replications", lambda *_: iter(reduced))
    monkeypatch.setattr("jobsim.reports.figures.save_fans", save_fans)
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
        explain(record.open_record(folder), "0/1", lambda *_: made[2][0])
    except REFUSED as refused:
        assert str(folder) in str(refused)


def renew(folder, name):
    """What somebody would do who wants an edit not to be seen: digest and seal are made anew."""
    manifest = json.loads((folder / record.MANIFEST).read_text())
    manifest["sha256"][name] = record.digest(folder / name)
    (folder / record.MANIFEST).write_text(record.to_json(record.sealed(manifest)))


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
    for name in ("outlay.parquet", "ledger.parquet", "summary.json", "outlay.png", "scenario.resolved.yaml"):
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
            with pytest.raises(RecordError, match=name):
                explain(record.open_record(copy), "0/1", lambda *_: made[2][0])
        path.write_bytes(whole)
        renew(copy, name)
    assert verdict(copy)


def places(document, path=()):
    """Every place in a JSON document, with what stands there."""
    yield path, document
    below = document.items() if isinstance(document, dict) else enumerate(document) if type(document) is list else ()
    for key, value in below:
        yield from places(value, (*path, key))


def edited(document, chance):
    """A copy with one random edit, and its place; None if nothing was changed."""
    text = json.dumps(document)
    changed = json.loads(text)
    path, value = chance.choice([place for place in places(changed) if place[0]])
    owner = changed
    for key in path[:-1]:
        owner = owner[key]
    kind = chance.randrange(4)
    if kind == 0:
        del owner[path[-1]]
    elif kind == 1:
        owner[path[-1]] = chance.choice([None, True, False, 0, -1, 10**30, 1.5, "", "false", "\ud83d", [], {}, [[[1]]]])
    elif kind == 2 and isinstance(owner, dict):
        owner["another"] = value
    elif isinstance(value, int | float) and value is not None:
        owner[path[-1]] = value + 1
    else:
        owner[path[-1]] = [value]
    return (changed, path) if json.dumps(changed) != text else (None, path)


FREE = {
    "manifest.json": {("options",), ("precision",), ("python",), ("platform",), ("processors",), ("wall_seconds",),
                      ("warnings",), ("libraries",), ("jobsim",), ("seal",)},
    "summary.json": {("warnings",), ("assumed", "register"), ("excluded",)},
}  # fmt: skip
"""What verify says it does not replay."""


@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_random_edits_of_the_documents_are_seen(copy, made, name):
    chance = random.Random(12)
    document = json.loads((copy / name).read_text())
    whole = {path: path.read_bytes() for path in (copy / name, copy / record.MANIFEST)}
    for number in range(40):
        changed, place = edited(document, chance)
        if changed is None:
            continue
        (copy / name).write_text(json.dumps(changed, indent=2) + "\n")
        assert verdict(copy) is not True, (number, place)
        explained(copy, made)
        if name == record.MANIFEST:
            (copy / name).write_text(record.to_json(record.sealed(changed)))
        else:
            renew(copy, name)
        free = any(place[: len(one)] == one for one in FREE[name])
        found = verdict(copy)
        assert found is not True or free, (number, place)
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


def test_explain_names_the_damaged_table(copy):
    (copy / "outlay.parquet").write_bytes(b"")
    done = CliRunner().invoke(main, ["explain", str(copy), "0/1"])
    assert done.exit_code == 2 and "outlay.parquet: the file was changed after the run" in done.stderr


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
