"""The document of ``jobsim bench`` as a page in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType

from jobsim.language import Language, Words
from jobsim.reports.screen import Screen
from jobsim.tables.table import Column, Table, made

Document = dict[str, Any]

_EACH_SECOND = Words("每秒模拟次数", "replications per second")
_PERSONS = Words("人数", "persons")


def page(document: Document, lang: Language) -> RenderableType:
    """What was measured, as one small table each."""
    head = Words(
        "{s}：约{n}人，种子 {seed}，{k}次的中位数 · {machine}",
        "{s}: some {n} persons, seed {seed}, median of {k} · {machine}",
    ).filled(s=document["scenario"], n=f"{document['persons']:,}", seed=document["seed"], k=document["rounds"],
             machine=document["machine"])  # fmt: skip
    growth = Words("用时按人数的 {e} 次方增长", "time grows as persons to the power of {e}").filled(
        e=f"{document['growth']['exponent']:.2f}"
    )
    parts: list[RenderableType] = [head.of(lang)]
    for table in tables(document):
        parts += ["", Screen(table, lang)]
        if table.name == "growth":
            parts.append(growth.of(lang))
    return Group(*parts)


def tables(document: Document) -> list[Table]:
    engines, threads, start = document["engines"], document["threads"], document["start"]
    memory, workers = document["memory"], document["workers"]
    compiled, simpy, ratio = engines["compiled"], engines["simpy"], engines["ratio"]
    what, ratios = Words("内容", "what"), Words("倍数", "ratio")
    by_engine = (what, Words("编译引擎", "compiled"), Words("SimPy", "SimPy"), ratios)
    return [
        _table("engines", Words("单线程", "One thread each"), by_engine, [
            (Words("每秒事件数", "events per second"), _number(compiled["events_per_second"]),
             _number(simpy["events_per_second"]), f"{ratio['events_per_second']:,.1f}"),
            (_EACH_SECOND, f"{compiled['replications_per_second']:,.2f}", f"{simpy['replications_per_second']:,.4f}",
             f"{ratio['replications_per_second']:,.1f}"),
            (Words("每次模拟事件数", "events per replication"), _number(compiled["events_per_replication"]),
             _number(simpy["events_per_replication"]), ""),
        ]),
        _table("threads", Words("多线程（编译引擎）", "Threads (compiled)"),
               (Words("线程", "workers"), _EACH_SECOND, Words("加速", "speed-up")), [
            ("1", f"{threads['one']:,.2f}", ""), (str(workers), f"{threads['all']:,.2f}", f"{threads['speedup']:.2f}"),
        ]),
        _table("runs", Words("{n}个线程的完整运行", "Whole runs with {n} workers").filled(n=workers),
               (Words("引擎", "engine"), Words("模拟次数", "replications"), Words("总用时", "wall time"),
                Words("其中模拟", "simulation")), [
            (name, _number(run["replications"]), f"{run['wall_seconds']:,.1f} s", f"{run['simulation_seconds']:,.1f} s")
            for name, run in document["runs"].items()
        ]),
        _table("memory", Words("内存（编译引擎）", "Memory (compiled)"), (what, Words("大小", "size")), [
            (Words("一人的记录", "record of a person"), f"{memory['bytes_per_person']} B"),
            *((Words("{n}次模拟的峰值", "peak of {n} replications").filled(n=f"{int(number):,}"), f"{peak:,.0f} MB")
              for number, peak in memory["peak_mb"].items()),
            (ratios, f"{memory['ratio']:.2f}"),
        ]),
        _table("growth", Words("更大的县（编译引擎，单线程）", "A larger county (compiled, one thread)"),
               (Words("放大", "size"), _PERSONS, Words("每次秒数", "seconds each"),
                Words("每秒事件数", "events per second")), [
            (f"× {size['factor']}", _number(size["persons"]), f"{size['seconds_per_replication']:.3f}",
             _number(size["events_per_second"])) for size in document["growth"]["sizes"]
        ]),
        _table("start", Words("从程序启动起的秒数", "Seconds from the start of the program"),
               (Words("缓存", "cache"), Words("开始计算", "computing"), Words("第一个结果", "first result")), [
            (words, f"{start[name]['computing_seconds']:.1f}", f"{start[name]['first_result_seconds']:.1f}")
            for name, words in (("cold", Words("无", "cold")), ("warm", Words("有", "warm")))
        ]),
    ]  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _table(name: str, title: Words, heads: Sequence[Words], rows: Sequence[tuple[Words | str, ...]]) -> Table:
    """Figures of many units, written out already."""
    columns = [Column(f"c{place}", head, "text" if place == 0 else "figure", block=min(place, 1))
               for place, head in enumerate(heads)]  # fmt: skip
    told = [
        {f"c{place}": Words(cell, cell) if place == 0 and isinstance(cell, str) else cell
         for place, cell in enumerate(row)}
        for row in rows
    ]  # fmt: skip
    return made(name, title, columns, told)
