"""Jobs in key and work-relief (以工代赈) projects: some months on the site, then home."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.model import pick, quantile
from jobsim.lives.world import Life, World
from jobsim.vocabulary import Phase, State


def project_job(w: World, p: int) -> Life:
    person, model = w.person, w.model
    start = person.spell_start[p]
    if start >= model.first:
        w.add("key_project_employment")
    months = max(1, pick(model.project_months, w.draw("project", p)))
    if w.draw("post_kind", p) < model.work_relief:
        # Whole yuan: sums of whole numbers do not depend on the order in which they are added up.
        pay = round(quantile(model.project_pay, w.draw("wage", p)) * months)
        w.add("work_relief_workers")
        w.add("work_relief_pay", pay)
    end = max(days.add_months(start, months) - 1, w.today + 1)
    clocks = w.clocks(p)
    exit_day, _ = clocks.next()
    if exit_day < end:
        yield from w.wait(p, exit_day, Phase.DECISIONS)
    else:
        yield from w.wait(p, end, Phase.ENDINGS)
    w.begin(p, State.AT_HOME if w.static[p] & 1 else State.SEARCHING)
