"""Nothing moves unseen: every figure of the shipped counties is the one that was committed."""

from pathlib import Path

import pytest

import unmoved

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"
DEARER = "programmes.internship_subsidy.amount=2000 CNY/month"


@pytest.mark.parametrize("county", unmoved.COUNTIES)
def test_no_figure_of_a_county_has_moved(county):
    kept = unmoved.read((unmoved.FOLDER / f"{county}.txt").read_text(encoding="utf-8"))
    said = unmoved.difference(kept, unmoved.of(county))
    assert not said, (
        f"{county} is not what was committed (first, now, both means of {unmoved.REPLICATIONS} replications):\n{said}\n"
        f"If that is meant: {unmoved.COMMAND} {county}"
    )


def test_a_planted_change_is_named_with_its_figures_and_programme():
    kept = unmoved.read(unmoved.text_of("minimal", unmoved.of(MINIMAL)))
    assert unmoved.difference(kept, unmoved.of(MINIMAL)) == ""
    lines = unmoved.difference(kept, unmoved.of(MINIMAL, [DEARER])).splitlines()
    assert lines[-1] == "  changed in the scenario: programmes.internship_subsidy.amount"
    moved = {tuple(line.split()[:2]): line for line in lines[:-1]}
    assert {name for what, name in moved if what == "programme"} == {"internship_subsidy"}
    # 1400 CNY became 2000: the rate of the programme, and what adds it up.
    assert moved["programme", "internship_subsidy"].endswith("(+42.9%)")
    assert {what for what, _ in moved} == {"outlay", "payer", "month", "programme", "demand"}


def test_a_model_that_moved_is_told_from_a_scenario_that_was_changed():
    kept = unmoved.of(MINIMAL)
    figures = {key: values * 2 if key[0] == "persons" else values for key, values in kept.figures.items()}
    lines = unmoved.difference(kept, unmoved.Kept(figures, kept.values)).splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {"persons"}
    assert lines[-1] == "  the scenario is the same: the model did it"


def test_words_of_a_scenario_are_no_change():
    settings = ["programmes.internship_subsidy.title.en=Another name"]
    assert unmoved.difference(unmoved.of(MINIMAL), unmoved.of(MINIMAL, settings)) == ""
