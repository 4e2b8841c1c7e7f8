"""Numbers in sentences and cells: money in 万元, shares in percent, as every face writes them."""

from __future__ import annotations

from jobsim.language import Words

WAN = 10_000.0
NOTHING = "—"
"""What is not known."""


def wan(cny: float | None) -> str:
    """CNY in 万元 with two decimals."""
    return NOTHING if cny is None else f"{cny / WAN:,.2f}"


def yuan(cny: float | None) -> str:
    """CNY with two decimals."""
    return NOTHING if cny is None else f"{cny:,.2f}"


def money(cny: float | None) -> Words:
    """A sum with its unit."""
    return Words(f" {wan(cny)} 万元", f"{wan(cny)} (10,000 CNY)")


def percent(value: float | None) -> Words:
    return Words(share(value).replace(" %", "%"), share(value))


def share(value: float | None) -> str:
    """A probability in percent; 0 % and 100 % only where every replication agrees."""
    if value is None:
        return NOTHING
    if 0 < value < 0.005 or 0.995 < value < 1:
        return f"{100 * value:.1f} %"
    return f"{100 * value:.0f} %"


def number(value: float | None) -> str:
    """A number without needless decimals."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.2f}".rstrip("0")
