"""``jobsim compare`` from the command line to its page, its document and its record, on the smallest county."""

import json
import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from jobsim.cli import main
from jobsim.reports import comparison_page
from jobsim.tables import written

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"
KEYS = {"variant", "measure", "mean_difference", "interval", "p_less", "variance_reduction"}
INTERNSHIP = "outlay.2023.cash.programme.internship_subsidy"
VARIANTS = {
    "higher": ("见习补贴提高一成", "A tenth more", "programmes: {internship_subsidy: {amount: 1540 CNY/month}}"),
    "six_months": ("见习最长六个月", "Six months at most", "programmes: {internship_subsidy: {limits: {months: 6}}}"),
    "tight": ("资金减到五万", "Five times ten thousand",
              "programmes: {internship_subsidy: {amount: 2800 CNY/month}}\n"
              "targets: {urban_new_employment: {value: 46 persons}}\n"
              "funds: {employment_subsidy: {appropriations: {2023:"
              " {amount: 50000 CNY, arrivals: [{on: 01-15, share: 1.0}]}}}}"),
}  # fmt: skip


def call(*arguments):
    done = CliRunner().invoke(main, ["compare", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done


def refused(*arguments):
    done = CliRunner().invoke(main, ["compare", *map(str, arguments)])
    assert done.exit_code == 2 and "Traceback" not in done.output and done.stdout == "", done.output
    return done.stderr


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """The county with a folder of ready-made variants beside it."""
    folder = tmp_path_factory.mktemp("scenarios") / "linshui"
    shutil.copytree(MINIMAL, folder)
    (folder / "variants").mkdir()
    for name, (zh, en, changes) in VARIANTS.items():
        title = f"scenario: {{title: {{zh: {zh}, en: {en}}}}}"
        (folder / "variants" / f"{name}.yaml").write_text(f"extends: ../scenario.yaml\n{title}\n{changes}\n")
    return folder


@pytest.fixture(scope="module")
def document(county):
    return json.loads(call(county, "higher", "six_months", "tight", "-n", 6, "--json", "--workers", 2).stdout)


@pytest.fixture
def engine_must_not_run(monkeypatch):
    def run(*_args, **_kwargs):
        pytest.fail("a replication was started")

    monkeypatch.setattr("jobsim.engines.run_replication", run)


def of(document, variant):
    return {one["measure"]: one for one in document["comparisons"] if one["variant"] == variant}


# ------------------------------------------------------------------------------------------------ the document


def test_the_document_has_the_promised_keys(document):
    assert [one["variant"] for one in document["variants"]] == ["higher", "six_months", "tight"]
    assert document["baseline"]["name"] == "linshui" and document["replications"] == 6
    for one in document["comparisons"]:
        assert set(one) >= KEYS
    measures = of(document, "higher")
    for name in ("outlay.2023.cash.total", "outlay.horizon.demand.total", "outlay.2023.accrued.payer.county",
                 "target.2023.urban_new_employment.value", "target.2023.urban_new_employment.met"):  # fmt: skip
        assert name in measures
    assert len(document["comparisons"]) == 3 * len(measures)


def test_the_differences_are_those_of_the_rules(document):
    higher, shorter, tight = (of(document, name) for name in VARIANTS)
    assert higher[INTERNSHIP]["mean_difference"] == pytest.approx(0.1 * higher[INTERNSHIP]["baseline"])
    assert shorter["outlay.2023.accrued.programme.internship_subsidy"]["mean_difference"] < 0
    assert shorter["outlay.2023.accrued.programme.internship_subsidy"]["p_less"] > 0.5
    assert higher["outlay.2023.cash.programme.recruitment_fairs"]["mean_difference"] == 0
    # The money of the tight variant is gone before all are paid.
    assert tight["outlay.2023.demand.total"]["mean_difference"] > 0 > tight["outlay.2023.cash.total"]["mean_difference"]
    assert tight["fund.2023.employment_subsidy.overrun"]["value"] == 1.0
    assert tight["target.2023.urban_new_employment.met"]["mean_difference"] < 0
    assert tight["target.2023.urban_new_employment.value"]["mean_difference"] == 0


def test_what_differs_is_named(document):
    changes = {one["variant"]: one["changes"] for one in document["variants"]}
    assert [change["path"] for change in changes["higher"]] == ["programmes.internship_subsidy.amount"]
    assert changes["six_months"][0]["baseline"] == 12 and changes["six_months"][0]["value"] == 6


def test_one_worker_gives_the_same_document(county, document):
    alone = call(county, "higher", "six_months", "tight", "-n", 6, "--json", "--workers", 1)
    assert json.loads(alone.stdout) == document


def test_simpy_gives_the_same_comparisons(county):
    compiled, simpy = (
        json.loads(call(county, "higher", "-n", 2, "--json", "--workers", 1, "--engine", engine).stdout)
        for engine in ("compiled", "simpy")
    )
    assert simpy.pop("engine") == "simpy" and compiled.pop("engine") == "compiled"
    assert simpy == compiled


def test_a_scenario_against_itself_is_zero_everywhere_and_the_page_says_so(county):
    found = json.loads(call(county, county, "-n", 3, "--json").stdout)
    for one in found["comparisons"]:
        assert (one["mean_difference"], one["interval"], one["p_less"]) == (0, [0, 0], 0), one["measure"]
        assert one["variance_reduction"] is None
    page = call(county, county, "-n", 3, "--lang", "zh").stdout
    assert "与基准完全相同" in page and "合计" not in page
    assert "nothing differs in any replication" in call(county, county, "-n", 3, "--lang", "en").stdout


# ------------------------------------------------------------------------------------------------ what to compare


@pytest.mark.parametrize("named", ["higher", "higher.yaml", "{county}/variants/higher.yaml"])
def test_a_variant_is_named_in_three_ways(county, document, named):
    found = json.loads(call(county, named.format(county=county), "-n", 6, "--json").stdout)
    assert [one["variant"] for one in found["variants"]] == ["higher"]
    assert of(found, "higher") == of(document, "higher")


def test_a_variant_can_be_the_baseline_and_names_those_beside_it(county, document):
    found = json.loads(call(county / "variants" / "higher.yaml", "tight", "-n", 6, "--json").stdout)
    assert found["baseline"]["name"] == "higher" and found["variants"][0]["variant"] == "tight"
    gap = of(document, "tight")[INTERNSHIP]["value"] - of(document, "higher")[INTERNSHIP]["value"]
    assert of(found, "tight")[INTERNSHIP]["mean_difference"] == pytest.approx(gap)


def test_settings_make_one_more_variant_of_the_baseline(county, document):
    text = "programmes.internship_subsidy.amount=1540"
    found = json.loads(call(county, "six_months", "--set", text, "-n", 6, "--json").stdout)
    assert [one["variant"] for one in found["variants"]] == ["six_months", "set"]
    assert found["variants"][1]["set"] == [text] and found["baseline"]["set"] == []
    assert of(found, "six_months") == of(document, "six_months")
    same = of(document, "higher")[INTERNSHIP]
    assert of(found, "set")[INTERNSHIP] == {**same, "variant": "set"}
    alone = json.loads(call(county, "--set", text, "-n", 6, "--json").stdout)
    assert of(alone, "set") == of(found, "set")


def test_two_variants_of_one_name_are_told_apart(county, tmp_path):
    other = tmp_path / "higher.yaml"
    other.write_text(f"extends: {os.path.relpath(county, tmp_path)}\n")
    found = json.loads(call(county, "higher", other, "-n", 1, "--json").stdout)
    assert [one["variant"] for one in found["variants"]] == ["higher", "higher_2"]
    assert all(one["mean_difference"] == 0 for one in of(found, "higher_2").values())


def test_a_name_that_is_not_there_is_answered_with_the_nearest(engine_must_not_run, county):
    assert refused(county, "highr").endswith("no such variant, file or folder (did you mean 'higher'?)\n")
    assert "higher, six_months, tight" in refused(county, "qqq")
    assert "no folder variants" in refused(MINIMAL, "higher")
    assert "did you mean 'higher.yaml'?" in refused(MINIMAL, county / "variants" / "hihger.yaml")
    assert "holds no scenario.yaml" in refused(county, county / "variants")
    assert "no such file or folder" in refused(county / "nowhere", "higher")


def test_nothing_to_compare(engine_must_not_run, county):
    said = refused(county)
    assert "nothing to compare" in said and "--set PATH=VALUE" in said and "higher, six_months, tight" in said


def test_other_years_are_refused_before_anything_runs(engine_must_not_run, county, tmp_path):
    late = tmp_path / "late.yaml"
    late.write_text(f"""extends: {county}
horizon: {{end: 2024-12-31}}
funds: {{employment_subsidy: {{appropriations: {{2024: {{amount: 30万元, arrivals: [{{on: 01-15, share: 1.0}}]}}}}}}}}
""")
    said = refused(county, late)
    assert "late covers 2023-01-01 to 2024-12-31, the baseline 2023-01-01 to 2023-12-31" in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "programmes.nothing.amount=1"], "no such path in the scenario"),
        (["--set", "nonsense"], "expected PATH=VALUE"),
        (["higher", "-n", "0"], "at least one replication is needed, found 0"),
        (["higher", "--seed", "-1"], "0 to 2**64 - 1, found -1"),
        (["higher", "--lang", "fr"], "'fr' is not one of 'zh', 'en'"),
    ],
)
def test_options_out_of_range(engine_must_not_run, county, options, message):
    assert message in refused(county, *options)


