"""The document of ``jobsim bench`` as a page in the terminal."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

Document = dict[str, Any]


def page(document: Document) -> RenderableType:
    """What was measured, as one small table each."""
    engines, threads, runs = document["engines"], document["threads"], document["runs"]
    memory, growth, start = document["memory"], document["growth"], document["start"]
    compiled, simpy, ratio = engines["compiled"], engines["simpy"], engines["ratio"]
    workers, peaks = document["workers"], memory["peak_mb"]
    return Group(
        f"{document['scenario']}: some {document['persons']:,} persons, seed {document['seed']}, "
        f"median of {document['rounds']} · {document['machine']}",
        _table("One thread each", ("", "compiled", "SimPy", "ratio"), [
            ("events per second", _number(compiled["events_per_second"]), _number(simpy["events_per_second"]),
             f"{ratio['events_per_second']:,.1f}"),
            ("replications per second", f"{compiled['replications_per_second']:,.2f}",
             f"{simpy['replications_per_second']:,.4f}", f"{ratio['replications_per_second']:,.1f}"),
            ("events per replication", _number(compiled["events_per_replication"]),
             _number(simpy["events_per_replication"]), ""),
        ]),
        _table("Threads (compiled)", ("workers", "replications per second", "speed-up"), [
            ("1", f"{threads['one']:,.2f}", ""), (str(workers), f"{threads['all']:,.2f}", f"{threads['speedup']:.2f}"),
        ]),
        _table(f"Whole runs with {workers} workers", ("engine", "replications", "wall time", "simulation"), [
            (name, _number(run["replications"]), f"{run['wall_seconds']:,.1f} s", f"{run['simulation_seconds']:,.1f} s")
            for name, run in runs.items()
        ]),
        _table("Memory (compiled)", ("", ""), [
            ("record of a person", f"{memory['bytes_per_person']} bytes"),
            *((f"peak of {int(number):,} replications", f"{peak:,.0f} MB") for number, peak in peaks.items()),
            ("ratio", f"{memory['ratio']:.2f}"),
        ]),
        _table("A larger county (compiled, one thread)", ("", "persons", "seconds each", "events per second"), [
            (f"× {size['factor']}", _number(size["persons"]), f"{size['seconds_per_replication']:.3f}",
             _number(size["events_per_second"])) for size in growth["sizes"]
        ]),
        f"time grows as persons to the power of {growth['exponent']:.2f}\n",
        _table("Seconds from the start of the program", ("", "computing", "first result"), [
            (f"{name} cache", f"{start[name]['computing_seconds']:.1f}", f"{start[name]['first_result_seconds']:.1f}")
            for name in ("cold", "warm")
        ]),
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_header=any(heads))
    for place, head in enumerate(heads):
        table.add_column(head, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table
