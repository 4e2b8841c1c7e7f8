"""What explain tells is what was reckoned: each multiplication gives the ledger's fen when it is done again."""

import datetime as dt
import math
import re
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import counties
import jobsim as js
from jobsim.experiments.drafts import RecordError

ROOT = Path(__file__).parents[2]
COUNTIES = ["jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025"]
EACH = 2
"""Payments of each programme."""


@pytest.fixture(scope="module", params=COUNTIES)
def county(request):
    """A study of two replications that kept its ledger."""
    plan = js.load(ROOT / "scenarios" / request.param, exclude_missing=request.param == "rongchang_2022")
    return js.simulate(plan, replications=2, ledger=True, workers=2)


@pytest.fixture(scope="module")
def explained(county):
    """Payments of every programme that paid anything, history included, explained, with their rows of the ledger."""
    (results,) = county.results.values()
    paid = results.ledger.filter(pl.col("paid_fen") > 0)
    chosen = paid.sample(fraction=1.0, shuffle=True, seed=7).group_by("programme", maintain_order=True).head(EACH)
    assert set(chosen["programme"]) == set(paid["programme"].unique())
    return [(county.explain(f"{row['replication']}/{row['claim']}"), row) for row in chosen.iter_rows(named=True)]


def fen(amount):
    """A sum in CNY as whole fen; it has none beyond them."""
    exact = Fraction(str(amount)) * 100
    assert exact.denominator == 1, amount
    return int(exact)


def product(factors):
    """Fen of the factors as they stand, rounded half up."""
    found = Fraction(100)
    for factor in factors:
        value = Fraction(str(factor["value"]))
        found = found / value if factor.get("divides") else found * value
    return math.floor(found + Fraction(1, 2))


def reckoned(part):
    """The amount of an entitlement, from its factors and limits alone."""
    left = product(part["factors"])
    assert left == fen(part["product_cny"])
    for limit in part["limits"]:
        if limit["limit"] == "cap":
            assert fen(limit["value"]) == product(limit["factors"])
            left = min(left, fen(limit["value"]))
        elif limit["limit"] in ("subject_cap", "payee_cap", "payee_year_cap"):
            left = min(left, fen(limit["value"]) - fen(limit["before"]))
        elif limit["limit"] in ("months", "days"):
            assert limit["counts"] == min(limit["asked"], limit["value"] - limit["before"])
        assert limit["bound"] == (limit["counts"] < limit["asked"])
    return left + fen(part.get("rounding_cny", 0))


def written(text):
    """All multiplications of a page: fen of the numbers as they are printed, and of what they are said to give."""
    number = r"[\d,]*\d(?:\.\d+)?"
    for left, right in re.findall(rf"^ *(?:\d{{4}}-\d\d-\d\d)? *(\S.*?) = ({number})", text, re.M):
        found, divides = Fraction(100), False
        for piece in re.split(r" ([×÷]) ", left):
            if piece in "×÷":
                divides = piece == "÷"
                continue
            (value,) = re.findall(rf"(?<![\w.]){number}", piece)[-1:]
            value = Fraction(value.replace(",", ""))
            found = found / value if divides else found * value
        yield math.floor(found + Fraction(1, 2)), fen(right.replace(",", ""))


def test_the_multiplication_of_every_programme_gives_the_ledgers_fen(explained):
    for found, row in explained:
        payment = found.payment
        amounts = [reckoned(part) for part in found.entitlements]
        assert amounts == [fen(part["amount_cny"]) for part in found.entitlements], payment
        assert sum(amounts) == row["entitled_fen"], payment
        for part in found.entitlements:
            for factor in part["factors"]:
                made = factor.get("made_of")
                assert made is None or abs(product(made) - fen(factor["value"])) <= 1, payment
        assert sum(fen(payer["paid_cny"]) for payer in found.payers) == row["paid_fen"]
        assert (found.person is None) == (row["person"] < 0)
        assert found.clauses and all(clause["text"] for clause in found.clauses)
        assert not found.history


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_printed_multiplies_to_the_fen(explained, lang):
    for found, row in explained:
        payment = found.payment
        lines = list(written(found.text(lang, width=400)))
        assert len(lines) >= len(found.entitlements), payment
        assert all(product_fen == told for product_fen, told in lines), (payment, lines)
        told = {told for _, told in lines}
        assert told >= {fen(part["product_cny"]) for part in found.entitlements}, payment
        assert f"{row['entitled_fen'] / 100:,.2f}" in found.text(lang)


def test_a_factor_says_where_it_comes_from(explained):
    for found, _ in explained:
        for part in found.entitlements:
            named = [factor["from"] for factor in part["factors"] if "from" in factor]
            assert named and all(one["path"] and one["source"] for one in named), found.payment


