"""The summary document: its keys, and numbers one can check by hand."""

import json

import numpy as np
import pytest

import synthetic
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import summarise

SPREAD = {"mean", "p05", "p10", "p50", "p80", "p90", "p95"}
ASSUMED = {"assumptions": 3, "uncertain": 1, "prices": [], "register": "testland"}


@pytest.fixture
def document(made_up_engine):
    return summary_of(synthetic.scenario())


def summary_of(scenario, number=20):
    order = Order(replications=number)
    results = gather(scenario, "abc", order, replications(scenario, order, workers=1))
    return summarise(results, ASSUMED, [])


def test_the_document_has_every_promised_key(document):
    assert {"scenario", "scenario_hash", "engine", "seed", "replications", "outlay", "memo", "funds", "targets",
            "all_targets", "assumed", "excluded"} <= set(document)  # fmt: skip
    assert set(document["outlay"]["years"]["2023"]) >= SPREAD
    for programme in document["outlay"]["programmes"]:
        assert set(programme) >= SPREAD | {"programme", "title", "clauses", "budget_code", "payers", "persons",
                                           "distinct_persons", "years", "demand_mean"}  # fmt: skip
    for fund in document["funds"]:
        assert set(fund) >= {"fund", "limited", "appropriation", "appropriation_from", "available", "p_overrun",
                             "appropriation_80", "appropriation_95", "exhaustion_month", "floor",
                             "arrears_p50"}  # fmt: skip
    for target in document["targets"]:
        assert set(target) >= {"target", "clause", "unit", "population", "comparator", "threshold", "tolerance",
                               "met_from", "met_to", "p50", "probability", "interval", "comes_about",
                               "rests_on"}  # fmt: skip
    assert set(document["memo"]) == {
        "tax_expenditure",
        "revenue_forgone",
        "insurance_fund",
        "loans",
        "guarantee_fund",
        "own_money",
    }
    json.dumps(document, allow_nan=False)


def scales(number=20):
    return np.array([1 + (7 * r + 1) % 13 for r in range(number)])


def test_outlay_counts_budget_funds_in_cash_and_nothing_else(document):
    total = 1500.01 * scales() + 2000 + 50_000
    assert document["outlay"]["years"]["2023"]["mean"] == pytest.approx(total.mean(), abs=0.01)
    assert document["outlay"]["years"]["2023"]["p80"] == pytest.approx(np.quantile(total, 0.8), abs=0.01)
    assert [p["programme"] for p in document["outlay"]["programmes"]] == ["internship", "hiring", "fairs"]
    assert document["memo"]["insurance_fund"]["p50"] == 900


def test_employers_own_money_is_a_memo_item_of_its_own(made_up_engine, document):
    plan = synthetic.scenario()
    own = plan.funds["insurance"].model_copy(update={"kind": "own"})
    found = summary_of(plan.model_copy(update={"funds": plan.funds | {"insurance": own}}))
    assert found["memo"]["own_money"]["p50"] == 900


def test_loans_made_good_are_a_memo_item_apart_from_loans_granted(made_up_engine, document):
    plan = synthetic.scenario()
    share = next(iter(plan.funds["insurance"].payers.values()))
    made_good = plan.funds["insurance"].model_copy(update={"kind": "credit", "payers": {"guarantee_fund": share}})
    found = summary_of(plan.model_copy(update={"funds": plan.funds | {"insurance": made_good}}))
    assert (found["memo"]["guarantee_fund"]["p50"], found["memo"]["loans"]["p50"]) == (900, 0)
    assert found["memo"]["insurance_fund"]["p50"] == found["memo"]["loans"]["p50"] == 0
    assert found["outlay"] == document["outlay"]


def test_programmes_add_up_to_the_outlay_and_payers_to_the_programme(document):
    programmes = document["outlay"]["programmes"]
    assert sum(p["mean"] for p in programmes) == pytest.approx(document["outlay"]["total"]["mean"], abs=0.01)
    for programme in programmes:
        assert sum(programme["payers"].values()) == pytest.approx(programme["mean"], abs=0.01)


def test_overrun_is_demand_beyond_carry_over_and_appropriation(made_up_engine):
    needed = 1500.01 * scales() + 2000 + 50_000
    fund = summary_of(synthetic.scenario("10000 CNY"))["funds"][0]
    assert fund["p_overrun"] == 1.0 and fund["appropriation"] == 10_000
    assert fund["appropriation_80"] == pytest.approx(np.quantile(needed, 0.80))
    assert fund["appropriation_95"] == pytest.approx(np.quantile(needed, 0.95))


