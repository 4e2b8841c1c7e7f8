"""Retirement at the statutory age, out of whatever the person does."""

from __future__ import annotations

from typing import Any

from jobsim.lives.codes import Note, Place
from jobsim.lives.job import leave_job
from jobsim.lives.world import begin_on, give_back, note
from jobsim.vocabulary import State


def retire(w: Any, p: int) -> None:
    """Leave the labour force today, the first day out of it, or tomorrow if today is the first day of a spell.

    A venture goes on in other hands.
    """
    state = w.person.state[p]
    if state == State.EMPLOYED:
        leave_job(w, p, False)
    elif state == State.PUBLIC_POST:
        give_back(w, w.person.origin[p])
    elif state == State.INTERN:
        give_back(w, Place.internship)
    begin_on(w, p, State.OUT, max(w.today, w.person.spell_start[p] + 1))
    note(w, p, Note.retired, 0)