def test_a_drawn_factor_has_the_value_that_the_replication_drew(county, explained):
    (results,) = county.results.values()
    checked = 0
    for found, row in explained:
        own = results.parameters.filter(pl.col("replication") == row["replication"])
        drawn = dict(zip(own["parameter"].to_list(), own["value"].to_list(), strict=True))
        for part in found.entitlements:
            for factor in part["factors"]:
                path = factor.get("from", {}).get("path")
                if path in drawn:
                    checked += 1
                    assert factor["value"] == pytest.approx(drawn[path], abs=0.005 if factor["unit"] else 0)
    assert checked > 3


def test_payments_are_found_by_what_they_are(county):
    (results,) = county.results.values()
    years = results.years
    paid = results.ledger.filter((pl.col("paid_fen") > 0) & pl.col("paid_day").dt.year().is_in(list(years)))
    every = county.payments()
    assert every["cny"].sum() == pytest.approx(paid["paid_fen"].sum() / 100) and len(every) == len(paid)
    largest = county.payments(largest=10)
    assert largest["cny"].to_list() == sorted(every["cny"].to_list(), reverse=True)[:10]
    top = largest.row(0, named=True)
    assert county.explain(top["payment"]).claim["paid_cny"] == top["cny"]
    assert set(county.payments(top["zh"])["programme"]) == {top["programme"]}
    person = every.filter(pl.col("person").is_not_null()).row(0, named=True)
    own = county.payments(person=person["person"], replication=person["replication"])
    assert person["payment"] in own["payment"].to_list() and set(own["person"]) == {person["person"]}
    assert len(own) == ((paid["person"] == person["person"]) & (paid["replication"] == person["replication"])).sum()
    march = county.payments(month=years[0] * 100 + 3)
    assert all(day.month == 3 and day.year == years[0] for day in march["paid"].to_list())
    assert len(county.payments(year=years[0])) >= len(march)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"programme": "internship_subsidi"}, "did you mean 'internship_subsidy'"), ({"largest": 0}, "1 or more"),
        ({"year": 1999}, "there is no 1999"), ({"replication": 7}, "there is no 7"),
    ],
)  # fmt: skip
def test_a_payment_that_cannot_be_is_told_in_words(asked, message):
    study = minimal(ledger=True)
    with pytest.raises(RecordError, match=re.escape(message)):
        study.payments(**asked)


_MADE = {}


def minimal(*, ledger):
    """The smallest county, made once with a ledger and once without."""
    if ledger not in _MADE:
        plan = js.load(ROOT / "tests" / "fixtures" / "minimal")
        _MADE[ledger] = js.simulate(plan, replications=1, engine="simpy", workers=1, ledger=ledger)
    return _MADE[ledger]


def test_a_study_without_a_ledger_says_so():
    for ask in (lambda s: s.payments(), lambda s: s.explain("0/1")):
        with pytest.raises(ValueError, match="ledger=True"):
            ask(minimal(ledger=False))


def test_a_journey_is_simulated_only_if_it_is_asked_for(monkeypatch):
    study = minimal(ledger=True)
    one = study.payments("internship_subsidy", largest=1).row(0, named=True)
    with monkeypatch.context() as patched:
        patched.setattr("jobsim.engines.run_replication", lambda *_, **__: pytest.fail("a replication was started"))
        assert not study.explain(one["payment"]).history
    found = study.explain(one["payment"], journey=True)
    assert any(step.behind and step.date == one["entitled"] for step in found.history)
    journey = study.trace(0, one["person"])
    assert [step.date for step in journey] == sorted(step.date for step in journey)
    assert repr(journey).startswith("<journey of ") and str(journey[0].date) in journey.text("zh")


def test_an_explanation_is_short_in_a_notebook_and_long_as_text():
    study = minimal(ledger=True)
    one = study.payments("internship_subsidy", largest=1).row(0, named=True)
    found = study.explain(one["payment"])
    assert repr(found) == f"<payment {one['payment']}: internship_subsidy, {one['cny']:,.2f} CNY, paid>"
    assert "1,400.00 CNY/month × 1 month" in found.text() and "就业见习补贴" in found.text("zh")
    assert max(map(len, found.text("en", width=80).splitlines())) <= 80
    assert isinstance(found.claim["paid"], dt.date)


def test_the_journey_of_a_graduate_is_found_by_the_number_in_the_ledger():
    """Graduates follow the residents; their numbers are not their places."""
    study = js.simulate(js.load(counties.FIXTURES / counties.RICH), replications=1, seed=1, ledger=True)
    person = int(study.ledger()["person"].max())
    assert person > 1 << 24, "a graduate was paid for"
    journey = study.trace(0, person)
    paid = study.ledger().filter(person=person)
    assert {step.date for step in journey} >= set(paid["entitled_day"].to_list())
