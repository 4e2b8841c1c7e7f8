"""Tables on the screen: nothing is cut at any width, in either language, and what is said is what the table holds."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import synthetic
from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.folding import wrapped
from jobsim.harmless import harmless
from jobsim.language import LANGUAGES, Words
from jobsim.reports.run_page import page
from jobsim.reports.screen import Screen
from jobsim.scenario.exclusion import Excluded
from jobsim.tables import written
from jobsim.tables.funds import funds
from jobsim.tables.indicators import indicators
from jobsim.tables.payers import programme_payers
from jobsim.tables.result import tables
from jobsim.tables.table import Column, made
from jobsim.tables.targets import targets

WIDTHS = (80, 100, 140)


@pytest.fixture
def results(monkeypatch):
    monkeypatch.setattr("jobsim.engines.run_replication", lambda *a, **_: synthetic.replication(a[2], scale=a[2] + 1))
    scenario = synthetic.scenario()
    order = Order(replications=5)
    left_out = (Excluded("incubator", "TT-09", "the figure is missing"),)
    return gather(scenario, "abc", order, replications(scenario, order, workers=1), left_out)


def text_of(results, lang, width=118):
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(page(results, "scenarios/testland", lang))
    return captured.get()


def squeezed(text):
    return "".join(text.split())


def lost(table, lang, width):
    """Cells of a table that its lines at a width do not hold whole, and lines that are wider."""
    lines = [line.plain for line in Screen(table, lang).lines(width)]
    assert max(map(cell_len, lines), default=0) <= width, max(lines, key=cell_len)
    # What was folded stands column by column: each piece of a cell is on some line.
    everything = "\n".join(lines)
    for row in table.frame.to_dicts():
        for column in table.columns:
            said = harmless(written.cell(table, column, row, lang))
            pieces = [piece for part in said.split("\n") for piece in part.split(" ")]
            if row["role"] != "row" and said == written.NOTHING:
                continue
            for piece in pieces:
                if piece not in everything and not all(char in everything for char in piece):
                    yield piece


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_lost_and_no_line_is_wider(results, lang, width):
    for table in [*tables(results), indicators(results), programme_payers(results)]:
        assert list(lost(table, lang, width)) == []
    assert max(map(cell_len, text_of(results, lang, width).splitlines())) <= width


texts = st.text(st.sampled_from("见习补贴（县外）abc de_f.g，。1 "), max_size=90)


@given(st.lists(st.tuples(texts, texts, st.floats(-1e12, 1e12)), min_size=1, max_size=9), st.integers(30, 150))
def test_whatever_a_table_holds_it_is_printed_whole(rows, width):
    columns = (
        Column("title", Words("项目", "programme"), "text"), Column("path", Words("参数", "path"), "plain", block=1),
        *(Column(f"m{k}", Words(f"均值{k}", f"mean {k}"), "money", block=2) for k in range(3)),
    )  # fmt: skip
    told = [{"title": Words(a, a), "path": b, "m0": c, "m1": -c, "m2": None} for a, b, c in rows]
    table = made("t", Words("表", "table"), columns, told)
    for lang in LANGUAGES:
        lines = [line.plain for line in Screen(table, lang).lines(width)]
        assert max(map(cell_len, lines)) <= width
        shown = squeezed("".join(lines))
        for a, b, c in rows:
            assert written.wan(c) in shown
            for text in (a, b):
                assert sum(shown.count(char) for char in set(squeezed(text))) >= len(set(squeezed(text)))


@given(texts, st.integers(2, 60))
def test_a_folded_text_is_the_text(text, width):
    lines = wrapped(text, width)
    assert squeezed("".join(lines)) == squeezed(text) and max(map(cell_len, lines)) <= width


def test_columns_are_aligned_where_chinese_stands_beside_latin(results):
    (table,) = [one for one in tables(results) if one.name == "payers"]
    lines = [line.plain for line in Screen(table, "zh").lines(80)]
    rows = [line for line in lines if line.startswith(("中央", "县级", "合计"))]
    assert len({cell_len(line) for line in rows}) == 1


def test_sums_stand_in_ten_thousand_yuan_with_two_decimals(results):
    assert written.wan(123_456.78) == "12.35"
    assert written.wan(None) == "—"
    # 50,000 CNY for fairs in every replication: 10 fairs at 5,000 CNY.
    fairs = next(line for line in text_of(results, "zh", 160).splitlines() if "招聘活动" in line)
    assert fairs.split()[-4:] == ["5.00"] * 4 and "元/场" in fairs


def fund_lines(results, name, lang="zh"):
    lines = [line.plain for line in Screen(funds(results), lang).lines(118)]
    first = next(k for k, line in enumerate(lines) if line.startswith(name))
    return "\n".join(lines[first : first + 2])


def test_an_appropriation_stands_with_its_source_and_a_fund_without_one_says_so(results):
    assert "假定" in fund_lines(results, "就业补助资金")
    insurance = fund_lines(results, "失业保险基金").splitlines()[0]
    assert "未列预算" in insurance and "%" not in insurance
    assert "none stated" in fund_lines(results, "Insurance fund", "en")


def test_an_interval_that_is_not_there_is_explained(results):
    assert "80%够用至少需14次，95%够用至少需59次" in squeezed(text_of(results, "zh"))
    assert "14 are needed for 80 %, 59 for 95 %" in " ".join(text_of(results, "en").split())


def test_a_broken_floor_is_told_below_the_funds(results, monkeypatch):
    short = {"share_of_year_before": 1.0, "asked_p50": 12_000.0, "p_broken": 0.34, "p_broken_interval": [0.2, 0.5],
             "short_by": {"mean": 2_000.0, "max": 5_000.0}}  # fmt: skip
    monkeypatch.setattr(FundYear, "floor", lambda self: short if self.fund == "employment" else None)
    assert "就业补助资金2023：预算安排低于上年100%的模拟占34%，平均低0.20万元" in squeezed(text_of(results, "zh"))
    assert "below 100 % of the year before in 34 %" in " ".join(text_of(results, "en").split())
    never = short | {"p_broken": 0.0, "short_by": None}
    monkeypatch.setattr(FundYear, "floor", lambda self: never if self.fund == "employment" else None)
    assert "模拟占0%。" in squeezed(text_of(results, "zh"))


def test_a_target_has_unit_population_tolerance_and_how_its_probability_comes_about(results):
    target = results.scenario.targets["rate"].model_copy(
        update={"comes_about": "assumption", "rests_on": ["a.one", "a.two", "a.three"],
                "tolerance": synthetic.share(0.9)}
    )  # fmt: skip
    scenario = results.scenario.model_copy(update={"targets": {**results.scenario.targets, "rate": target}})
    table = targets(dataclasses.replace(results, scenario=scenario))
    text = "\n".join(line.plain for line in Screen(table, "zh").lines(118))
    for words in ("≥ 700 人", "当年由无业转为在县内就业的人", "≤ 5.5 %", "0.9 → ≤ 6.1", "由假定决定",
                  "a.one, a.two … +1", "模拟得出", "全部完成"):  # fmt: skip
        assert words in text, words
    english = "\n".join(line.plain for line in Screen(table, "en").lines(140))
    assert "by assumption" in english and "persons" in english and "模拟" not in english


def test_each_language_stands_alone(results):
    zh, en = text_of(results, "zh"), text_of(results, "en")
    assert not [char for char in en if "\u4e00" <= char <= "\u9fff"]
    assert "Internship subsidy" not in zh and "就业支出" in zh and "Outlay in cash" in en


def test_memo_items_stand_apart_from_the_outlay(results):
    text = text_of(results, "zh")
    assert text.index("技能提升补贴") > text.index("备查项目") > text.index("现金合计")


def test_what_is_left_out_stands_below(results):
    below = text_of(results, "en")
    below = below[below.index("Excluded: a figure is missing") :]
    for words in ("incubator", "TT-09", "the figure is missing", "jobsim assumptions scenarios/testland"):
        assert words in below


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "0 %"), (0.001, "0.1 %"), (0.37, "37 %"), (0.999, "99.9 %"), (1.0, "100 %"), (None, "—")]
)
def test_certainty_is_only_shown_where_it_is(value, shown):
    assert written.share(value) == shown