def test_a_missing_figure_stops_it_or_is_noted(engine_must_not_run, monkeypatch, county, tmp_path):
    lacking = tmp_path / "lacking.yaml"
    missing = "{missing: true, reason: the text has lost the figure, unit: CNY/person}"
    lacking.write_text(f"extends: {county}\nprogrammes: {{hiring_subsidy: {{amount: {missing}}}}}\n")
    assert "LS-02" in refused(county, lacking)
    monkeypatch.undo()
    done = call(county, lacking, "-n", 2, "--exclude-missing")
    assert "Excluded: hiring_subsidy (LS-02): the text has lost the figure" in done.stdout


# ------------------------------------------------------------------------------------------------ the page


def page(document, lang="zh", width=118):
    console = Console(width=width, force_terminal=False, highlight=False)
    with console.capture() as captured:
        console.print(comparison_page.page(document, lang))
    return captured.get()


def section(text, variant):
    """The part of the page that is about a variant."""
    return text.split(f": {variant}  ")[1].split("方案 2")[0].split("变化：本方案减基准")[0]


def test_the_page_tells_a_chief_what_changes(document):
    text = page(document)
    assert "各方案与基准相比，2023年，单位：万元" in text and "同样的人、同样的运气" in text
    tight = section(text, "tight")
    for words in (
        "资金减到五万",
        "付不出的转为欠付",
        "应付（不论资金）",
        "其中县级负担",
        "资金够不够",
    ):
        assert words in tight
    higher = section(text, "higher")
    assert "programmes.internship_subsidy.amount: 1400 CNY/month → 1540 CNY/month" in higher
    assert "其余2项每次模拟都无变化。" in higher
    assert "1 个项目的金额或单价为假设" in text
    assert "1 amounts or prices are assumed" in " ".join(page(document, "en").split())
    assert "1个目标都无变化。" in higher and "资金够不够" not in higher.split("合计")[1]


