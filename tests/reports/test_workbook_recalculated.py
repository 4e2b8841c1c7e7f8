"""LibreOffice reckons every formula anew: each gives what the file said, no cell is an error, and the pages print.

The values that the file carries are thrown away first, so that nothing is compared with itself.
"""

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

import jobsim as js
import sheets
from jobsim.reports import workbook

ROOT = Path(__file__).parents[2]
TO_THE_FEN = 0.005 / 10_000
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
"""Formulas are reckoned when a file is opened, whatever it says of them."""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def converted(path, kind):
    """The file in another format, as LibreOffice with settings of its own writes it."""
    home = path.parent / "office"
    (home / "user").mkdir(parents=True, exist_ok=True)
    (home / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    out = path.parent / kind
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", kind, "--outdir", out, path],
        check=True, timeout=300, capture_output=True, env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    return out / f"{path.stem}.{kind}"


def without_values(data):
    """The workbook with a wrong value behind every formula."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>123456789</v>", part)
            new.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(("scenario", "lang"), [
    ("tests/fixtures/minimal", "en"), ("scenarios/jingyuan_2023", "zh"), ("scenarios/jingde_2022", "en"),
])  # fmt: skip
def test_every_formula_gives_what_the_file_says(tmp_path, scenario, lang):
    study = js.simulate(js.load(ROOT / scenario), replications=2, workers=1)
    data = workbook.made(study, lang)
    path = tmp_path / "budget.xlsx"
    path.write_bytes(without_values(data))
    told, again = sheets.opened(data), sheets.opened(converted(path, "xlsx").read_bytes())
    assert list(again) == list(told)
    formulas = 0
    for name, sheet in told.items():
        for at, (formula, value) in sheet.formulas.items():
            if value == "":
                assert again[name].texts.get(at, "") == "", (name, at, formula)
            else:
                assert again[name].numbers[at] == pytest.approx(float(value), abs=TO_THE_FEN), (name, at, formula)
            formulas += 1
        assert not [text for text in again[name].texts.values() if re.match(r"#(REF|NAME|VALUE|DIV|N/A|NUM)", text)]
    assert formulas > 50
    path.write_bytes(data)
    assert converted(path, "pdf").read_bytes().startswith(b"%PDF")
