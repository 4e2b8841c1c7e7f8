"""One tree of a layer over another: mappings merge, everything else replaces, null removes."""

from __future__ import annotations

from collections.abc import Sequence

from jobsim.scenario import fields
from jobsim.scenario.notation import DISTINCT, looks_like_quantity
from jobsim.scenario.yaml_text import Item

_AMOUNT_KEYS = frozenset(("value", "unit"))


def is_whole(base: Item, over: Item, path: Sequence[str]) -> bool:
    """Whether mappings at this path are quantities, which replace one another whole."""
    found = fields.types_at(path)
    quantity = any(fields.is_quantity(branch) for branch in found)
    if not quantity:
        return False
    if all(fields.is_quantity(branch) for branch in found):
        return True
    if DISTINCT & over.value.keys() or looks_like_quantity(base.value):
        return True
    return looks_like_quantity(over.value) and not (over.value.keys() <= _AMOUNT_KEYS and "value" in base.value)


def merge(base: Item, over: Item, path: tuple[str, ...]) -> Item:
    """The base with the layer over it. Mappings merge; scalars, lists and quantities replace; null removes."""
    if not (base.is_mapping and over.is_mapping) or (path and is_whole(base, over, path)):
        return over
    merged = dict(base.value)
    for key, item in over.value.items():
        if item.value is None:
            merged.pop(key, None)
        elif key in merged:
            merged[key] = merge(merged[key], item, (*path, key))
        else:
            merged[key] = item
    return Item(merged, over.place, over.key_place)


def without_nulls(item: Item) -> Item:
    """The tree without the keys that remove something: what they were to remove is gone or never was."""
    if not item.is_mapping:
        return item
    kept = {key: without_nulls(below) for key, below in item.value.items() if below.value is not None}
    return Item(kept, item.place, item.key_place)
