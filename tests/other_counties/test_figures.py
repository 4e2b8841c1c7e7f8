"""Published figures: read as printed, the same measure from each, outside told as outside, faults with their place."""

import csv
import io
from importlib import resources

import numpy as np
import pytest

from jobsim.other_counties import measures, rows
from jobsim.other_counties.measures import MEASURES
from jobsim.other_counties.rows import COLUMNS, FiguresError, read, shipped
from jobsim.other_counties.unknown import BORROWED_VALUES, unknown

OF = {one.name: one for one in MEASURES}


def points(name, figures=None):
    return {(one.county, one.period): one.value for one in OF[name].points(figures or shipped())}


def written(tmp_path, *lines, head="county,year,resident_population,item,unit,value,kind,payer"):
    path = tmp_path / "figures.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_each_shipped_figure_has_its_document():
    text = resources.files("jobsim.other_counties").joinpath("figures.csv").read_text(encoding="utf-8")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == len(shipped()) == 358
    assert tuple(found[0]) == COLUMNS
    assert all(one["source_title"] for one in found)
    assert all(one["source_url"].startswith("http") or not one["source_url"] for one in found)
    assert len({one["province"] for one in found if one["province"] not in ("", "全国")}) == 21


def test_measures_by_hand():
    # 7,165.32 at hand, 6,992.95 paid in 2022, 582,200 residents; 808.1 and 692.98 in 2024, 730,078 residents.
    assert points("employment_fund")["临河区", "2022"] == pytest.approx(69_929_500 / 582_200)
    assert points("employment_fund")["田家庵区", "2024"] == pytest.approx(6_929_800 / 730_078)
    # 598 persons, 288 (10,000 CNY) to September: heads as printed, money per head as printed, money of the year × 12/9.
    assert points("insured")["秀山县", "2017-01..09"] == pytest.approx(598 / 496.194)
    assert points("insurance_per_head")["秀山县", "2017-01..09"] == pytest.approx(2_880_000 / 598)
    assert points("insurance_money")["秀山县", "2017-01..09"] == pytest.approx(2_880_000 / 496_194 * 12 / 9)
    # 2,168 trainees to September are 2,891 a year; an eleventh of the year more for eleven months.
    assert points("skill_trainees")["秀山县", "2017-01..09"] == pytest.approx(2168 * 12 / 9 / 496.194)
    assert points("entrepreneurship_trainees")["合川区", "2019-01..11"] == pytest.approx(2000 * 12 / 11 / 1293.028)
    # 463 persons, 18.52 (10,000 CNY) in one month; the same 400 of later months counts once.
    assert points("post_pay")["五通桥区", "2023-09"] == pytest.approx(400)
    assert sum(county == "五通桥区" for county, _ in points("post_pay")) == 1
    # 120 urban and 435 other posts are one count.
    assert points("post_holders")["同心县", "2018-01..10"] == pytest.approx(555 / 324)
    # 61.8 % of the year's target at mid-year: the target of the year is taken, not twice the half.
    assert points("urban_new_employment")["秀山县", "2018H1"] == pytest.approx(4600 / 496.194)


def test_a_quarter_of_a_year_and_unstated_periods_are_left_out():
    assert ("道县", "2019Q1") not in points("urban_new_employment")
    assert not any(county == "洛南县" for county, _ in points("loan"))
    assert not any(county == "全国" for name in OF for county, _ in points(name))


def test_items_of_other_files_are_known_by_name(tmp_path):
    path = written(
        tmp_path,
        "甲县,2024,500000,社会保险补贴,人,1000,persons,",
        "甲县,2024,500000,社会保险补贴,万元,\"1,450.5\",executed,",
        "甲县,2024,500000,社会保险补贴预算,万元,1,appropriated,",
    )  # fmt: skip
    found = read(path)
    (other,) = read(written(tmp_path, "(地级) 乙市,2024,1,社会保险补贴,人,1,persons,"))
    assert other.level == "prefecture"
    assert points("insured", found) == {("甲县", "2024"): 2.0}
    assert points("insurance_per_head", found) == {("甲县", "2024"): 14505.0}
    assert found[2].series is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["甲县,2024,500000,社会保险补贴,人,many,persons,"], "line 2, value: found 'many'"),
        (["甲县,2024,500000,社会保险补贴,人,-1,persons,"], "line 2, value: found '-1'"),
        (["甲县,2024,five,社会保险补贴,人,1,persons,"], "line 2, resident_population: found 'five'"),
        (
            ["甲县,2024,5,社会保险补贴,人,1,persons,", "甲县,2024,5,社会保险补贴,人,1,heads,"],
            "line 3, kind: found 'heads'",
        ),
    ],
)
def test_a_fault_has_its_place(tmp_path, lines, said):
    with pytest.raises(FiguresError, match=r".*" + said.replace("'", ".")):
        read(written(tmp_path, *lines))


def test_a_file_that_is_no_table(tmp_path):
    with pytest.raises(FiguresError, match="the column 'kind' is missing"):
        read(written(tmp_path, head="county,year,item,unit,value"))
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FiguresError, match="no text in UTF-8"):
        read(tmp_path / "binary.csv")
    with pytest.raises(FiguresError, match="cannot be read"):
        read(tmp_path / "nothing.csv")


def test_the_next_county_is_drawn_as_often_inside_as_is_said():
    """Counties of a made-up lognormal measure, four of them known: the interval holds a further one at its rate."""
    generator = np.random.default_rng(7)
    others = [_figure(f"o{k}", value, "职业技能培训") for k, value in enumerate(np.exp(generator.normal(2.0, 0.6, 60)))]
    inside, trials = 0, 1000
    for _ in range(trials):
        values = np.exp(generator.normal(1.0, 0.6, 5))
        figures = [_figure(f"{k}", value, "社会保险补贴") for k, value in enumerate(values[:4])]
        low, high = unknown(OF["insured"], figures + others).quantile((0.1, 0.9))
        inside += low <= values[4] <= high
    assert 0.77 <= inside / trials <= 0.85


def _figure(county, per_1000, item):
    return rows.Figure(county, "county", "", "2024", 1_000_000, item, "人", per_1000 * 1000, "persons", "",
                       False, "", "", "")  # fmt: skip


def test_a_simulated_county_counts_like_a_published_one():
    alone = unknown(OF["insured"], shipped())
    more = unknown(OF["insured"], shipped(), 100.0)
    number = len(OF["insured"].points(shipped()))
    assert alone.freedom == number - 1 + BORROWED_VALUES
    assert more.freedom == number + BORROWED_VALUES
    assert more.centre == pytest.approx((alone.centre * number + np.log(100.0)) / (number + 1))
    assert unknown(OF["insured"], [], None) is None


def test_every_measure_has_figures():
    assert all(measure.points(shipped()) for measure in measures.MEASURES)
