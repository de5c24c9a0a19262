"""The release: the ledger, published tables and the segments' relations, built by the second dbt run."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext, AssetKey, AssetObservation, AssetsDefinition, Output, ResourceParam
from dagster_dbt import dbt_assets

from orchestration.defs.assets.events import build_and_report
from orchestration.defs.assets.names import Names, output_name, outputs_in_order, selection
from orchestration.defs.assets.policies import freshness_policies
from orchestration.defs.assets.segment_metadata import about_segment
from orchestration.defs.jobs import backfill_job
from orchestration.defs.notices import notify
from orchestration.defs.resources import Refresh
from orchestration.notices.keeping import note_release
from orchestration.project.environment import AUDITED, MOVES_ACCEPTED, environment
from orchestration.project.git import accepted_moves
from orchestration.project.layers import PUBLICATION, SEGMENTS, lies_in
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.publication.catalogue import (
    last_commit,
    read_findings,
    read_segments,
    refuse_unpublished,
    release_under_way,
)
from orchestration.publication.completion import end_release, published_views
from orchestration.publication.moves import read_moves
from orchestration.publication.relations import definitions, record_views, views_to_make
from orchestration.publication.work import record_seconds
from orchestration.warehouse.connections import open_warehouse


def publication_assets(manifest: Mapping[str, Any], project: Project) -> AssetsDefinition:
    """Returns the asset definition of all nodes after the audit. Cadences set the freshness of segments."""
    folders = (*PUBLICATION, SEGMENTS.path)
    nodes = [node for node in _models(manifest) if lies_in(node, folders)]
    views = published_views(manifest)
    tables = [node["name"] for node in nodes if node not in views]
    names = {node["name"]: output_name(node) for node in nodes}
    keys = {node["name"]: Names().get_asset_key(node) for node in nodes}
    order = outputs_in_order(manifest)
    translator = Names(freshness_policies(project, manifest))

    @dbt_assets(
        manifest=manifest,
        select=selection(manifest, folders),
        name="publication",
        dagster_dbt_translator=translator,
    )
    def publication(context: AssetExecutionContext, refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        wanted = definitions(manifest, views, project.variables)
        is_past = context.job_name == backfill_job.name
        with open_warehouse(refresh.project) as warehouse:
            missing, outdated = views_to_make(warehouse, views, wanted)
            accepted = accepted_moves(refresh.project, last_commit(warehouse))
            # Of the past nobody is told.
            if not is_past:
                note_release(warehouse, release_under_way(warehouse))
        outputs = {names[view["name"]]: Output(None, output_name=names[view["name"]]) for view in views}
        with environment({AUDITED: "true", MOVES_ACCEPTED: "\n".join(accepted)}):
            for event in build_and_report(
                context, refresh.dbt, manifest, "publish", missing, [*tables, *outdated]
            ):
                if isinstance(event, Output):
                    outputs[event.output_name] = event
                else:
                    yield event
        with open_warehouse(refresh.project) as warehouse:
            refuse_unpublished(warehouse)
            record_seconds(warehouse, refresh.seconds)
            if missing or outdated:
                record_views(warehouse, views, wanted)
            _tell(refresh.project, end_release(warehouse, manifest))
            # The page shows the present.
            findings = {} if is_past else read_findings(warehouse)
            moves: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for move in [] if is_past else read_moves(warehouse, hidden=True):
                moves[move["segment"]].append(move)
            for row in read_segments(warehouse, hidden=True):
                name = row["segment"]
                if name not in names:
                    continue
                found = findings.get(name, [])
                about: dict[str, Any] = {}
                if not is_past:
                    about = about_segment(project, warehouse, keys[name].path, row, found, moves[name])
                if row["status"] == "held":
                    # A held segment has no new members. Reporting its asset would mark it as fresh.
                    outputs.pop(names[name], None)
                    yield _held(keys[name], row, about)
                else:
                    outputs[names[name]] = Output(
                        None,
                        output_name=names[name],
                        metadata={**(outputs[names[name]].metadata or {}), **about},
                    )
        # Dagster requires each output after those that it depends on.
        yield from (outputs[name] for name in order if name in outputs)

    return publication


def _tell(project: Project, sentences: list[str]) -> None:
    if sentences:
        with step("views") as say:
            say(" ".join(sentences))
        notify(project, "Unchanged views", sentences)


def _models(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (node for node in manifest["nodes"].values() if node["resource_type"] == "model")


def _held(key: AssetKey, row: Mapping[str, Any], about: Mapping[str, Any]) -> AssetObservation:
    reason = row["held_reason"]
    return AssetObservation(key, description=f"held: {reason}", metadata={"held_reason": reason, **about})
