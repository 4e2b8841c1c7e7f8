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
    for words in (
        "见习补贴",
        "Internship subsidy",
        "2080711",
        "TT-01",
        "TT-06",
        "Unemployment rate",
        "100 %",
        "1.00",
        "城镇家庭的劳动力",
    ):
        assert words in text


def test_sums_stand_in_ten_thousand_yuan_with_two_decimals(document):
    assert tables.wan(123_456.78) == "12.35"
    assert tables.wan(None) == "—"
    # 50,000 CNY for fairs in every replication.
    fairs = next(line for line in text_of(document).splitlines() if "招聘活动" in line)
    assert fairs.split()[-4:] == ["5.00"] * 4


def fund_lines(document, name):
    """The lines of a fund in the table of funds, to the next fund's."""
    lines = text_of(document, 118).splitlines()
    (first,) = [k for k, line in enumerate(lines) if name in line]
    return "\n".join(lines[first : first + 2])


def test_an_appropriation_stands_with_its_source_and_a_fund_without_one_says_so(document):
    assert "假定 assumed" in fund_lines(document, "就业补助资金 2023")
    insurance = fund_lines(document, "失业保险基金 2023")
    assert "未列预算" in insurance and "none stated" in insurance and "%" not in insurance


def test_an_interval_that_is_not_there_is_explained(document):
    text = text_of(document)
    assert "80%够用至少需 14 次，95%够用至少需 59 次" in text


def test_a_broken_floor_is_told_below_the_funds(document):
    short = {"share_of_year_before": 1.0, "asked_p50": 12_000.0, "p_broken": 0.34, "p_broken_interval": [0.2, 0.5],
             "short_by": {"mean": 2_000.0, "max": 5_000.0}}  # fmt: skip
    document["funds"][0]["floor"] = short
    flat = text_of(document).replace("\n", "")
    assert "就业补助资金 2023：预算安排低于上年100 %的模拟占 34 %，平均低 0.20 万元" in flat
    assert "below 100 % of the year before in 34 %" in flat
    document["funds"][0]["floor"] = short | {"p_broken": 0.0, "short_by": None}
    assert "模拟占 0 %。" in text_of(document).replace("\n", "")


def test_a_target_has_unit_population_tolerance_and_how_its_probability_comes_about(document):
    rate = document["targets"][1]
    rate |= {"tolerance": 0.9, "met_to": 6.1, "comes_about": "assumption", "rests_on": ["a.one", "a.two", "a.three"]}
    text = text_of(document, 118)
    for words in ("≥ 700 人", "persons", "当年由无业转为在县内就业的人", "≤ 5.5 %", "容差 tolerance 0.9 → ≤ 6.1",
                  "由假定决定", "by assumption", "a.one, a.two … +1", "模拟得出", "全部完成"):  # fmt: skip
        assert words in text, words


def test_years_together_are_named_and_told_apart(document):
    """Two years of a programme: the sum by its name, each year below it, persons once and by year."""
    document["horizon"]["end"] = "2024-12-31"
    for entry in [*document["outlay"]["programmes"], *document["memo"]["insurance_fund"]["programmes"]]:
        one = entry["years"]["2023"]
        entry |= {"years": {"2023": one | {"mean": 30_000.0}, "2024": one | {"mean": 20_000.0}}, "persons": 2.0}
    document["outlay"]["years"]["2024"] = document["outlay"]["years"]["2023"]
    text = text_of(document, 118)
    assert "2023–2024年合计，项目下为各年均值" in text and "2023–2024 together, means by year" in text
    assert "2023 3.00; 2024 2.00" in text
    assert "分年 1 + 1" in text and "1 人" in text
    for words in ("2023 年现金合计", "2024 年现金合计", "2023–2024 年现金合计"):
        assert words in text


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
