"""The report: its numbers are the tables', texts are escaped, the page stands alone, equal runs give equal bytes."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import jobsim as js
from jobsim.cli import main
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import Order
from jobsim.language import LANGUAGES
from jobsim.reports.delivery import deliver
from jobsim.reports.report.basis import basis_of
from jobsim.reports.report.blocks import Drawing, Grid
from jobsim.reports.report.document import report
from jobsim.reports.report.letters import missing
from jobsim.reports.report.page import page
from jobsim.reports.report.printed import printed
from jobsim.scenario.loader import load_scenario
from jobsim.tables.funds import funds
from jobsim.tables.outlay import outlay
from jobsim.tables.result import tables
from jobsim.tables.targets import targets
from jobsim.tables.written import percent, wan

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The record of two years of the smallest county."""
    loaded = load_scenario(MINIMAL, ["horizon.end=2024-12-31"])
    options = {"scenario_path": str(MINIMAL), "set": ["horizon.end=2024-12-31"], "exclude_missing": False}
    return deliver(loaded, Order(replications=20), tmp_path_factory.mktemp("run"), options, 1, None).folder


@pytest.fixture(scope="module")
def basis(record):
    found = open_run(record)
    return basis_of(found.results, found.loaded)


@pytest.fixture(scope="module")
def reports(basis):
    return {lang: report(basis, lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def pages(reports):
    return {lang: page(told) for lang, told in reports.items()}


def blocks(told, kind):
    return [block for section in told.sections for block in section.blocks if isinstance(block, kind)]


# ------------------------------------------------------------------------------------------------ what it says


def test_every_table_of_the_result_stands_in_it(reports, basis):
    for lang, told in reports.items():
        captions = " ".join(grid.caption for grid in blocks(told, Grid))
        for table in tables(basis.results):
            assert table.title.of(lang) in captions


def test_the_answer_tells_the_numbers_of_the_tables(reports, basis):
    (answer,) = [section for section in reports["zh"].sections if section.anchor == "answer"]
    cost, money, met = (said for _, said in answer.blocks[0].entries)
    total = outlay(basis.results).frame.filter(pl.col("year").is_null() & (pl.col("role") == "total")).to_dicts()[0]
    for key in ("p10", "p50", "p90"):
        assert f"{wan(total[key])}万元" in cost
    limited = funds(basis.results).frame.filter(pl.col("p_overrun").is_not_null() & (pl.col("kind") == "budget"))
    assert len(limited)
    for row in limited.to_dicts():
        assert f"{row['title_zh']}{row['year']}年安排{wan(row['appropriation'])}万元" in money
        assert f"超支概率{percent(row['p_overrun']).zh}" in money
        assert f"{wan(row['enough_80'])}万元" in money and f"{wan(row['enough_95'])}万元" in money
    assert f"目标共考核{len(targets(basis.results).frame.filter(pl.col('role') == 'row'))}项次" in met


def test_the_figures_are_those_of_study_plot_and_name_the_table_of_their_numbers(reports, record):
    plot = js.open(record).plot
    drawings = {one.name: one for one in blocks(reports["en"], Drawing)}
    assert drawings["months"].svg == plot.months("en").svg()
    assert drawings["programmes"].svg == plot.programmes(lang="en").svg()
    assert all("The numbers are in the table: " in one.said for one in drawings.values())
    (fund,) = [name for name in drawings if name.startswith("fan-")]
    assert "overrun in" in drawings[fund].said


def test_how_to_repeat_it_is_the_command_of_the_run(basis):
    assert basis.command == f"jobsim run {MINIMAL} -n 20 --seed 1 --set horizon.end=2024-12-31"


def test_every_clause_stands_in_the_appendix(reports, basis):
    (grid,) = [grid for grid in blocks(reports["zh"], Grid) if grid.caption.startswith("逐条对照")]
    assert [row.cells[0].text for row in grid.rows] == list(basis.loaded.scenario.clauses)


# ------------------------------------------------------------------------------------------------ the page


class Seen(HTMLParser):
    """What a page is made of: every element with its attributes, and the text outside styles."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self._style = [], "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = self._style and tag != "style"

    def handle_data(self, data):
        self.text += "" if self._style else data

    def of(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_alone(pages, lang):
    seen = Seen(pages[lang])
    links = [attrs.get(key) for _, attrs in seen.elements for key in ("src", "href", "xlink:href", "srcset", "action")]
    assert all(link.startswith("#") for link in links if link is not None)
    assert not seen.of("script", "link", "iframe", "object", "img", "form")
    assert set(re.findall(r"url\((.{5})", pages[lang])) <= {
        '"data',
        "#fan-",
        "#dist",
        "#exha",
        "#prog",
        "#paye",
        "#mont",
        "#targ",
    }
    assert not re.search(r"https?://(?!www\.w3\.org/)", pages[lang])
    (policy,) = [attrs["content"] for attrs in seen.of("meta") if attrs.get("http-equiv")]
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_built_for_those_who_hear_it(pages, reports, lang):
    seen = Seen(pages[lang])
    assert seen.of("html")[0]["lang"].startswith(lang)
    for tag in ("h1", "header", "main", "footer", "nav"):
        assert len(seen.of(tag)) == 1
    assert len(seen.of("h2")) == len(reports[lang].sections)
    assert len(seen.of("caption")) == len(seen.of("table")) == len(blocks(reports[lang], Grid))
    assert all("scope" in attrs for attrs in seen.of("th"))
    assert len(seen.of("svg")) == len(seen.of("desc")) == len(blocks(reports[lang], Drawing))
    names = [attrs["id"] for _, attrs in seen.elements if "id" in attrs]
    named = {name for _, attrs in seen.elements for name in attrs.get("aria-labelledby", "").split()}
    assert len(names) == len(set(names)) and named <= set(names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_of_one_language_and_every_letter_has_its_glyph(pages, lang):
    seen = Seen(pages[lang])
    assert missing(seen.text) == set()
    assert "来源：" in seen.text if lang == "zh" else "Source: " in seen.text
    if lang == "en":
        ours = re.sub(r"[“（〔].*?[”）〕]", "", seen.text)
        assert not re.search("[\u4e00-\u9fff]{4}", ours)


def test_titles_are_written_and_not_obeyed(basis, tmp_path):
    hostile = "<script>alert(1)</script>&\"'\u202e#[*strong*] $x$"
    head = basis.results.scenario.scenario
    title = head.title.model_copy(update={"zh": hostile, "en": hostile})
    scenario = basis.results.scenario.model_copy(update={"scenario": head.model_copy(update={"title": title})})
    told = report(replace(basis, results=replace(basis.results, scenario=scenario)), "zh")
    text = page(told)
    assert "<script" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text and "\u202e" not in text
    assert "\\u202e#[*strong*] $x$" in Seen(text).text
    assert printed(told).startswith(b"%PDF")


# ------------------------------------------------------------------------------------------------ in print


@pytest.mark.parametrize("lang", LANGUAGES)
def test_print_is_for_everybody_and_to_be_kept(reports, lang):
    data = printed(reports[lang])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data and b"<pdfaid:conformance>A</pdfaid:conformance>" in data
    assert b"NotoSansSC-Regular" in data and b"NotoSerifSC-Regular" in data
    assert data == printed(reports[lang])


# ------------------------------------------------------------------------------------------------ files


def call(*arguments):
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def test_the_command_and_python_write_the_same_files(record, pages, tmp_path):
    done = call(record, "--html", tmp_path / "a.html", "--pdf", tmp_path / "a.pdf", "--lang", "zh")
    assert done.exit_code == 0 and done.stdout.splitlines() == [
        f"已写入 {tmp_path / name}" for name in ("a.html", "a.pdf")
    ]
    study = js.open(record)
    study.to_html(tmp_path / "b.html", "zh")
    study.to_pdf(tmp_path / "b.pdf", "zh")
    for kind in ("html", "pdf"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == pages["zh"]


def test_figures_are_files_that_a_repeat_writes_again(record, tmp_path):
    for name in ("a", "b"):
        assert call(record, "--figures", tmp_path / name, "--lang", "en").exit_code == 0
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert {"months.en.png", "months.en.svg", "targets.en.png", "programmes-2023.en.png"} <= set(files)
    assert not any(name.startswith(".") for name in files)
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_study_made_here_tells_how_to_repeat_it(tmp_path):
    plan = js.load(MINIMAL).variant("dearer", {"horizon.end": "2023-12-31"})
    js.simulate(plan, replications=2).to_html(tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert f"jobsim run {MINIMAL} -n 2 --seed 1 --set horizon.end=2023-12-31" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "nothing is asked for"),
        (["--journey", "3", "--html", "a.html"], "give --figures FOLDER as well"),
        (["--html", "a.txt"], "must end in .html"),
        (["--html", "folder"], "must end in .html"),
        (["--html", "folder.html"], "is a folder"),
        (["--pdf", "nowhere/a.pdf"], "there is no folder nowhere"),
        (["--figures", "file"], "is a file; name a folder"),
        (["--figures", "nowhere/deeper"], "there is no folder nowhere"),
        (["--figures", "pictures", "--journey", "99999999"], "has no person 99999999"),
        (["--lang", "fr", "--html", "a.html"], "'fr' is not one of"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_message(record, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())
    done = call(record, *arguments)
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("broken", ["manifest.json", "funds.parquet", "summary.json", None])
def test_what_is_no_record_or_a_damaged_one_is_told_and_leaves_what_stood_there(record, tmp_path, broken):
    copied = tmp_path / "run"
    if broken is None:
        copied.mkdir()
    else:
        shutil.copytree(record, copied)
        data = bytearray((copied / broken).read_bytes())
        data[len(data) // 2] ^= 1
        (copied / broken).write_bytes(data)
    (tmp_path / "a.html").write_text("old")
    done = call(copied, "--html", tmp_path / "a.html", "--pdf", tmp_path / "a.pdf")
    assert done.exit_code == 2 and (broken or "manifest.json") in done.stderr and done.stderr.count("\n") == 1
    assert (tmp_path / "a.html").read_text() == "old" and not (tmp_path / "a.pdf").exists()


def test_a_year_without_money_or_targets_has_its_report(basis):
    scenario = basis.results.scenario
    funds_ = {name: fund.model_copy(update={"appropriations": {}}) for name, fund in scenario.funds.items()}
    bare = replace(
        basis.results,
        scenario=scenario.model_copy(update={"funds": funds_, "targets": {}}),
        targets=basis.results.targets.clear(),
    )
    for lang in LANGUAGES:
        told = report(replace(basis, results=bare), lang)
        anchors = [section.anchor for section in told.sections]
        assert "money" in anchors and "targets" not in anchors
        assert "targets" not in [one.name for one in blocks(told, Drawing)]
        (answer,) = [section for section in told.sections if section.anchor == "answer"]
        said = dict(answer.blocks[0].entries)
        assert {"zh": "没有设定目标。", "en": "No targets are set."}[lang] in said.values()
        assert page(told) and printed(told)


def test_a_study_of_several_scenarios_tells_what_the_others_change(tmp_path):
    base = js.load(MINIMAL)
    (fund,) = [name for name, fund in base.scenario.funds.items() if 2023 in fund.appropriations][:1]
    less = base.variant("less money", {f"funds.{fund}.appropriations.2023.amount": "1 CNY"})
    longer = base.variant("longer", {"horizon.end": "2024-12-31"})
    study = js.simulate([base, less], replications=2)
    study.to_html(tmp_path / "a.html", "en")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    change = study.compare().filter(pl.col("measure") == "outlay.horizon.cash.total")["mean_difference"].item()
    assert change < 0 and 'id="differences-title"' in text
    assert f"{change / 10_000:+,.2f}" in text and "less money" in text
    # Other years cannot be compared: the report goes without.
    js.simulate([base, longer], replications=2).to_html(tmp_path / "b.html", "en")
    assert 'id="differences-title"' not in (tmp_path / "b.html").read_text(encoding="utf-8")
