"""The counties that come with jobsim: what each is, and the figure it asks for before it runs."""

from __future__ import annotations

from typing import Any

from jobsim.language import Words
from jobsim.scenario import shipped
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.tables.table import Column, Table, made, title

_COLUMNS = (
    Column("name", Words("名称", "name"), "plain"),
    Column("province", Words("省份", "province"), "text", block=1),
    Column("years", Words("年份", "years"), "plain", block=1),
    Column("variants", Words("变体", "variants"), "number", block=1),
    Column("title", Words("方案", "scenario"), "text", block=2),
    Column("asks_for", Words("先要补齐", "asks for"), "text", block=2),
)  # fmt: skip
_NAMED = Words(
    "名称可代替路径：jobsim run {name}；变体写作 {name}/变体名，compare 时只写变体名。",
    "A name stands for a path: jobsim run {name}; a variant is {name}/VARIANT, or VARIANT alone in compare.",
)
_ASKED = Words(
    "先要补齐的数：用 --set 路径=值 给出，或用 --exclude-missing 不计该项目。",
    "What is asked for: give it with --set PATH=VALUE, or leave it out with --exclude-missing.",
)


def counties() -> Table:
    """The shipped counties, by name."""
    names = shipped.counties()
    rows = [_row(name, load_scenario(shipped.MARK + name, warned=False)) for name in names]
    notes = [_NAMED.filled(name=names[0]), *([_ASKED] if any(row["asks_for"] for row in rows) else [])]
    return made("counties", Words("随附的县区", "Counties that come with jobsim"), _COLUMNS, rows, notes=notes)


def _row(name: str, loaded: Loaded) -> dict[str, Any]:
    said, horizon = loaded.scenario.scenario, loaded.scenario.horizon
    first, last = horizon.start.year, horizon.end.year
    return {
        "name": name, "title": title(said.title), "province": title(said.province),
        "years": str(first) if first == last else f"{first}–{last}", "variants": len(shipped.variants(name)),
        "asks_for": _asked(loaded),
    }  # fmt: skip


def _asked(loaded: Loaded) -> Words | None:
    said = "\n".join(f"{figure.path} ({figure.clause})" if figure.clause else figure.path for figure in loaded.missing)
    return Words(said, said) if said else None
