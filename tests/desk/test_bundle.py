"""The offline bundle: its pins, its hashes, the pages for who installs it. What it downloads is not tried here."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make_bundle", ROOT / "bundle" / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path, make):
    (tmp_path / "wheels").mkdir()
    for name in ("jobsim-0.1.0-py3-none-any.whl", "click-8.5.1-py3-none-any.whl", "numpy-2.4.6-cp311-win_amd64.whl"):
        (tmp_path / "wheels" / name).write_bytes(name.encode())
    return tmp_path


def resolved(make, folder):
    click, numpy = (make.digest(folder / "wheels" / name) for name in
                    ("click-8.5.1-py3-none-any.whl", "numpy-2.4.6-cp311-win_amd64.whl"))  # fmt: skip
    other = "0" * 64
    return (f"click==8.5.1 \\\n    --hash=sha256:{other} \\\n    --hash=sha256:{click}\n"
            f"numpy==2.4.6 \\\n    --hash=sha256:{numpy}\n")  # fmt: skip


def test_each_requirement_has_the_hash_of_the_wheel_that_is_there_and_no_host(make, folder):
    own = folder / "wheels" / "jobsim-0.1.0-py3-none-any.whl"
    lines = make.pinned(resolved(make, folder), folder / "wheels", own).splitlines()
    assert [line.partition("==")[0] for line in lines] == ["jobsim", "click", "numpy"]
    assert all(line.count("--hash=") == 1 and "://" not in line for line in lines)
    assert lines[0] == f"jobsim==0.1.0 --hash=sha256:{make.digest(own)}"


def test_a_wheel_that_is_not_there_is_named(make, folder):
    (folder / "wheels" / "numpy-2.4.6-cp311-win_amd64.whl").unlink()
    text = f"numpy==2.4.6 \\\n    --hash=sha256:{'0' * 64}\n"
    with pytest.raises(SystemExit, match=r"numpy==2\.4\.6"):
        make.pinned(text, folder / "wheels", folder / "wheels" / "jobsim-0.1.0-py3-none-any.whl")


def test_pages_are_whole_for_whoever_reads_them(make, folder):
    make.pages(folder, "3.12", "win_amd64", "0.1.0")
    for name in ("README.txt", "README.zh-CN.txt", "install.sh", "install.bat"):
        data = (folder / name).read_bytes()
        assert b"@" not in data.replace(b"@echo", b""), name
        assert b"3.12" in data and (b"\r\n" in data) == (name != "install.sh")
    assert (folder / "install.bat").read_bytes().isascii()
    assert (folder / "README.zh-CN.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "--no-index" in (folder / "install.sh").read_text(encoding="utf-8")
    listed = make.sums(folder)
    assert "install.sh" in listed and "wheels/click-8.5.1-py3-none-any.whl" in listed and "SHA256SUMS" not in listed


@pytest.mark.skipif(sys.platform == "win32", reason="a script of POSIX shells")
def test_a_damaged_bundle_and_another_python_are_refused_and_nothing_is_made(make, folder):
    make.pages(folder, f"{sys.version_info.major}.{sys.version_info.minor}", "linux", "0.1.0")
    (folder / "SHA256SUMS").write_text(make.sums(folder), encoding="utf-8")
    (folder / "wheels" / "click-8.5.1-py3-none-any.whl").write_bytes(b"damaged")

    def said():
        paths = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
        done = subprocess.run(["sh", str(folder / "install.sh"), "target"], cwd=folder, capture_output=True, text=True,
                              env=paths, check=False)  # fmt: skip
        assert done.returncode == 2 and not (folder / "target").exists()
        return done.stderr

    assert "The bundle is damaged" in said()
    make.pages(folder, "3.7", "linux", "0.1.0")
    assert "This bundle is for Python 3.7" in said()


def test_a_platform_has_the_tags_of_its_wheels(make):
    assert make.tags("win_amd64") == ["win_amd64"]
    assert "manylinux2014_aarch64" in make.tags("linux_aarch64") and "manylinux_2_28_x86_64" in make.tags(
        "linux_x86_64"
    )
    assert all(make.tags(platform) for platform in make.PLATFORMS)
