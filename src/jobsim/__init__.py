"""jobsim: discrete-event simulation of county employment subsidy programmes.

import jobsim as js
base = js.load("jingyuan_2023")
more = base.variant("dearer internships", {"programmes.internship_subsidy.amount": 1800})
study = js.simulate([base, more], replications=20, seed=1)
study.outlay("programme"), study.funds(), study.targets(), study.compare()  # data frames
study.tables(lang="zh")["funds"], study.plot.fan(), study.to_excel("budget.xlsx")  # for people
"""

# Nothing is imported here: the command line hears signals before it does anything that takes time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from jobsim.api import (
        MissingFigure,
        PlaceError,
        Plan,
        RecordError,
        RunFailed,
        ScenarioError,
        Study,
        calibrate,
        load,
        open,
        simulate,
    )

__version__ = "0.1.0"
__all__ = [
    "MissingFigure", "PlaceError", "Plan", "RecordError", "RunFailed", "ScenarioError", "Study", "__version__",
    "calibrate", "load", "open", "simulate",
]  # fmt: skip


def __getattr__(name: str) -> "Any":
    # Imported when first used: the command line must answer before numpy and polars are there.
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("jobsim.api"), name)
    raise AttributeError(f"module 'jobsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
