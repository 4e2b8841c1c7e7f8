"""What a county of one's own has from another: numbers in proportion, and the mark of what is borrowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jobsim.language import Words
from jobsim.scenario.bases import Basis
from jobsim.scenario.quantities import Quantity

MARK = "借自"

BASES: dict[Basis, Words] = {
    "population": Words("常住人口", "the resident population"), "rural": Words("农村人口", "the rural population"),
    "urban": Words("城镇人口", "the urban population"), "firms": Words("企业数", "the number of firms"),
    "graduates": Words("毕业生数", "the number of graduates"), "office": Words("县", "the county"),
    "none": Words("不变", "nothing"),
}  # fmt: skip


@dataclass(frozen=True)
class Scaled:
    """A number in proportion."""

    path: str
    unit: str
    before: str
    after: str
    basis: Basis
    factor: float
    rounded: bool


@dataclass
class County:
    """The layer of a county, by the name of its scenario, and what of it is in proportion, borrowed or asked."""

    name: str
    tree: dict[str, Any]
    scaled: list[Scaled] = field(default_factory=list)
    borrowed: int = 0
    """Numbers taken over, those in proportion among them."""
    missing: list[str] = field(default_factory=list)


def is_borrowed(quantity: Quantity) -> bool:
    """Whether a number is another county's, by the mark it was given here."""
    return says_borrowed(quantity.source, quantity.note)


def says_borrowed(source: str | None, note: str | None) -> bool:
    return source == "assumption" and (note or "").startswith(MARK)


def comment(made: County, of: str) -> str:
    """What stands at the head of the file."""
    return (
        f"以 {of} 为底层，按常住人口折算。标“借自”的数不是本县的数：知道的请用 --set 路径=值 或县情表改填。\n"
        f"On {of}, in proportion to the residents. What says 'borrowed' is not of this county: replace what is known, "
        "with --set PATH=VALUE or by the county sheet."
    )
