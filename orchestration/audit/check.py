"""A check: a bound on one column of the facts, given by constants or by other columns of the same row.

A missing bound doesn't limit anything. A missing fact fails the check, unless the check names the case in
which the fact doesn't exist yet.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "hold", "warn"]
Suite = Literal["core", "features", "candidates", "drift"]


@dataclass(frozen=True)
class Check:
    """Requires `column` to be between `at_least` and `at_most`. A failure blocks, holds or warns."""

    name: str
    suite: Suite
    severity: Severity
    column: str
    says: str
    at_least: float | str | None = None
    at_most: float | str | None = None
    # Instead of bounds: the largest distance from the usual value, in deviations. `usual` names both columns.
    deviations: float | None = None
    usual: tuple[str, str] | None = None
    # The columns with the lower and upper end of the usual value, if it is a range.
    between: tuple[str, str] | None = None
    # Whether the deviation is one of logarithms: a factor rather than a difference.
    is_ratio: bool = False
    # A column with a minimum for `at_most`.
    floor: str | None = None
    # The settings that a project or a segment can override.
    takes: tuple[str, ...] = ()
    # The phrase for a missing fact, if that isn't a failure.
    missing: str | None = None
    # A column that says what was observed: a trait, or a kind of event.
    of: str | None = None