def test_sums_stand_in_ten_thousand_yuan_with_their_sign(document):
    one = of(document, "higher")["outlay.horizon.cash.total"]
    row = next(line for line in section(page(document), "higher").splitlines() if line.startswith("现金支出 "))
    low, high = one["interval"]
    assert row.split()[1:] == [
        "2023", f"{one['baseline'] / 1e4:.2f}", f"{one['value'] / 1e4:.2f}", f"{one['mean_difference'] / 1e4:+.2f}",
        "0%", written.number(one["narrower"]), "倍"]  # fmt: skip
    assert f"{low / 1e4:+.2f} … {high / 1e4:+.2f}" in section(page(document), "higher")


def programme(name, cash, demand, section_="outlay"):
    """Entries of a made-up programme that changes by so much, in CNY."""
    common = {"variant": "higher", "title": {"zh": name, "en": name.upper()}, "year": None, "unit": "CNY",
              "baseline": 0.0, "p_less": 0.0, "variance_reduction": None, "narrower": None, "pairs": 6,
              "section": section_, "kind": "programme", "item": name}  # fmt: skip
    return [
        {**common, "measure": f"{section_}.horizon.{basis}.programme.{name}", "basis": basis, "value": change,
         "mean_difference": change, "interval": [change, change], "spread": [change, change],
         "p_equal": 0.0 if change else 1.0}
        for basis, change in (("cash", cash), ("demand", demand))
    ]  # fmt: skip


