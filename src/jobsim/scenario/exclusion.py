"""Missing figures: which there are, and going on without what needs them."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item

_DROPPABLE = ("programmes", "budget_lines", "targets")


@dataclass(frozen=True)
class Missing:
    """A figure the text leaves out."""

    path: str
    clause: str | None
    reason: str | None


@dataclass(frozen=True)
class Excluded:
    """A programme, budget line or target left out because a figure is missing."""

    name: str
    clause: str | None
    reason: str | None


def find_missing(scenario: Scenario) -> list[Missing]:
    """All quantities marked missing, dated steps included."""
    found = []
    for each in quantities(scenario):
        steps = [each.quantity, *(step for _, step in each.quantity.steps)]
        found += [
            Missing(quantity.path, ", ".join(each.clauses) or None, quantity.reason)
            for quantity in steps
            if quantity.kind == "missing"
        ]
    return found


def exclude(root: Item, missing: Sequence[Missing]) -> tuple[Item, tuple[Excluded, ...], list[Missing]]:
    """The tree without the entries that need a missing figure, what was dropped, and what cannot be dropped.

    A fund that lacks a figure takes the programmes and budget lines it would pay with it, and a programme the targets
    that count its recipients or rest on it alone. References to dropped programmes (exclusions, responses) go too.
    """
    sections = dict(root.value)
    excluded: dict[tuple[str, str], Excluded] = {}
    needed: list[Missing] = []
    for figure in missing:
        section, _, rest = figure.path.partition(".")
        name = rest.split(".")[0]
        if section in _DROPPABLE:
            excluded.setdefault((section, name), Excluded(name, figure.clause, figure.reason))
        elif section == "funds":
            excluded.setdefault((section, name), Excluded(name, figure.clause, figure.reason))
            for kind in ("programmes", "budget_lines"):
                entries = sections[kind].value if kind in sections else {}
                for entry, item in entries.items():
                    fund = item.value.get("fund")
                    if fund is not None and fund.value == name:
                        clause = item.value.get("clause")
                        named = clause.plain() if clause is not None else None
                        text = named if isinstance(named, str) or named is None else ", ".join(named)
                        excluded.setdefault((kind, entry), Excluded(entry, text, figure.reason))
        else:
            needed.append(figure)
    for name, item in sections["targets"].value.items() if "targets" in sections else ():
        counted = item.value.get("of")
        lost = [("programmes", one.value) for one in counted.value] if counted else []
        lost = [key for key in lost if key in excluded] or _rested_on(item, excluded)
        if lost:
            cause = excluded[lost[0]]
            excluded.setdefault(("targets", name), Excluded(name, cause.clause, cause.reason))
    for kind in {section for section, _ in excluded}:
        kept = {name: item for name, item in sections[kind].value.items() if (kind, name) not in excluded}
        sections[kind] = Item(kept, sections[kind].place, sections[kind].key_place)
    return Item(_without_references(sections, excluded), root.place, root.key_place), tuple(excluded.values()), needed


def _entry(path: Item) -> tuple[str, str]:
    """Section and entry that a written path lies in."""
    section, _, rest = str(path.value).partition(".")
    return section, rest.partition(".")[0]


def _rested_on(target: Item, excluded: Container[tuple[str, str]]) -> list[tuple[str, str]]:
    """The dropped entries a target rests on, if it rests on nothing else."""
    rests = target.value.get("rests_on")
    entries = [_entry(path) for path in rests.value] if rests is not None else []
    return entries if all(entry in excluded for entry in entries) else []


def _without_references(sections: dict[str, Item], excluded: Container[tuple[str, str]]) -> dict[str, Item]:
    def named(programme: Item) -> bool:
        return ("programmes", programme.value) in excluded

    def below(path: Item) -> bool:
        return _entry(path) in excluded

    sections = dict(sections)
    for section, key, gone in (("programmes", "excludes", named), ("targets", "rests_on", below)):
        if section in sections:
            held = sections[section]
            entries = {name: _without(item, key, gone) for name, item in held.value.items()}
            sections[section] = Item(entries, held.place, held.key_place)
    if "behaviour" in sections:
        answered = sections["behaviour"]
        sections["behaviour"] = _without(answered, "responses", lambda response: named(response.value["programme"]))
    return sections


def _without(section: Item, key: str, gone: Callable[[Item], bool]) -> Item:
    """The section without those entries of its list ``key`` that are gone."""
    held = section.value.get(key)
    if held is None or not any(gone(one) for one in held.value):
        return section
    kept = Item([one for one in held.value if not gone(one)], held.place, held.key_place)
    return Item({**section.value, key: kept}, section.place, section.key_place)