def test_a_fund_without_appropriation_cannot_overrun(made_up_engine):
    fund = summary_of(synthetic.scenario(None))["funds"][0]
    assert not fund["limited"]
    for key in ("appropriation", "appropriation_from", "available", "p_overrun", "p_overrun_interval", "p_exhausted"):
        assert fund[key] is None, key
    assert fund["appropriation_80"] > 0, "what would have been enough is known all the same"


def test_an_appropriation_says_where_it_comes_from(document):
    assert document["funds"][0]["appropriation_from"] == {"source": "assumption", "reference": None, "note": None}


def with_floors(monkeypatch, floors):
    """Twenty replications of an appropriation of 10,000 CNY with such floors, in CNY."""

    def run_replication(scenario, seed, number, **_):
        found = synthetic.replication(number)
        found.fund_years["floor_fen"][0] = floors[number] * 100
        return found

    monkeypatch.setattr("jobsim.engines.run_replication", run_replication)
    monkeypatch.setattr("jobsim.engines.compiled.engine.the_kernel", lambda: None)
    scenario = synthetic.scenario()
    floored = scenario.funds["employment"].model_copy(update={"floor": synthetic.share(1.0)})
    return summary_of(scenario.model_copy(update={"funds": scenario.funds | {"employment": floored}}))["funds"][0]


def test_a_broken_floor_is_a_finding_and_changes_no_amount(monkeypatch):
    found = with_floors(monkeypatch, [9_000] * 15 + [12_000] * 4 + [16_000])
    assert found["appropriation"] == 10_000
    floor = found["floor"]
    assert (floor["share_of_year_before"], floor["asked_p50"], floor["p_broken"]) == (1.0, 9_000, 0.25)
    assert floor["p_broken_interval"][0] < 0.25 < floor["p_broken_interval"][1]
    assert floor["short_by"] == {"mean": (4 * 2_000 + 6_000) / 5, "max": 6_000}
    kept = with_floors(monkeypatch, [10_000] * 20)["floor"]
    assert kept["p_broken"] == 0 and kept["short_by"] is None
    assert with_floors(monkeypatch, [0] * 20)["floor"] is None, "nobody knows the year before"


def test_intervals_that_so_few_replications_cannot_give_are_null(made_up_engine):
    few, more = (summary_of(synthetic.scenario(), number) for number in (13, 20))
    assert few["outlay"]["total"]["p80_interval"] is None and few["funds"][0]["appropriation_80_interval"] is None
    assert len(more["outlay"]["total"]["p80_interval"]) == 2 and len(more["funds"][0]["appropriation_80_interval"]) == 2
    assert more["funds"][0]["appropriation_95_interval"] is None
    assert more["interval_needs"] == {"p80": 14, "p95": 59}
    assert len(summary_of(synthetic.scenario(), 59)["funds"][0]["appropriation_95_interval"]) == 2


def test_a_programme_s_years_add_up_and_persons_count_once_over_them(document):
    for programme in document["outlay"]["programmes"]:
        assert set(programme["years"]) == {"2023"}
        assert programme["years"]["2023"]["mean"] == programme["mean"]
        assert programme["distinct_persons"] == programme["persons"] == programme["years"]["2023"]["persons"]


def test_a_fund_never_exhausted_has_no_month(document):
    assert [fund["exhaustion_month"] for fund in document["funds"]] == [None, None]


def test_the_probability_of_a_target_is_its_share_of_replications(document):
    jobs, rate = document["targets"]
    assert (jobs["unit"], rate["unit"]) == ("persons", "percent")
    # 690 + 5 r reaches 700 from replication 2 on.
    assert jobs["probability"] == 18 / 20 and jobs["threshold"] == 700
    assert jobs["interval"][0] < 0.9 < jobs["interval"][1]
    assert rate["probability"] == 1.0 and rate["clause"] == ["TT-06", "TT-07"]


def test_all_targets_together_count_replications_that_meet_each(document):
    # The rate is the same in every replication: by construction, and not joined.
    assert document["all_targets"]["probability"] == 18 / 20
    assert (document["all_targets"]["tests"], document["all_targets"]["of"]) == (1, 2)


def test_a_person_counts_once_however_many_replications(document):
    by_name = {p["programme"]: p for p in document["outlay"]["programmes"]}
    assert by_name["internship"]["persons"] == 1.0 and by_name["fairs"]["persons"] == 0.0
