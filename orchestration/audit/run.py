"""The audit of a refresh: reads facts from the warehouse, judges them by suite, writes verdicts back."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from orchestration.audit.acceptance import with_accepted
from orchestration.audit.bounds import rest_column, severity_column, with_bounds
from orchestration.audit.check import Check
from orchestration.audit.facts import project_facts, release_id, segment_facts
from orchestration.audit.project_checks import PROJECT_CHECKS
from orchestration.audit.recomputation import count_differences
from orchestration.audit.segment_checks import SEGMENT_CHECKS
from orchestration.audit.validation import Validation
from orchestration.audit.verdicts import Verdict, write_verdicts
from orchestration.project.layers import MEMBERSHIP
from orchestration.warehouse.connections import Warehouse


def audit_candidates(
    warehouse: Warehouse, variables: Mapping[str, Any], validation: Validation
) -> list[Verdict]:
    """Judges the candidates of this refresh and writes the verdicts to the table that publication reads.

    `variables` are those of dbt_project.yml.
    Raises RefusedError if a check can't be evaluated: then there is no verdict at all.
    """
    release = release_id(warehouse)
    defaults = variables.get("checks") or {}
    project, segments = project_facts(warehouse), segment_facts(warehouse)
    differences = count_differences(warehouse)
    for fact in segments:
        fact["differences"] = differences.get(fact["segment"])
    verdicts = [
        *judge(*with_bounds(project, PROJECT_CHECKS, defaults, [{}] * len(project)), release, validation),
        *judge(
            *with_bounds(segments, SEGMENT_CHECKS, defaults, [fact["overrides"] for fact in segments]),
            release,
            validation,
        ),
    ]
    (plan,) = warehouse.rows(f"select as_of_day from {MEMBERSHIP}.refresh_plan")
    verdicts = with_accepted(warehouse, plan["as_of_day"], verdicts)
    write_verdicts(warehouse, release, verdicts)
    return verdicts


def judge(
    facts: Sequence[dict[str, Any]], checks: Sequence[Check], release: int, validation: Validation
) -> Iterator[Verdict]:
    """Returns a verdict for every row of the facts and every check."""
    if not facts:
        return
    for suite, judged in groupby(checks, key=lambda check: check.suite):
        for check, failing in validation.failing(suite, facts, list(judged), f"release {release}"):
            for fact in facts:
                yield Verdict(
                    release_id=release,
                    segment=fact["segment"],
                    check_name=check.name,
                    severity=fact.get(severity_column(check), check.severity),
                    passed=fact["subject"] not in failing,
                    observed=_observed(fact, check),
                    expected=_range_text(fact, check),
                )


def _observed(fact: dict[str, Any], check: Check) -> str:
    text = _text(fact[check.column])
    if text is None:
        return check.missing or "nothing"
    return f"{text} of {fact[check.of]}" if check.of and fact[check.of] else text


def _range_text(fact: dict[str, Any], check: Check) -> str:
    low, high = (
        _text(fact[bound]) if isinstance(bound, str) else _text(bound)
        for bound in (check.at_least, check.at_most)
    )
    if low == high and low is not None:
        return low
    if low is None and high is None:
        return f"any: {check.missing}" if fact.get(rest_column(check)) else "any"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _text(value: Any) -> str | None:
    # Shares and indexes have four decimals. Further digits carry no information.
    return None if value is None or value != value else f"{round(value, 4):.10g}"
