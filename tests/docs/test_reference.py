"""The reference of Python: every word of it has an example that runs, and the columns it names are those there are."""

import doctest
import inspect
import re
import shutil
from pathlib import Path

import matplotlib
import polars as pl
import pytest

import jobsim as js
from jobsim import api
from jobsim.vocabulary import PAYERS

ROOT = Path(__file__).parents[2]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
ERRORS = ("MissingFigure", "PlaceError", "RecordError", "RunFailed")
BUILT_WITH = ("entitle", "cite", "explain", "settle", "savefig", "set")
"""What draws a picture; not for its readers."""


def documented():
    """The functions, classes and their public members that the page docs/api.md shows, by name."""
    for name in api.__all__:
        one = getattr(api, name)
        yield name, one
        if name in (*ERRORS, "ScenarioError", "JourneyStep"):
            continue
        for member in dir(one) if inspect.isclass(one) else ():
            home = next((c for c in one.__mro__ if member in vars(c)), None)
            if member.startswith("_") or home is None or not home.__module__.startswith("jobsim"):
                continue
            found = inspect.getattr_static(one, member)
            drawing = name == "Picture" and member in BUILT_WITH
            if (callable(found) or isinstance(found, property)) and not drawing:
                yield f"{name}.{member}", found


WORDS = dict(documented())


@pytest.fixture(scope="module")
def study():
    (block,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.S)
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        exec(block, names)
    return names


@pytest.fixture
def example(study, tmp_path, monkeypatch):
    """The names that an example may use, in a folder where it may write."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "minimal", tmp_path / "tests" / "fixtures" / "minimal")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    with pl.Config(set_fmt_str_lengths=40, set_tbl_width_chars=100), matplotlib.rc_context():
        yield dict(study)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_reference_has_an_example_that_runs(word, example):
    text = inspect.getdoc(WORDS[word])
    if word in (*ERRORS, "JourneyStep"):
        assert text
        return
    found = doctest.DocTestParser().get_doctest(text, example, word, word, 0)
    assert found.examples, f"{word} has no example"
    told = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(found, out=told.append)
    assert not result.failed, "".join(told)


FRAMES = {
    "Plan.assumptions": lambda names: names["plan"].assumptions(),
    "Plan.coverage": lambda names: names["plan"].coverage(),
    "Study.outlay": lambda names: names["study"].outlay(["month", "programme", "payer", "fund", "budget_code", "year"]),
    "Study.indicators": lambda names: names["study"].indicators(),
    "Study.targets": lambda names: names["study"].targets(),
    "Study.funds": lambda names: names["study"].funds(),
    "Study.compare": lambda names: names["study"].compare(),
    "Study.ledger": lambda names: names["study"].ledger(),
    "Study.payments": lambda names: names["study"].payments(),
    "Understanding.numbers": lambda names: understood(names["plan"]).numbers,
}
PROPERTIES = ("Understanding.numbers",)


def understood(plan):
    wide = plan.variant("wide", {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}})
    return js.simulate(wide, replications=100, pairs=25, store=False).understand(store=False)


@pytest.mark.parametrize("word", FRAMES)
def test_the_columns_that_are_told_are_those_of_the_frame(word, study):
    (section,) = re.findall(r"Columns:\n(.+?)\n\n", inspect.getdoc(WORDS[word]), re.S)
    told = []
    for names, dtype in re.findall(r"^    ([\w<>, ]+) \((\w+)\): ", section, re.M):
        for name in names.split(", "):
            payers = [name.replace("<payer>", payer) for payer in PAYERS] if "<payer>" in name else [name]
            told += [(column, dtype) for column in payers]
    frame = FRAMES[word](study)
    assert told == [(name, str(dtype).split("(")[0]) for name, dtype in frame.schema.items()]


def test_no_frame_is_without_its_columns():
    frames = {
        word for word, one in WORDS.items()
        if inspect.isfunction(one) and inspect.signature(one).return_annotation == "pl.DataFrame"
    }  # fmt: skip
    assert frames == set(FRAMES) - set(PROPERTIES)


def test_a_frame_has_the_same_types_whatever_is_known(study):
    """A column in which nothing is known is not of type Null, and a year is a year in every frame."""
    for word, frame in FRAMES.items():
        assert pl.Null not in frame(study).dtypes, word
    demand = study["study"].outlay(basis="demand")
    assert demand.schema["year"] == study["study"].funds().schema["year"] == pl.Int32


def test_the_package_offers_what_the_reference_shows():
    assert set(js.__all__) - {"__version__"} <= set(api.__all__)


def test_a_county_without_targets_has_a_frame_of_them_without_rows(study, tmp_path):
    text = (ROOT / "tests" / "fixtures" / "minimal" / "scenario.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\ntargets:\n(  .*\n)+", "\n", text).rstrip() + "\n  LS-04: {reason: {zh: 不考核, en: not tested}}\n"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    found = js.simulate(js.load(tmp_path), replications=2).targets()
    assert found.schema == study["study"].targets().schema
    assert found.height == 0
