"""The manual is built in both languages without a warning, every page is reached, and the tutorial can be followed."""

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import jobsim as js
from jobsim.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIALS = {"en": DOCS / "tutorial.md", "zh": DOCS / "tutorial.zh-CN.md"}
MISSING = [name for name in ("sphinx", "myst_parser", "furo") if importlib.util.find_spec(name) is None]
sphinx = pytest.mark.skipif(bool(MISSING), reason=f"without {', '.join(MISSING)} (pip install -e '.[docs]')")


def build(target, *options):
    """Sphinx, a warning of which is an error."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-d", f"{target}/trees", *options]
    done = subprocess.run([*command, DOCS, target / "out"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return target / "out"


@pytest.fixture(scope="module")
def manual(tmp_path_factory):
    return {
        "en": build(tmp_path_factory.mktemp("en")),
        "zh": build(tmp_path_factory.mktemp("zh"), "-t", "zh"),
    }


@sphinx
@pytest.mark.slow
@pytest.mark.parametrize(("lang", "title"), [("en", "jobsim manual"), ("zh", "jobsim 使用手册")])
def test_the_manual_is_built_without_a_warning_and_asks_for_nothing_outside(manual, lang, title):
    front = "index.html" if lang == "en" else "index.zh-CN.html"
    page = (manual[lang] / front).read_text(encoding="utf-8")
    assert title in page
    assert f'<html class="no-js" lang="{"en" if lang == "en" else "zh-CN"}"' in page
    fetched = re.findall(r'<(?:script|img|link)[^>]* (?:src|href)="(https?:[^"]*)"', page)
    assert not fetched


@sphinx
@pytest.mark.slow
def test_chinese_is_found_in_the_manual_built_in_chinese(manual):
    """By each two characters in a row, in the index and in what is asked for."""
    index = json.loads(
        (manual["zh"] / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    )
    found = index["terms"]["绩效"]
    assert "workbook.zh-CN" in [index["docnames"][page] for page in (found if isinstance(found, list) else [found])]
    assert "outlay" in index["terms"]
    assert "var splitQuery" in (manual["zh"] / "_static" / "language_data.js").read_text(encoding="utf-8")


@sphinx
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_is_in_one_manual_or_both(manual, lang):
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    chinese = {page for page in pages if page.endswith(".zh-CN.md")}
    without = {page.replace(".zh-CN", "") for page in chinese} if lang == "zh" else chinese
    built = {path.relative_to(manual[lang]).as_posix() for path in manual[lang].rglob("*.html")}
    made = {"genindex.html", "search.html"}
    assert built == {page.replace(".md", ".html") for page in pages - without} | made


@sphinx
@pytest.mark.slow
def test_every_text_of_the_reference_has_its_chinese(tmp_path):
    """What a docstring newly says is to be said in docs/locale/zh_CN/LC_MESSAGES/api.po; what none says goes."""
    from babel.messages.pofile import read_po

    template = build(tmp_path, "-b", "gettext") / "api.pot"
    catalogue = DOCS / "locale" / "zh_CN" / "LC_MESSAGES" / "api.po"
    with template.open("rb") as told, catalogue.open("rb") as kept:
        english = {message.id for message in read_po(told) if message.id}
        chinese = {message.id: message.string for message in read_po(kept, locale="zh_CN") if message.id}
    assert {text for text in english if not chinese.get(text)} == set(), "without Chinese"
    assert chinese.keys() - english == set(), "no longer said"


def test_every_decision_is_listed_once():
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\1-[\w-]+\.md)\) \| .+ \|$", (DOCS / "decisions" / "README.md").read_text(), re.M
    )
    assert [name for _, name in listed] == sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    for number, name in listed:
        assert (DOCS / "decisions" / name).read_text(encoding="utf-8").startswith(f"# {number} "), name


def test_the_tutorials_hold_the_same_steps():
    steps = [re.findall(r"<!-- command: (\w+) -->", path.read_text(encoding="utf-8")) for path in TUTORIALS.values()]
    assert steps[0] == steps[1] == ["run", "set", "report", "payments", "compare"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", TUTORIALS)
def test_the_tutorial_can_be_followed(lang, tmp_path, monkeypatch):
    """Each command, with two replications to be quick, and the lines of Python."""
    text = TUTORIALS[lang].read_text(encoding="utf-8")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    record = None
    for name, command in re.findall(r"<!-- command: (\w+) -->\n```sh\n(.+?)\n```", text, re.S):
        if record is not None:
            command = re.sub(r"results/jingyuan_2023/\w+", record, command)
        words = shlex.split(command.replace("-n 20", "-n 2"))
        assert words[0] == "jobsim"
        done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == 0, (name, done.output)
        if name == "run":
            told = re.search(r"```\n(\S.+?)results/jingyuan_2023/\w+\n```", text)
            last = done.stdout.rstrip().splitlines()[-1]
            assert last.startswith(told[1])
            record = last.removeprefix(told[1])
    books = sorted(path.name for path in tmp_path.glob("*.*"))
    assert books == sorted(re.findall(r"--(?:excel|html) (\S+)", text))
    (lines,) = re.findall(r"<!-- python -->\n```python\n(.+?)```", text, re.S)
    exec(lines.replace("replications=20", "replications=2"), {"js": js})
