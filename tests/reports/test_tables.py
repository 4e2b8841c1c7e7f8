"""The page a budget officer reads."""

import pytest
from rich.console import Console

import synthetic
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import summarise
from jobsim.reports import tables

ASSUMED = {
    "assumptions": 12, "uncertain": 4, "register": "scenarios/testland",
    "prices": [{"programme": "hiring", "title": {"zh": "吸纳补贴", "en": "Hiring subsidy"}, "clauses": ["TT-02"]}],
}  # fmt: skip


@pytest.fixture
def document(monkeypatch):
    monkeypatch.setattr("jobsim.engines.run_replication", lambda *a, **_: synthetic.replication(a[2], scale=a[2] + 1))
    scenario = synthetic.scenario()
    order = Order(replications=5)
    results = gather(scenario, "abc", order, replications(scenario, order, workers=1))
    return summarise(results, ASSUMED, [{"name": "incubator", "clause": "TT-09", "reason": "the figure is missing"}])


def text_of(document, width=110):
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(tables.page(document))
    return captured.get()


@pytest.mark.parametrize("width", [100, 120])
def test_nothing_is_cut_at_the_width_of_a_terminal(document, width):
    text = text_of(document, width)
    assert "…" not in text.replace(" … ", "")
    for words in ("见习补贴", "Internship subsidy", "2080711", "TT-01", "TT-06", "Unemployment rate", "100 %", "1.00"):
        assert words in text


def test_sums_stand_in_ten_thousand_yuan_with_two_decimals(document):
    assert tables.wan(123_456.78) == "12.35"
    assert tables.wan(None) == "—"
    # 50,000 CNY for fairs in every replication.
    fairs = next(line for line in text_of(document).splitlines() if "招聘活动" in line)
    assert fairs.split()[-4:] == ["5.00"] * 4


def test_memo_items_stand_apart_from_the_outlay(document):
    text = text_of(document)
    assert text.index("技能提升补贴") > text.index("备查项目") > text.index("合计")


def test_what_is_assumed_and_what_is_left_out_stands_below(document):
    text = text_of(document)
    below = text[text.index("假设 Assumed") :]
    for words in ("12", "吸纳补贴（TT-02）", "incubator (TT-09): the figure is missing",
                  "jobsim assumptions scenarios/testland"):  # fmt: skip
        assert words in below


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "0 %"), (0.001, "0.1 %"), (0.37, "37 %"), (0.999, "99.9 %"), (1.0, "100 %"), (None, "—")]
)
def test_certainty_is_only_shown_where_it_is(value, shown):
    assert tables.share(value) == shown
