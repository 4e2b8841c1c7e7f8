"""Makes one folder from which jobsim is installed where there is no network: ``python bundle/make.py OUT``.

It holds the wheel of this checkout, wheels of all that it needs in the versions of requirements.lock, their hashes, a
command that installs them for POSIX and one for Windows, and a page in Chinese and English. This machine needs a
network for it, pip, and uv (``pip install uv``); the one it is carried to needs a Python of the stated version alone.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT, HERE = Path(__file__).parents[1], Path(__file__).parent
PLATFORMS = {
    "win_amd64": "x86_64-pc-windows-msvc",
    "linux_x86_64": "x86_64-manylinux_2_28",
    "linux_aarch64": "aarch64-manylinux_2_28",
    "macos_arm64": "aarch64-apple-darwin",
}
"""What uv calls them."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def tags(platform: str) -> list[str]:
    """What wheels of a platform may be called."""
    if platform.startswith("linux_"):
        machine = platform.removeprefix("linux_")
        return [*(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)), f"manylinux2014_{machine}"]
    if platform == "macos_arm64":
        return [f"macosx_{major}_0_arm64" for major in range(14, 10, -1)]
    return [platform]


def resolved(platform: str | None, python: str, extras: Iterable[str]) -> str:
    """The requirements of the platform, pinned as requirements.lock has them, with their hashes."""
    asked = ["--python-platform", PLATFORMS[platform]] if platform else []
    asked += [word for extra in extras for word in ("--extra", extra)]
    done = subprocess.run(
        ["uv", "pip", "compile", "pyproject.toml", "--constraints", "requirements.lock", "--python-version", python,
         *asked, "--generate-hashes", "--only-binary", ":all:", "--no-emit-index-url", "--no-header", "--no-annotate",
         "--quiet"],
        cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def download(requirements: str, platform: str | None, python: str, wheels: Path) -> None:
    """All wheels of the requirements, each held against its hash."""
    wheels.mkdir(parents=True)
    file = wheels.parent / "requirements.txt"
    file.write_text(requirements, encoding="utf-8", newline="\n")
    asked = [word for tag in tags(platform) for word in ("--platform", tag)] if platform else []
    asked += ["--python-version", python, "--implementation", "cp"] if platform else []
    _pip("download", "--no-deps", "--only-binary=:all:", "--require-hashes", *asked, "-d", wheels, "-r", file)


def _pip(*words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, words)], check=True
    )


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pinned(requirements: str, wheels: Path, own: Path) -> str:
    """The requirements with the hashes of the wheels that are there, and jobsim itself. They name no host."""
    there = {digest(file) for file in wheels.glob("*.whl")}
    name, version, *_ = own.name.split("-")
    lines = [f"{name}=={version} --hash=sha256:{digest(own)}"]
    for entry in re.split(r"\n(?=\S)", requirements.strip()):
        pin, known = _PIN.match(entry), [one for one in _HASH.findall(entry) if one in there]
        if pin is None or not known:
            raise SystemExit(f"no wheel was downloaded for {entry.splitlines()[0]!r}")
        lines.append(f"{pin[1]}=={pin[2]} " + " ".join(f"--hash=sha256:{one}" for one in known))
    return "\n".join(lines) + "\n"


def sums(folder: Path) -> str:
    """What ``sha256sum -c`` reads: every file but this list."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    return "".join(f"{digest(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def pages(folder: Path, python: str, platform: str, version: str) -> None:
    """The commands that install and the pages that say how, each with the line ends of who reads it."""
    # Old editors of Windows know UTF-8 by its mark; its command prompt reads ASCII alone.
    kinds = {"install.sh": ("utf-8", "\n"), "install.bat": ("ascii", "\r\n"), "README.txt": ("utf-8-sig", "\r\n"),
             "README.zh-CN.txt": ("utf-8-sig", "\r\n")}  # fmt: skip
    for name, (encoding, ends) in kinds.items():
        text = (HERE / name).read_text(encoding="utf-8")
        for place, value in (("@PYTHON@", python), ("@PLATFORM@", platform), ("@VERSION@", version)):
            text = text.replace(place, value)
        (folder / name).write_text(text, encoding=encoding, newline=ends)
    (folder / "install.sh").chmod(0o755)


def make(out: Path, platform: str | None, python: str, extras: list[str]) -> Path:
    """The bundle's folder, below ``out``."""
    requirements = resolved(platform, python, extras)
    where = platform or sys.platform
    with_extras = "".join(f"-{extra}" for extra in extras)
    folder = out / f"jobsim-offline-{where}-py{python}{with_extras}"
    if folder.exists():
        raise SystemExit(f"{folder} exists; name another folder, or remove it")
    try:
        download(requirements, platform, python, folder / "wheels")
        _pip("wheel", "--no-deps", "-w", folder / "wheels", ROOT)
        (own,) = (folder / "wheels").glob("jobsim-*.whl")
        text = pinned(requirements, folder / "wheels", own)
        (folder / "requirements.txt").write_text(text, encoding="utf-8", newline="\n")
        pages(folder, python, where, own.name.split("-")[1])
        (folder / "SHA256SUMS").write_text(sums(folder), encoding="utf-8", newline="\n")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def main() -> None:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="where the bundle's folder is put")
    parser.add_argument("--platform", choices=PLATFORMS, help="of the machine that it is for; by default this one")
    parser.add_argument("--python", default=here, help=f"version of its Python; by default {here}")
    parser.add_argument("--extra", action="append", default=[], choices=["notebook"], help="with the notebooks' needs")
    parser.add_argument("--zip", action="store_true", help="one file instead of a folder")
    asked = parser.parse_args()
    if asked.platform is None and asked.python != here:
        parser.error(f"wheels of another Python need a --platform; this one is {here}")
    started = time.monotonic()
    asked.out.mkdir(parents=True, exist_ok=True)
    made = make(asked.out, asked.platform, asked.python, asked.extra)
    number = len(list((made / "wheels").iterdir()))
    if asked.zip:
        packed = Path(shutil.make_archive(str(made), "zip", made.parent, made.name))
        shutil.rmtree(made)
        made = packed
    size = made.stat().st_size if made.is_file() else sum(f.stat().st_size for f in made.rglob("*") if f.is_file())
    print(f"{made}: {number} wheels, {size / 1e6:.0f} MB, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
