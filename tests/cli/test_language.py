"""Help, errors and pages speak the language that is asked for, and the catalogue says what the program says."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

import jobsim
from jobsim.chinese import _ROOMS, chinese
from jobsim.cli import main
from jobsim.language import Words, asked_in, of_locale, speak, spoken
from jobsim.scenario import shipped
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
SOURCE = Path(jobsim.__file__).parent


def in_chinese(text):
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


@pytest.mark.parametrize(
    ("environment", "lang"),
    [({}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
     ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"), ({"LC_ALL": "", "LANG": "zh"}, "zh"), ({"LANG": "de"}, "en")],
)  # fmt: skip
def test_the_locale_decides_where_nothing_is_said(environment, lang):
    assert of_locale(environment) == lang


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [(["run", "x", "--lang", "zh"], "zh"), (["--lang=en", "run"], "en"), (["run", "--lang"], None),
     (["run", "--lang", "fr"], None), (["run", "--", "--lang", "zh"], None), (["--help"], None)],
)  # fmt: skip
def test_the_language_is_found_wherever_it_stands(arguments, lang):
    assert asked_in(arguments) == lang


def test_one_command_does_not_speak_the_language_of_the_one_before():
    assert "用法" in CliRunner().invoke(main, ["run", "--help", "--lang", "zh"]).output
    assert "Usage" in CliRunner().invoke(main, ["run", "--help"]).output
    speak(None)
    assert spoken() == "en"


@pytest.mark.parametrize("name", [None, *main.commands])
def test_help_is_said_whole_in_each_language(name):
    command = [] if name is None else [name]
    zh, en = (CliRunner().invoke(main, [*command, "--help", "--lang", lang]).output for lang in ("zh", "en"))
    assert not in_chinese(en)
    assert max(map(cell_len, zh.splitlines())) <= 80  # Chinese has no spaces at which click would fold it
    for shown in (main if name is None else main.commands[name]).params:
        if getattr(shown, "help", None):
            assert shown.words is not None and in_chinese(shown.words.zh), shown.name
    # What is left in Latin letters are names, not sentences.
    for sentence in re.findall(r"[A-Za-z]+(?: [a-z]+){3,}", zh):
        pytest.fail(f"English in the Chinese help: {sentence}")


def test_help_lists_every_command_under_a_reader():
    for lang, readers in (
        ("zh", ("预算人员", "分析人员", "审计人员", "技术人员")),
        ("en", ("officer", "analyst", "auditor")),
    ):
        shown = CliRunner().invoke(main, ["--help", "--lang", lang]).output
        for reader in readers:
            assert reader in shown
        for name in main.commands:
            assert len(re.findall(rf"^  {name} ", shown, re.M)) == 1, name


WRONG = [
    (["run"], "缺少参数"), (["rum"], "没有命令“rum”，是不是“run”"), (["run", MINIMAL, "--sed", "1"], "没有选项"),
    (["run", MINIMAL, "-n", "x"], "不是整数"), (["run", MINIMAL, "-n", "0"], "至少需要模拟1次"),
    (["run", MINIMAL, "--engine", "c"], "不是"), (["run", "nowhere"], "没有这个文件或文件夹"),
    (["run", MINIMAL, "--seed", "-1"], "种子应为"), (["run", MINIMAL, "--precision", "7"], "精度应大于"),
    (["run", MINIMAL, "--precision", "1%", "--precision-of", "outlay.p8"], "的精度；是不是“outlay.p80”？"),
    (["run", MINIMAL, "--precision", "1%", "--precision-of", "overrun:x"], "没有资金“x”；可用：employment_subsidy"),
    (["run", MINIMAL, "--precision", "1%", "--at-most", "99"], "至少需模拟 100 次"),
    (["run", MINIMAL, "--precision", "1%", "--precision-of", "outlay.mean:2031"], "可用的年份：2023"),
    (["compare", MINIMAL, "--at-most", "150"], "须与 --precision 一起使用"),
    (["run", MINIMAL, "-n", "5", "--pairs", "6"], "5 次模拟可配 0 至 5 对，实为 6 对"),
    (["understand", MINIMAL, "-n", "40"], "模拟 40 次太少"), (["assumptions"], "请写出方案"),
    (["understand", "nowhere"], "没有这个文件或文件夹"), (["assumptions", "--rank", MINIMAL], "不是一次运行的记录"),
    (["run", MINIMAL, "--set", "a.b=1"], "没有这个路径"), (["run", MINIMAL, "--set", "a"], "应为 路径=值"),
    (["run", MINIMAL, "--set", "places.internship.fill=2 CNY"], "单位“CNY”不合适"),
    (["run", MINIMAL, "--set", "programmes.internship_subsidy.fund=x"], "没有"),
    (["validate", MINIMAL, "--set", "programmes.internship_subsidy.wen=x"], "没有这个路径"),
    (["show", MINIMAL], "不是一次运行的记录"), (["compare", MINIMAL], "没有可比较的"),
    (["compare", MINIMAL, "higher"], "没有这个变体"), (["verify", MINIMAL], "不是一次运行的记录"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_errors_are_said_in_chinese(arguments, said):
    done = CliRunner().invoke(main, [*arguments, "--lang", "zh"])
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.output, done.stderr
    assert in_chinese(done.stderr.splitlines()[-1])
    english = CliRunner().invoke(main, [*arguments, "--lang", "en"])
    assert english.exit_code == 2 and not in_chinese(english.stderr)


def test_warnings_are_said_in_chinese():
    nobody = ["--set", "places.internship.who={any: [retired_fisher]}", "--set", "horizon.start=2024-01-01", "--set",
              "horizon.end=2024-12-31"]  # fmt: skip
    said = CliRunner().invoke(main, ["validate", MINIMAL, *nobody, "--lang", "zh"]).stderr.splitlines()
    assert len(said) > 2
    for line in said:
        assert line.startswith("警告: ")
        assert len(re.findall(r"[一-鿿]", line)) > 8, line


def test_all_faults_of_a_scenario_are_said_together():
    with pytest.raises(ScenarioError) as found:
        load_scenario(MINIMAL, ["programmes.hiring_subsidy.take_up=5", "programmes.internship_subsidy.take_up=4"])
    lines = found.value.said(chinese).splitlines()
    assert lines[0] == "方案中有 2 处错误：" and len(lines) == 3 and all(map(in_chinese, lines))
    assert str(found.value).startswith("2 errors in the scenario:")


def test_what_is_filled_in_is_kept_and_a_hint_in_it_is_said_too():
    assert chinese("no such file or folder: {x}") == "没有这个文件或文件夹：{x}"
    assert chinese("outlay is not known by 'yaer'; there are: year (did you mean 'year'?)").endswith(
        "（是不是“year”？）"
    )
    assert chinese("a saying that nobody has") == "a saying that nobody has"
    assert Words("{a}。", "{a}.").filled(a=Words("{b}", "{c}")) == Words("{b}。", "{c}.")


@pytest.mark.parametrize("room", [room for room in _ROOMS if room != "usage"])
def test_every_saying_of_the_catalogue_is_said_somewhere(room):
    """English that nobody says any more has no translation to keep: its longest piece stands in the source.

    Reasons of the shipped counties are said in messages, too.
    """
    said_in = [path for path in SOURCE.rglob("*.py") if "chinese" not in path.parts]
    said_in += shipped.root().rglob("*.yaml")
    source = "\n".join(path.read_text(encoding="utf-8") for path in said_in)
    flat = re.sub(r'"\s*\n\s*f?"', "", source)
    system = {"No such file or directory", "Permission denied", "Is a directory", "Not a directory",
              "No space left on device", "Read-only file system"}  # fmt: skip
    for english, said in import_module(f"jobsim.chinese.{room}").PAIRS.items():
        assert in_chinese(said) or said == english, english
        assert english.count("{}") >= len(set(re.findall(r"\{(\d)\}", said))), english
        longest = max(re.split(r"\{\}|[;,(]", english), key=len).strip(" :'()")
        start = " ".join(longest.split()[:5])  # what follows may be filled in from elsewhere
        assert english in system or start in flat or "the figure" in english, english
