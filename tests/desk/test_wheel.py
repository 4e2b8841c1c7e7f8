"""The wheel holds the package and the shipped counties, and is all that a run needs of jobsim."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELD = {".py", ".typed", ".yaml", ".j2", ".css", ".typ", ".csv"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=ROOT, check=True,
                   capture_output=True)  # fmt: skip
    (made,) = out.glob("*.whl")
    return made


def test_it_holds_the_package_and_the_counties_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
    package = {file.relative_to(ROOT / "src").as_posix() for file in (ROOT / "src" / "jobsim").rglob("*")
               if file.is_file() and "__pycache__" not in file.parts}  # fmt: skip
    counties = {f"jobsim/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "scenarios").rglob("*")
                if file.is_file()}  # fmt: skip
    assert names == package | counties
    assert {Path(name).suffix for name in names} <= HELD
    for part in ("base", "variants", "cases"):
        assert any(f"/{part}/" in name for name in counties)
    assert len([name for name in counties if name.endswith("/scenario.yaml")]) == 4


def test_a_county_runs_by_name_from_the_wheel_alone(wheel, tmp_path):
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(installed)

    def called(*arguments):
        done = subprocess.run([sys.executable, *arguments], cwd=empty, env={**os.environ, "PYTHONPATH": str(installed)},
                              check=True, capture_output=True)  # fmt: skip
        return done.stdout.decode()

    assert called("-c", "import jobsim; print(jobsim.__file__)").startswith(str(installed))
    assert [row["name"] for row in json.loads(called("-m", "jobsim", "counties", "--json"))["rows"]] == [
        "jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025",
    ]  # fmt: skip
    called("-m", "jobsim", "run", "jingde_2022/start_up_8000", "-n", "1", "--lang", "zh")
    (record,) = (empty / "results" / "jingde_2022_start_up_8000").iterdir()
    manifest = json.loads((record / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"]["scenario_path"] == "jingde_2022/start_up_8000"
    resolved = (record / "scenario.resolved.yaml").read_text(encoding="utf-8")
    assert "# jobsim:jingde_2022/funds.yaml:" in resolved and "# jobsim:base/standards.yaml:" in resolved
    for file in record.iterdir():
        assert str(tmp_path).encode() not in file.read_bytes(), file.name
    assert "jobsim run jingde_2022/start_up_8000 -n 1 --seed 1" in repeated(called, record)


def repeated(called, record):
    called("-m", "jobsim", "report", str(record), "--html", "report.html")
    return (record.parents[2] / "report.html").read_text(encoding="utf-8")
