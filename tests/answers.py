"""What a bureau answers to the questions of a rolled scenario."""

from __future__ import annotations

from jobsim.scenario.loader import Loaded

_SUMS = {"standards": "2000 CNY/month", "funds": "900万元", "budget_lines": "30万元", "programmes": "10万元"}


def answers(before: Loaded, rolled: Loaded) -> list[str]:
    """``PATH=VALUE`` for every missing figure: targets and places as they were, sums made up."""
    found = []
    for figure in rolled.missing:
        section, *rest = figure.path.split(".")
        if section == "targets":
            target = before.scenario.targets[rest[0]].value
            unit = " CNY" if target.unit == "CNY" else " %" if target.unit == "percent" else ""
            said = f"{target.central():.10g}{unit}"
        elif section == "county":
            said = "80000 persons"
        else:
            said = "12" if section == "places" else _SUMS[section]
        found.append(f"{figure.path}={said}")
    return found
