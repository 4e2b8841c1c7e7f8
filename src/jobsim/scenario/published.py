"""The JSON Schema of scenario files, for editors. Published as ``docs/scenario.schema.json``."""

from __future__ import annotations

from typing import Any

from jobsim.scenario import distributions
from jobsim.scenario.notation import SOURCES
from jobsim.scenario.schema import Scenario

_NUMBER: dict[str, Any] = {"type": ["number", "string"]}


def json_schema() -> dict[str, Any]:
    """What one file of a scenario may say. Nothing is required: a layer states only what differs.

    ``jobsim validate`` checks what all layers say together, and across sections.
    """
    schema = _simplified(Scenario.model_json_schema(by_alias=True))
    definitions = schema["$defs"]
    definitions["Quantity"] = _quantity()
    for name in ("Programme", "BudgetLine"):
        definitions[name]["properties"]["like"] = {"type": "string", "description": "the template underneath"}
    entry = {"anyOf": [{"$ref": "#/$defs/Programme"}, {"$ref": "#/$defs/BudgetLine"}]}
    schema["properties"] |= {
        "extends": {"type": "string", "description": "the layer underneath, a file or a folder"},
        "includes": {"type": "array", "items": {"type": "string"}, "description": "files of the same layer and folder"},
        "templates": {"type": "object", "additionalProperties": entry},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "jobsim scenario"}
    return {**head, **{key: value for key, value in schema.items() if key not in head}}


def _simplified(node: Any) -> Any:
    """Without required keys, titles and defaults; quantities refer to their one definition; null removes a key."""
    if isinstance(node, list):
        return [_simplified(below) for below in node]
    if not isinstance(node, dict):
        return node
    if "x-quantity" in node:
        return {"$ref": "#/$defs/Quantity", "description": f"in {node['x-quantity']}"}
    kept = {}
    for key, below in node.items():
        if key == "properties":
            kept[key] = {name: _simplified(field) for name, field in below.items()}
        elif key not in ("required", "default", "title"):
            kept[key] = _simplified(below)
    return kept


def _quantity() -> dict[str, Any]:
    listed = {"type": "array", "items": _NUMBER}
    forms: dict[str, Any] = {name: listed for name in distributions.ARGUMENTS if name != "discrete"}
    pairs = {"type": "array", "items": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}}
    forms["discrete"] = {"anyOf": [{"type": "object", "additionalProperties": _NUMBER}, pairs]}
    for name, described in forms.items():
        arguments = ", ".join(distributions.ARGUMENTS[name]) or "value: weight"
        forms[name] = {**described, "description": f"[{arguments}]"}
    step = {
        "type": "object",
        "properties": {"from": {"type": "string", "format": "date"}, "until": {"type": "string", "format": "date"}},
    }
    properties = {
        "value": _NUMBER, **forms, "unit": {"type": "string"}, "source": {"enum": list(SOURCES)},
        "reference": {"type": "string"}, "note": {"type": "string"}, "missing": {"const": True},
        "reason": {"type": "string"}, "dated": {"type": "array", "items": step},
        "each": {"type": "object", "properties": forms, "additionalProperties": False},
    }  # fmt: skip
    mapping = {"type": "object", "properties": properties, "additionalProperties": False}
    return {
        "description": "a number, 1400 CNY/month, or a mapping",
        "anyOf": [*({"type": t} for t in ("number", "string")), mapping],
    }


def main() -> None:
    """Prints the schema: ``python -m jobsim.scenario.published > docs/scenario.schema.json``."""
    import json
    import sys

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