def test_the_largest_changes_come_first_and_the_small_ones_in_one_line(document):
    kept = [one for one in document["comparisons"] if one["variant"] == "higher" and one["kind"] != "programme"]
    made = [("aaa", 10_000, 0), ("bbb", -90_000, 0), ("ccc", 0, 50_000), ("ddd", 1_700, 0), ("eee", -700, 20),
            ("fff", 0, 0), ("ggg", 0, 0)]  # fmt: skip
    kept += [entry for one in made for entry in programme(*one)] + programme("hhh", 600, 600, "tax_expenditure")
    text = page({**document, "variants": document["variants"][:1], "comparisons": kept}, "en")
    names = [
        line.split()[0] for line in text.splitlines() if line.split() and line.split()[0] in "AAA BBB CCC DDD EEE FFF"
    ]
    assert names == ["BBB", "CCC", "AAA"]
    # 2 % of 9.00 is 0.18: +0.17 and -0.07.
    assert "Small changes, each below 0.18: 2 of programmes, in cash +0.10 together." in text
    assert "Small changes, each below 0.18: 1 of memo items, in cash +0.06 together." in text
    assert "Unchanged in every replication: 2 more." in text


def test_a_programme_that_one_of_both_lacks_is_one_difference(document):
    entry = {**document["variants"][0], "changes": [
        {"path": "programmes.old.title.zh", "baseline": "旧", "value": None},
        {"path": "programmes.old.amount", "baseline": "1 CNY", "value": None},
        {"path": "programmes.new.amount", "baseline": None, "value": {"value": 5, "unit": "CNY", "source": "user"}},
        {"path": "programmes.new.title.en", "baseline": None, "value": "New"},
        {"path": "programmes.newer.title.en", "baseline": "Newer", "value": "Newest"},
        {"path": "programmes.newer.limits.months", "baseline": None, "value": 6},
    ]}  # fmt: skip
    text = page({**document, "variants": [entry]}, "en")
    told = text[text.index("What differs") : text.index("Demand")].split("\n")[:5]
    assert [line.strip() for line in told] == [
        "What differs from the baseline (4):", "programmes.old: removed", "programmes.new: added",
        "programmes.newer.title.en: Newer → Newest", "programmes.newer.limits.months: — → 6"]  # fmt: skip


def test_each_language_stands_alone(document):
    zh, en = page(document, "zh"), page(document, "en")
    assert "Outlay" not in zh and "baseline" not in zh and "就业见习补贴" in zh and "万元" in zh
    # Values of the scenario are shown as they are written there.
    told = "".join(line for line in en.splitlines() if "→" not in line)
    assert not any("一" <= sign <= "鿿" for sign in told) and "Internship subsidy" in en and "10,000 CNY" in en


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize(("lang", "title"), [("zh", "就业见习补贴"), ("en", "Internship subsidy")])
def test_nothing_is_cut(document, width, lang, title):
    text = page(document, lang, width)
    assert "…" not in text.replace(" … ", "").replace("……", "")
    assert max(map(cell_len, text.splitlines())) <= width
    for words in (title, "six_months", "assumptions"):
        assert words in text


def test_the_page_comes_from_the_command_in_the_language_asked_for(county):
    assert "Variant 1: higher" in call(county, "higher", "-n", 1, "--lang", "en").stdout
    assert "方案 1: higher" in call(county, "higher", "-n", 1, "--lang", "zh").stdout


# ------------------------------------------------------------------------------------------------ the record


def test_a_record_is_left_where_asked_for_and_only_there(county, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call(county, "higher", "-n", 2, "--json", "--out", tmp_path / "out")
    (folder,) = (tmp_path / "out" / "linshui").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == [
        "0.linshui.resolved.yaml", "1.higher.resolved.yaml", "comparison.json", "comparison.parquet", "manifest.json",
    ]  # fmt: skip
    found = json.loads(done.stdout)
    assert json.loads((folder / "comparison.json").read_text()) == found
    table = pl.read_parquet(folder / "comparison.parquet")
    assert table["measure"].to_list() == [one["measure"] for one in found["comparisons"]]
    assert table["mean_difference"].to_list() == [one["mean_difference"] for one in found["comparisons"]]
    again = call(county, "higher", "-n", 2, "--out", tmp_path / "out")
    assert str(folder) in again.stdout and list((tmp_path / "out" / "linshui").iterdir()) == [folder]
    call(county, "higher", "-n", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_record_s_place_is_tried_before_the_run(engine_must_not_run, county, tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot write results to" in refused(county, "higher", "--out", tmp_path / "file")


def test_help_names_what_holds():
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS

    said = CliRunner().invoke(main, ["compare", "--help"]).output
    assert f"[default: {DEFAULT_REPLICATIONS}]" in said and "variants/" in said
