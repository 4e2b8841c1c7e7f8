"""Records cut and edited, and what is said of them: python benchmarks/reliability/damage.py

Of a run with its ledger and of a comparison, every file is cut at 20 lengths, and each JSON document is edited at
random 200 times: with its seal forgotten, and with digest and seal forged. Each time ``verify`` and ``explain`` really
run. Told are the exit codes and what was not as promised: tracebacks, messages of thousands of letters, and "same"
where ``verify`` claims to have compared what was changed. The result lies beside the script in ``damage.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from damaged import edited, forge, free, write  # noqa: E402
from jobsim.cli import main as jobsim  # noqa: E402
from jobsim.experiments import record  # noqa: E402

MINIMAL = str(ROOT / "tests" / "fixtures" / "minimal")
KINDS = {
    "run": ["run", MINIMAL, "-n", "1", "--ledger"],
    "comparison": ["compare", MINIMAL, "--set", "programmes.hiring_subsidy.amount=2000 CNY/person", "-n", "1"],
}
CUTS, EDITS = 20, 200
ASKED: dict[str, list[str]] = {"verify": [], "explain": ["0/1"]}


class Seen:
    """What the commands did with one kind of damage."""

    def __init__(self) -> None:
        self.damages = 0
        self.codes: dict[str, Counter[str]] = {command: Counter() for command in ASKED}
        self.faults: list[str] = []

    def ask(self, folder: Path, what: str, *, may_be_same: bool = False) -> None:
        self.damages += 1
        for command, more in ASKED.items():
            done = CliRunner().invoke(jobsim, [command, str(folder), *more])
            self.codes[command][str(done.exit_code)] += 1
            if done.exception is not None and not isinstance(done.exception, SystemExit):
                self.faults.append(f"{what}: {command}: traceback {done.exception!r}"[:300])
            elif done.exit_code == 2 and len(done.stderr) > 2_000:
                self.faults.append(f"{what}: {command}: {len(done.stderr)} letters")
            elif command == "verify" and done.exit_code == 0 and not may_be_same:
                self.faults.append(f"{what}: verify says the same")

    def document(self) -> dict[str, Any]:
        codes = {command: dict(sorted(counts.items())) for command, counts in self.codes.items()}
        return {"damages": self.damages, "exit_codes": codes, "not_as_promised": self.faults}


@contextlib.contextmanager
def restored(folder: Path, *names: str) -> Iterator[None]:
    whole = {name: (folder / name).read_bytes() for name in names}
    try:
        yield
    finally:
        for name, data in whole.items():
            (folder / name).write_bytes(data)


def cut(folder: Path, seen: Seen) -> None:
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for part in range(CUTS):
            with restored(folder, path.name):
                length = part * len(whole) // CUTS
                path.write_bytes(whole[:length])
                seen.ask(folder, f"{path.name} cut to {length} bytes")


def edit(folder: Path, name: str, seen: dict[str, Seen], chance: random.Random) -> None:
    document, done = json.loads((folder / name).read_text()), 0
    while done < EDITS:
        changed, place = edited(document, chance)
        if changed is None:
            continue
        done += 1
        where = ".".join(map(str, place))[:120]
        with restored(folder, name, record.MANIFEST):
            write(folder, name, changed)
            seen["seal forgotten"].ask(folder, where)
            forge(folder, name, changed)
            seen["seal forged"].ask(folder, where, may_be_same=free(name, place))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    result: dict[str, Any] = {}
    for kind, command in KINDS.items():
        with tempfile.TemporaryDirectory(prefix="jobsim-damage-") as scratch:
            done = CliRunner().invoke(jobsim, [*command, "--out", scratch])
            assert done.exit_code == 0, done.output
            (made,) = Path(scratch).glob("*/*")
            folder = Path(shutil.copytree(made, Path(scratch) / "copy"))
            seen = Seen()
            cut(folder, seen)
            result[kind] = {f"each file cut at {CUTS} lengths": seen.document()}
            for name in sorted(path.name for path in folder.glob("*.json")):
                both = {"seal forgotten": Seen(), "seal forged": Seen()}
                edit(folder, name, both, random.Random(12))
                result[kind][f"{name} edited {EDITS} times"] = {how: seen.document() for how, seen in both.items()}
            whole = CliRunner().invoke(jobsim, ["verify", str(folder)])
            result[kind]["verify of the whole record afterwards"] = whole.exit_code
        asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
