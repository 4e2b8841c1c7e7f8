"""The replications that a store holds, shelf by shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jobsim.experiments.store.upkeep import Held
from jobsim.language import Words
from jobsim.tables.table import Column, Table, made

_MB = 1 << 20
_COLUMNS = (
    Column("scenario", Words("方案", "scenario"), "plain"), Column("hash", Words("方案代码", "hash"), "plain"),
    Column("seed", Words("种子", "seed"), "plain", block=1),
    Column("engine", Words("引擎", "engine"), "plain", block=1),
    Column("static", Words("静态", "static"), "text", block=1),
    Column("design", Words("试验", "experiment"), "plain", block=1),
    Column("replications", Words("模拟次数", "replications"), "number", block=2),
    Column("megabytes", Words("MB", "MB"), "figure", block=2),
    Column("used", Words("最近使用", "last used"), "plain", block=3),
    Column("current", Words("当前模型", "this model"), "text", block=3),
)  # fmt: skip


def shelves(found: Sequence[Held], place: Path, *, pruned: bool) -> Table:
    """What a store holds, or what has been removed from it."""
    title = Words("已清理的模拟", "Replications removed") if pruned else Words("已保留的模拟", "Replications kept")
    total = sum(one.size for one in found) / _MB
    all_of_them = Words("{place}：共 {n} 组，{mb} MB", "{place}: {n} sets, {mb} MB")
    other = Words(
        "“当前模型”为否的，是其他版本的程序所模拟，本版本不会采用；jobsim store prune --others 可清理。",
        "What is not of this model was simulated by another version, and is never taken by this one; "
        "jobsim store prune --others removes it.",
    )
    notes = [all_of_them.filled(place=place, n=len(found), mb=f"{total:,.1f}")]
    notes += [other] if not pruned and any(not one.current for one in found) else []
    return made("stored", title, _COLUMNS, [_row(one) for one in found], notes=notes)


def _whether(yes: bool) -> Words:
    return Words("是", "yes") if yes else Words("否", "no")


def _row(one: Held) -> dict[str, Any]:
    key = one.key
    return {
        "scenario": key.scenario if key else None, "hash": key.scenario_hash if key else None,
        "seed": str(key.seed) if key else None, "engine": key.engine if key else None,
        "static": _whether(key.static) if key else None, "design": key.design or None if key else None,
        "replications": one.numbers,
        "megabytes": f"{one.size / _MB:,.1f}",
        "used": f"{dt.datetime.fromtimestamp(one.used):%Y-%m-%d %H:%M}", "current": _whether(one.current),
    }  # fmt: skip
