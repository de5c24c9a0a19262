"""Adds the bounds and severities that apply to each row of the facts, as further columns."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from typing import Any

from orchestration.audit.check import Check
from orchestration.audit.overrides import Overrides, settings

Facts = dict[str, Any]


def with_bounds(
    facts: Sequence[Facts], checks: Sequence[Check], project: Overrides, own: Sequence[Overrides]
) -> tuple[list[Facts], list[Check]]:
    """Returns the facts with a column for each configurable bound, and the checks that read these columns.

    `project` holds the project's settings, `own` the settings of each row's segment.
    """
    rows = [dict(fact) for fact in facts]
    bounded = []
    for check in checks:
        found = [settings(check, project, overrides) for overrides in own]
        for row, setting in zip(rows, found, strict=True):
            row[severity_column(check)] = setting.get("severity", check.severity)
            row |= _bounds(row, check, setting)
        bounded.append(_reading_columns(check))
    return rows, bounded


def severity_column(check: Check) -> str:
    """Returns the column that says what happens when the check fails."""
    return f"{check.name}_severity"


def rest_column(check: Check) -> str:
    """Returns the column that says whether there is too little data to judge."""
    return f"{check.name}_rests"


def _bounds(row: Facts, check: Check, setting: dict[str, Any]) -> Facts:
    if check.usual:
        usual, deviation = (row[column] for column in check.usual)
        rests = usual is None
        width = setting["deviations"]
        least, most = (row[column] for column in check.between) if check.between else (usual, usual)
        low, high = (
            (None, None) if rests or width is None else _usual_range(check, least, most, width * deviation)
        )
        return {
            rest_column(check): rests,
            _column(check, "at_least"): low,
            _column(check, "at_most"): high,
        }
    if "at_most" in check.takes:
        bound = setting["at_most"]
        least = row[check.floor] if check.floor else None
        return {_column(check, "at_most"): bound if None in (bound, least) else max(bound, least)}
    return {}


def _usual_range(check: Check, least: float, most: float, width: float) -> tuple[int, int]:
    """Returns the usual range in whole customers or events."""
    low, high = (least / exp(width), most * exp(width)) if check.is_ratio else (least - width, most + width)
    return max(0, round(low)), round(high)


def _reading_columns(check: Check) -> Check:
    if check.usual:
        return replace(check, at_least=_column(check, "at_least"), at_most=_column(check, "at_most"))
    if "at_most" in check.takes:
        return replace(check, at_most=_column(check, "at_most"))
    return check


def _column(check: Check, bound: str) -> str:
    return f"{check.name}_{bound}"
