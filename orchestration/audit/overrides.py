"""The settings of checks that a project (vars.checks) or a segment (meta.checks) overrides."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from orchestration.audit.check import Check
from orchestration.audit.project_checks import PROJECT_CHECKS
from orchestration.audit.segment_checks import SEGMENT_CHECKS
from orchestration.project.nearest import hint

Overrides = Mapping[str, Mapping[str, Any]]

EXAMPLE = "{churn: {at_most: 0.3, severity: hold}}"


def project_mistakes(given: Any) -> Iterator[str]:
    """Yields a sentence for each mistake in the variable `checks`.

    The variable sets the project's checks and the defaults of the segments' checks.
    """
    yield from _mistakes(given, "vars.checks", (*PROJECT_CHECKS, *SEGMENT_CHECKS))


def segment_mistakes(meta: Mapping[str, Any]) -> Iterator[str]:
    """Yields a sentence for each mistake in a segment's audit settings: checks, baseline and history_from."""
    given = meta.get("checks")
    of_project = [check.name for check in PROJECT_CHECKS]
    for name in of_project:
        if isinstance(given, Mapping) and name in given:
            yield f"meta.checks.{name} is a check of the whole project; set it in dbt_project.yml"
    yield from _mistakes(given, "meta.checks", SEGMENT_CHECKS, of_project)
    for key in ("baseline", "history_from"):
        if meta.get(key) is not None and not _is_day(meta[key]):
            yield f"meta.{key}={meta[key]} is not a day; write it like 2017-06-30"


def settings(check: Check, *given: Overrides) -> dict[str, Any]:
    """Returns the settings of one check: its defaults, overridden by each of `given` in turn."""
    found = {name: getattr(check, name) for name in check.takes}
    for overrides in given:
        found |= overrides.get(check.name) or {}
    return found


def _mistakes(given: Any, place: str, checks: Sequence[Check], ignored: Sequence[str] = ()) -> Iterator[str]:
    if given is None:
        return
    if not isinstance(given, Mapping):
        yield f"{place}={given} is not a mapping of checks such as {EXAMPLE}"
        return
    known = {check.name: check for check in checks}
    for name, settings in given.items():
        if name in known:
            yield from _setting_mistakes(settings, f"{place}.{name}", known[name])
        elif name not in ignored:
            yield f"{place}: unknown check '{name}'{hint(str(name), [c.name for c in checks if c.takes])}"


def _setting_mistakes(given: Any, place: str, check: Check) -> Iterator[str]:
    if not check.takes:
        yield f"{place} can't be set: a result that fails it is wrong for every segment"
        return
    if not isinstance(given, Mapping):
        yield f"{place}={given} is not a mapping; it takes {', '.join(check.takes)}"
        return
    for key, value in given.items():
        if key not in check.takes:
            yield f"{place}: unknown key '{key}'{hint(str(key), check.takes)}"
        elif key == "severity":
            severities = ("block" if check in PROJECT_CHECKS else "hold", "warn")
            if value not in severities:
                yield f"{place}: unknown severity '{value}'{hint(str(value), severities)}"
        elif not _is_bound(value):
            yield f"{place}.{key}={value} is not a bound; write 0 or a larger number, or null for no bound"


def _is_bound(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    )


def _is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(str(value)).isoformat() == str(value)
    except ValueError:
        return False
