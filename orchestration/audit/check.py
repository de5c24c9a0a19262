"""What a check is: a bound on one column of the facts, by constants or by other columns of the same row.

A missing bound is open; a missing fact fails the check, unless the check says how it is called where there is
none yet.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "hold", "warn"]
Suite = Literal["core", "features", "candidates", "drift"]


@dataclass(frozen=True)
class Check:
    """`column` lies between `at_least` and `at_most`; a failure blocks the release, holds or warns."""

    name: str
    suite: Suite
    severity: Severity
    column: str
    says: str
    at_least: float | str | None = None
    at_most: float | str | None = None
    # Instead of bounds: so many times the deviation from the usual value, of columns that name both.
    deviations: float | None = None
    usual: tuple[str, str] | None = None
    # Columns that say from where to where the usual value itself lies, where it isn't one value.
    between: tuple[str, str] | None = None
    # Whether the deviation is one of logarithms: so many times more or less rather than so many more or less.
    is_ratio: bool = False
    # A column that `at_most` is raised to where it lies below.
    floor: str | None = None
    # What a project or a segment may set otherwise.
    takes: tuple[str, ...] = ()
    # The name of a missing fact, where that is no failure.
    missing: str | None = None
    # A column that says what was observed: a trait, a kind of event.
    of: str | None = None
