"""School: the final year, leaving school in summer, and where the leavers go; pupils enrol each autumn."""

from __future__ import annotations

from jobsim.county.groups import mask_of
from jobsim.county.records import NEVER
from jobsim.lives.job import start_job
from jobsim.lives.model import branch
from jobsim.lives.world import Life, World
from jobsim.vocabulary import Phase, State

_COLLEGE = mask_of(["college_graduate"])


def school(w: World, p: int) -> Life:
    leaves = w.person.left_school[p]
    for day, milestone in _school_days(w, leaves):
        if day > w.today:
            yield w.at(day, Phase.ENDINGS)
            w.reach(milestone, p, w.facts(p), -1, w.groups_now(p))
    if leaves >= NEVER:
        yield w.never
    yield w.at(max(leaves, w.today + 1), Phase.INSTITUTION)
    w.reach("left_school", p, w.facts(p), -1, w.groups_now(p))
    college = bool(w.static[p] & _COLLEGE)
    edges = w.model.school["college" if college else "vocational"]
    destination = State(branch(edges, w.uniform("school_destination", p)))
    if destination != State.EMPLOYED:
        w.begin(p, destination)
        return
    w.begin(p, State.SEARCHING)
    yield w.at(w.today, Phase.DECISIONS)
    place = yield from w.request(p, "vacancy", occurrence=63)
    if place >= 0:
        start_job(w, p, place)
    else:
        w.person.spell_start[p] = w.today  # the search in earnest begins


def _school_days(w: World, leaves: int) -> list[tuple[int, str]]:
    """School-year and final-year days before the person leaves."""
    years = [(day, "school_year_enrolled") for day in w.event_days["school_year"] if day < leaves]
    finals = [(day, "final_year") for day in w.event_days["final_year"] if 0 < leaves - day <= 365]
    return sorted(years + finals)
