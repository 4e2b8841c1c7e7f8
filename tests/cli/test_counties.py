"""``jobsim counties`` lists what ships; a shell completes its names."""

import json

from click.shell_completion import ShellComplete
from click.testing import CliRunner

from jobsim.cli import main


def call(*arguments):
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_list_tells_years_variants_and_what_is_asked_for():
    rows = {row["name"]: row for row in json.loads(call("counties", "--json"))["rows"]}
    assert list(rows) == ["jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025"]
    assert rows["rongchang_2022"]["asks_for_en"] == "programmes.incubator_award.amount (RC-23)"
    assert rows["jingyuan_2023"]["asks_for_en"] is None and rows["jingyuan_2023"]["years"] == "2023"
    assert rows["shexian_2025"]["years"] == "2025–2027" and rows["jingde_2022"]["province_zh"] == "安徽省"
    assert all(row["variants"] > 20 for row in rows.values())


def test_the_page_is_in_the_language_asked_for():
    assert "asks for" in call("counties") and "jobsim run jingde_2022" in call("counties")
    page = call("counties", "--lang", "zh")
    assert "随附的县区" in page and "泾源县2023年就业资金预算" in page and "asks for" not in page


def test_a_shell_completes_names_beside_paths():
    for arguments in (["run"], ["compare"], ["diff", "x"], ["sheet"], ["new", "x", "--like"]):
        found = ShellComplete(main, {}, "jobsim", "_JOBSIM_COMPLETE").get_completions(arguments, "ji")
        assert [(one.type, one.value) for one in found] == [
            ("file", "ji"), ("plain", "jingde_2022"), ("plain", "jingyuan_2023"),
        ]  # fmt: skip


def test_a_variant_by_name_runs_nothing_it_should_not():
    assert "jingde_2022/start_up_8000 is valid" in call("validate", "jingde_2022/start_up_8000")
