"""Runs dbt and turns what it reports into Dagster's events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.assets.names import Names
from orchestration.dbt import Dbt
from orchestration.errors import RefusedError
from orchestration.progress import step


def build_and_report(
    context: AssetExecutionContext, dbt: Dbt, manifest: Mapping[str, Any], name: str, select: Sequence[str]
) -> Iterator[Any]:
    """Build the selection as the step `name`, then yield an Output a node and a check result a test.

    A failed run yields what was built before it failed, so that Dagster shows where it stopped.
    """
    results: list[dict[str, Any]] = []
    failure: RefusedError | None = None
    try:
        with step(name) as say:
            dbt.build(select, lambda event: (results.append(event), say(_node_name(event))))
            say(_summary(results))
    except RefusedError as error:
        failure = error
    translator = Names()
    for event in results:
        if _has_asset(event, manifest):
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(manifest, translator, context)
    if failure:
        raise failure


def _has_asset(event: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    """Whether it is of a node, or of a test of one; a test of a source, or of several nodes, is nobody's."""
    node = manifest["nodes"][event["data"]["node_info"]["unique_id"]]
    return node["resource_type"] != "test" or node.get("attached_node") in manifest["nodes"]


def _node_name(event: Mapping[str, Any]) -> str:
    return event["data"]["node_info"]["node_name"]


def _summary(results: Sequence[Mapping[str, Any]]) -> str:
    kinds = [event["data"]["node_info"]["resource_type"] for event in results]
    tests = kinds.count("test")
    return f"{len(kinds) - tests} nodes, {tests} tests"
