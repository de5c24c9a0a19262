"""Runs dbt and turns its results into Dagster's events."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.dbt.in_process import Dbt
from orchestration.defs.assets.names import Names
from orchestration.project.errors import RefusedError
from orchestration.project.progress import step


def build_and_report(
    context: AssetExecutionContext, dbt: Dbt, manifest: Mapping[str, Any], name: str, *turns: Sequence[str]
) -> Iterator[Any]:
    """Builds each non-empty selection in turn, as the step `name`, then yields one Output per node.

    A failed run yields what was built before the failure, so that Dagster shows where it stopped.
    """
    results: list[dict[str, Any]] = []
    failure: RefusedError | None = None
    try:
        with step(name) as say:

            def keep(event: dict[str, Any]) -> None:
                results.append(event)
                say(_node_name(event))

            for select in filter(None, turns):
                dbt.build(select, keep)
            say(f"{len(results)} nodes")
    except RefusedError as error:
        failure = error
    translator = Names()
    for event in results:
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        yield from message.to_default_asset_events(manifest, translator, context)
    if failure:
        raise failure


def leaving_nothing_out(compute: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Fails the step unless it yields every output: Dagster would silently skip what depends on it."""

    @wraps(compute)
    def whole(context: AssetExecutionContext, *arguments: Any, **resources: Any) -> Iterator[Any]:
        missing = set(context.op_execution_context.selected_output_names)
        for event in compute(context, *arguments, **resources):
            missing.discard(str(getattr(event, "output_name", None)))
            yield event
        if missing:
            names = ", ".join(sorted(missing))
            raise RefusedError(f"Nothing was published: dbt reported no result for {names}.")

    return whole


def _node_name(event: Mapping[str, Any]) -> str:
    return event["data"]["node_info"]["node_name"]
