"""One Great Expectations run over each frame of facts, and what it means for each segment."""

from collections.abc import Iterator, Sequence
from typing import Any

from orchestration.audit.checks import PROJECT_CHECKS, SEGMENT_CHECKS, Check
from orchestration.audit.facts import PROJECT_FACTS, SEGMENT_FACTS, frame, release_id
from orchestration.audit.recomputation import count_differences
from orchestration.audit.verdicts import Verdict, write_verdicts
from orchestration.errors import RefusedError
from orchestration.warehouse import Warehouse


def audit_candidates(warehouse: Warehouse) -> list[Verdict]:
    """Judge the candidates of this refresh and write the verdicts where publication reads them.

    Raises RefusedError when a check could not be evaluated: that is no verdict on anybody.
    """
    release = release_id(warehouse)
    project = frame(warehouse, PROJECT_FACTS)
    segments = frame(warehouse, SEGMENT_FACTS)
    differences = count_differences(warehouse)
    segments["differences"] = [differences.get(name) for name in segments["segment"]]
    project["segment"] = None
    verdicts = [
        *judge(project, PROJECT_CHECKS, release),
        *judge(segments, SEGMENT_CHECKS, release),
    ]
    write_verdicts(warehouse, release, verdicts)
    return verdicts


def judge(facts: Any, checks: Sequence[Check], release: int) -> Iterator[Verdict]:
    """A verdict for every row of the facts and every check."""
    if facts.empty:
        return
    facts = facts.reset_index(drop=True)
    facts["row"] = facts.index
    for check, failing in _failing_rows(facts, checks):
        for fact in facts.to_dict("records"):
            yield Verdict(
                release_id=release,
                segment=fact["segment"],
                check_name=check.name,
                severity=check.severity,
                passed=fact["row"] not in failing,
                observed=_text(fact[check.column]) or "nothing",
                expected=_range_text(fact, check),
            )


def _failing_rows(facts: Any, checks: Sequence[Check]) -> Iterator[tuple[Check, set[int]]]:
    # Imported here: Great Expectations takes five seconds to import.
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("candidates").add_dataframe_asset("facts")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": facts})
    suite = gx.ExpectationSuite(name="candidates")
    for expectation in _expectations(checks):
        suite.add_expectation(expectation)
    context.suites.add(suite)
    outcome = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
    )
    failing: dict[int, set[int]] = {position: set() for position in range(len(checks))}
    for result in outcome.results:
        judged = result.expectation_config.meta["judges"]
        _refuse_when_raised(checks[judged[0]], result.exception_info)
        for position in judged:
            failing[position] |= {int(row["row"]) for row in result.result["unexpected_index_list"]}
    for position, check in enumerate(checks):
        yield check, failing[position]


def _expectations(checks: Sequence[Check]) -> Iterator[Any]:
    """The checks as expectations, each saying in its meta which checks it judges, by position."""
    import great_expectations.expectations as gxe

    # A suite takes equal expectations for one, whatever their meta: one for all checks of a column.
    for column in dict.fromkeys(check.column for check in checks):
        judged = [position for position, check in enumerate(checks) if check.column == column]
        yield gxe.ExpectColumnValuesToNotBeNull(column=column, meta={"judges": judged})
    for position, check in enumerate(checks):
        meta = {"judges": [position]}
        bounds = {"min_value": check.at_least, "max_value": check.at_most}
        constant = {name: bound for name, bound in bounds.items() if isinstance(bound, int | float)}
        if constant:
            yield gxe.ExpectColumnValuesToBeBetween(column=check.column, meta=meta, **constant)
        for low, high in ((check.at_least, check.column), (check.column, check.at_most)):
            if isinstance(low, str) and isinstance(high, str):
                yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A=high,
                    column_B=low,
                    or_equal=True,
                    ignore_row_if="either_value_is_missing",
                    meta=meta,
                )


def _refuse_when_raised(check: Check, info: dict[str, Any]) -> None:
    """A raising expectation also reports success=False; its exception stands flat or by metric."""
    for report in [info, *info.values()]:
        if isinstance(report, dict) and report.get("raised_exception"):
            raise RefusedError(
                f"audit: {check.name} could not be evaluated: {report['exception_message']} "
                "Nothing was published."
            )


def _range_text(fact: dict[str, Any], check: Check) -> str:
    low, high = (
        _text(fact[bound]) if isinstance(bound, str) else _text(bound)
        for bound in (check.at_least, check.at_most)
    )
    if low == high and low is not None:
        return low
    if low is None:
        return "any" if high is None else f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _text(value: Any) -> str | None:
    import pandas as pd

    return None if value is None or pd.isna(value) else f"{value:.10g}"
