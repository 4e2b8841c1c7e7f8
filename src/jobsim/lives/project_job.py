"""Jobs in key and work-relief (以工代赈) projects: some months on the site, then home."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.codes import Flow, S
from jobsim.lives.model import pick, quantile
from jobsim.lives.world import Life, World, add, begin, clocks_of, draw, home_or, next_exit
from jobsim.vocabulary import Phase, State


def start_project(w: Any, p: int) -> int:
    """The first day on the site, or of the run; the last day agreed."""
    start, model = w.person.spell_start[p], w.model
    if start >= model.first:
        add(w, Flow.key_project_employment, 1.0)
    months = max(1, pick(model.project_months, draw(w, S.project, p)))
    if draw(w, S.post_kind, p) < model.work_relief:
        # Whole yuan: sums of whole numbers do not depend on the order in which they are added up.
        pay = round(quantile(model.project_pay, draw(w, S.wage, p)) * months)
        add(w, Flow.work_relief_workers, 1.0)
        add(w, Flow.work_relief_pay, float(pay))
    return max(days.add_months(start, months) - 1, w.today + 1)


def leave_project(w: Any, p: int) -> None:
    begin(w, p, home_or(w, p, State.SEARCHING))


# -- SimPy process ----------------------------------------------------------------------------


def project_job(w: World, p: int) -> Life:
    """From the first day on the site to the last."""
    end = start_project(w, p)
    exit_day, _ = next_exit(w, p, clocks_of(w, p))
    if exit_day < end:
        yield from w.wait(p, exit_day, Phase.DECISIONS)
    else:
        yield from w.wait(p, end, Phase.ENDINGS)
    leave_project(w, p)


# -- compiled handlers --------------------------------------------------------------------------


def enter_project_job(w: Any, p: int) -> None:
    w.person.end[p] = start_project(w, p)
    first_exit(w, p, 0)
    project_job_event(w, p)


def project_job_event(w: Any, p: int) -> None:
    end, exit_day = w.person.end[p], w.person.exit_day[p]
    if wait(w, p, exit_day, Phase.DECISIONS) if exit_day < end else wait(w, p, end, Phase.ENDINGS):
        leave_project(w, p)
