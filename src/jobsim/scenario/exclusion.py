"""Missing figures: which there are, and going on without what needs them."""

from __future__ import annotations

from collections.abc import Sequence
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
    that count its recipients. References to dropped programmes (exclusions, responses) go too.
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
        lost = [one.value for one in counted.value if ("programmes", one.value) in excluded] if counted else []
        if lost:
            cause = excluded["programmes", lost[0]]
            excluded.setdefault(("targets", name), Excluded(name, cause.clause, cause.reason))
    for kind in {section for section, _ in excluded}:
        kept = {name: item for name, item in sections[kind].value.items() if (kind, name) not in excluded}
        sections[kind] = Item(kept, sections[kind].place, sections[kind].key_place)
    dropped = {name for kind, name in excluded if kind == "programmes"}
    return Item(_without_references(sections, dropped), root.place, root.key_place), tuple(excluded.values()), needed


def _without_references(sections: dict[str, Item], dropped: set[str]) -> dict[str, Item]:
    sections = dict(sections)
    if "programmes" in sections:
        held = sections["programmes"]
        entries = {}
        for name, item in held.value.items():
            excludes = item.value.get("excludes")
            if excludes is not None and any(other.value in dropped for other in excludes.value):
                kept = [other for other in excludes.value if other.value not in dropped]
                body = {**item.value, "excludes": Item(kept, excludes.place, excludes.key_place)}
                item = Item(body, item.place, item.key_place)
            entries[name] = item
        sections["programmes"] = Item(entries, held.place, held.key_place)
    behaviour = sections.get("behaviour")
    responses = behaviour.value.get("responses") if behaviour is not None else None
    if behaviour is not None and responses is not None:
        kept = [item for item in responses.value if item.value["programme"].value not in dropped]
        body = {**behaviour.value, "responses": Item(kept, responses.place, responses.key_place)}
        sections["behaviour"] = Item(body, behaviour.place, behaviour.key_place)
    return sections
