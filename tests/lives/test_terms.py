"""What is settled when a job, a post or a venture begins: insurance, accident policies, head-counts of key groups."""

import numpy as np
import pytest

import counties
from jobsim.county.groups import BIT
from jobsim.engines import run_replication, simpy_engine
from jobsim.lives.world import World
from jobsim.vocabulary import FIRM_ROLES, State

PROGRAMME = """\
programmes:
  {name}:
    source: assumption
    title: {{zh: 项, en: One}}
    clause: LS-01
    code: "2080799"
    fund: employment_subsidy
    pays: person
    when: {when}
    conditions: {conditions}
    amount: 10 CNY
    claim: at_once
    take_up: 1.0
{more}"""


def rows(tmp_path, when, conditions, more):
    """Claims of a programme on a milestone under these conditions, with more of the scenario."""
    text = PROGRAMME.format(name="one", when=when, conditions=conditions, more=more)
    made = counties.layered(tmp_path, counties.RICH, text)
    return len(counties.of(made, run_replication(made, 1, 0, engine="simpy").ledger, "one"))


POSTS = "behaviour: {public_post: {urban: 0.5, insured: {urban: 1.0, rural: 0.0}}}\n"


@pytest.mark.parametrize(("insured", "urban", "some"), [(True, True, True), (False, False, True),
                                                        (True, False, False), (False, True, False)])  # fmt: skip
def test_posts_are_insured_by_their_kind(tmp_path, insured, urban, some):
    conditions = f"{{insured: {insured}, urban_post: {urban}}}".lower()
    assert (rows(tmp_path, "post_month", conditions, POSTS) > 0) == some


@pytest.mark.parametrize(
    ("share", "covered", "some"),
    [("1.0", "true", True), ("1.0", "false", False), ("0", "true", False), ("0", "false", True)],
)
def test_a_share_of_workers_is_covered_against_accidents(tmp_path, share, covered, some):
    more = f"behaviour: {{employment: {{accident_insured: {share}}}}}\n"
    assert (rows(tmp_path, "hired", f"{{accident_insured: {covered}}}", more) > 0) == some


@pytest.mark.parametrize(
    ("behaviour", "some"),
    [
        ("{flexible: {insured: 0}}", False), ("{flexible: {insured: 1.0}}", True),
        ("{flexible: {insured: 0}, venture: {insured: 1.0}}", True),
        ("{flexible: {insured: 1.0}, venture: {insured: {graduate: 0, other: 0}}}", False),
    ],
)  # fmt: skip
def test_founders_are_insured_as_flexible_workers_are_unless_the_scenario_says_otherwise(tmp_path, behaviour, some):
    found = rows(tmp_path, "venture_month", '{own_insurance: "> 0 CNY", insured: true}', f"behaviour: {behaviour}\n")
    assert (found > 0) == some


def test_key_staff_are_those_of_the_groups_of_the_firm_s_roles_when_they_were_hired(monkeypatch):
    worlds = []

    class Kept(World):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            worlds.append(self)

    monkeypatch.setattr(simpy_engine, "World", Kept)
    groups = {"workshop": ["rural"], "internship_host": ["hard_to_employ", "woman"], "other": ["registered_unemployed"]}
    made = counties.variant(counties.RICH, {"county": {"firms": {"key_groups": groups}}})
    run_replication(made, 1, 0, engine="simpy")
    [w] = worlds
    staff, key = np.zeros(len(w.firm.staff), int), np.zeros(len(w.firm.staff), int)
    for p, state in enumerate(w.person.state):
        if state == State.EMPLOYED:
            firm = w.person.employer[p]
            roles = [role for code, role in enumerate(FIRM_ROLES) if w.firm.roles[firm] >> code & 1]
            named = [role for role in roles if role in groups] or ["other"]
            mask = sum({BIT[group] for role in named for group in groups[role]})
            staff[firm] += 1
            key[firm] += w.person.spell_groups[p] & mask != 0
    assert w.firm.staff[: w.proper] == staff[: w.proper].tolist()
    assert w.firm.key_staff[: w.proper] == key[: w.proper].tolist()
    assert 0 < key[: w.proper].sum() < staff[: w.proper].sum()
