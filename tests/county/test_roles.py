"""Which firms hold a role, and whose workers are their staff of key groups."""

import numpy as np
import pytest

import counties
from jobsim.county.groups import mask_of
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.lives.model import key_groups
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import FIRM_ROLES, FIRM_SIZES, LEGAL_FORMS

ROLES = [role for role in FIRM_ROLES if role != "venture"]
FORMS = "county.firms.legal_forms={enterprise: 0.4, individual_business: 0.2, cooperative: 0.2, public_body: 0.2}"


def firms_of(rules, seed=1, **roles):
    """The firms proper of a county of 800 with these rules and numbers of holders."""
    layer = {"county": {"firms": {"number": "800 firms", "role_rules": rules, "recognitions": None,
                                  "roles": {role: f"{number} firms" for role, number in roles.items()}}}}  # fmt: skip
    made, draws = counties.variant(counties.SMALL, layer, FORMS), Draws(seed, 0)
    county = synthesise(made, Parameters(made, draws.parameter), draws)
    return county.firms[: county.firms_proper]


def holders(firms, role):
    return firms[(firms["roles"] >> list(FIRM_ROLES).index(role) & 1).astype(bool)]


def forms(firms):
    return {list(LEGAL_FORMS)[form] for form in firms["form"]}


def sizes(firms):
    return {FIRM_SIZES[size] for size in firms["size_class"]}


@pytest.mark.parametrize("role", ROLES)
def test_without_a_rule_a_role_falls_by_lot_on_whom_it_can_mean_and_never_on_a_public_body(role):
    firms = firms_of({}, **{role: 300})
    found = holders(firms, role)
    assert len(found) == 300
    assert forms(found) == {"enterprise", "individual_business", "cooperative"}
    assert sizes(found) == sizes(firms)
    other = holders(firms_of({}, seed=2, **{role: 300}), role)
    assert found["nominal_staff"].tolist() != other["nominal_staff"].tolist()


def test_a_rule_says_which_sizes_and_forms_may_hold_a_role():
    rule = {"sizes": ["medium", "large"], "legal_forms": ["enterprise", "public_body"]}
    found = holders(firms_of({"state_owned": rule}, state_owned=20), "state_owned")
    assert len(found) == 20
    assert forms(found) == {"enterprise", "public_body"} and sizes(found) == {"medium"}


def test_the_largest_of_those_who_may_hold_it():
    firms = firms_of({"quality": {"legal_forms": ["cooperative"], "largest": True}}, quality=30)
    found = holders(firms, "quality")
    assert len(found) == 30 and forms(found) == {"cooperative"}
    others = firms[(firms["form"] == list(LEGAL_FORMS).index("cooperative")) & (firms["roles"] == 0)]
    assert found["nominal_staff"].min() >= others["nominal_staff"].max()


def test_a_role_that_too_few_can_hold_is_held_by_all_of_them():
    firms = firms_of({"operator": {"sizes": ["medium"], "legal_forms": ["cooperative"]}}, operator=700)
    found = holders(firms, "operator")
    medium = firms["size_class"] == FIRM_SIZES.index("medium")
    assert 0 < len(found) == (medium & (firms["form"] == list(LEGAL_FORMS).index("cooperative"))).sum()


def test_the_key_groups_of_a_firm_are_those_of_all_its_named_roles_or_the_others():
    groups = {"workshop": ["lifted_out_of_poverty"], "employment_base": ["rural", "veteran"], "other": ["disabled"]}
    made = counties.variant(counties.SMALL, {"county": {"firms": {"key_groups": groups}}})
    masks = key_groups(made.county.firms)
    bit = {role: 1 << code for code, role in enumerate(FIRM_ROLES)}
    assert masks[0] == masks[bit["quality"]] == masks[bit["venture"]] == mask_of(["disabled"])
    assert masks[bit["workshop"]] == masks[bit["workshop"] | bit["quality"]] == mask_of(["lifted_out_of_poverty"])
    both = masks[bit["workshop"] | bit["employment_base"]]
    assert both == mask_of(["lifted_out_of_poverty", "rural", "veteran"])
    nobody = key_groups(counties.scenario(counties.SMALL).county.firms)
    assert not np.any(nobody)
