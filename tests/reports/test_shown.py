"""A study in Python and in a notebook: tables with titles and units, short words for objects, records saved."""

import re

import pytest

import counties
import jobsim as js
from jobsim.reports.verification import verify


@pytest.fixture(scope="module")
def study():
    base = js.load(counties.FIXTURES / counties.SMALL)
    dearer = base.variant("dearer", {"programmes.hiring_subsidy.amount": "2000 CNY/person"})
    return js.simulate([base, dearer], replications=3, seed=2)


def test_objects_say_what_they_are(study):
    assert repr(study.plans[1]).startswith("<plan 'dearer': Linshui") and "programmes.hiring_subsidy" in repr(
        study.plans[1]
    )
    assert repr(study) == "<study of 'linshui', 'dearer': 3 replications, seed 2>"
    assert repr(study.tables()["funds"]) == "<table 'funds': Will the money last, 1 rows>"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_is_shown_whole(study, lang):
    for name, shown in study.tables("dearer", lang).items():
        page = shown._repr_html_()
        assert page.count("<tr") - page.count("<thead>") == shown.frame.height, name
        assert shown.table.title.of(lang) in str(shown)
        for column in shown.table.columns:
            assert column.title.of(lang) in page


def test_the_outlay_shown_is_that_of_the_frame(study):
    shown = study.tables()["outlay"].frame.filter(role="total")["mean"].to_list()
    assert shown == pytest.approx(study.outlay(by=[]).filter(scenario="linshui")["mean"].to_list())
    assert f"{shown[0] / 10_000:,.2f}" in study._repr_html_()


def test_texts_of_a_scenario_are_not_obeyed():
    plan = js.load(
        counties.FIXTURES / counties.SMALL, {"programmes.hiring_subsidy.title.en": "<script>alert(1)</script>"}
    )
    page = js.simulate(plan, replications=2).tables()["outlay"]._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_names_that_are_not_there_come_with_those_that_are(study):
    with pytest.raises(KeyError, match=re.escape("did you mean 'funds'?")):
        study.tables()["fund"]
    with pytest.raises(KeyError, match="linshui, dearer"):
        study.tables("cheaper")
    with pytest.raises(ValueError, match="ledger=True"):
        study.ledger()


def test_a_saved_study_is_the_record_of_a_run(study, tmp_path):
    folders = study.save(tmp_path)
    assert all(verify(folder).same for folder in folders)
    opened = js.open(folders[1])
    assert opened.outlay(by="programme")["mean"].to_list() == (
        study.outlay(by="programme").filter(scenario="dearer")["mean"].to_list()
    )
    with pytest.raises(ValueError, match="nothing to save"):
        opened.save(tmp_path)
    with pytest.raises(js.RecordError):
        js.open(tmp_path)
