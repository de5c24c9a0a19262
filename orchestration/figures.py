"""Figures and times as people read them; a dash stands where there is none."""

from datetime import datetime

NONE = "\N{EN DASH}"


def number(value: float | None) -> str:
    """A figure with thousands separated and no decimals."""
    return NONE if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share as a percentage."""
    return NONE if value is None else f"{value:.1%}"


def moment(value: datetime | None) -> str:
    """A UTC timestamp to the minute."""
    return NONE if value is None else f"{value:%Y-%m-%d %H:%M} UTC"
