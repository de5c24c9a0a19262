"""The end of a release: what follows its row, including after a refresh that ended too early to do it."""

from collections.abc import Mapping
from typing import Any

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER, PUBLICATION, SEGMENTS, lies_in
from orchestration.project.progress import step
from orchestration.publication.relations import (
    definitions,
    drop_orphans,
    left_standing,
    record_views,
    views_to_make,
)
from orchestration.warehouse.connections import Warehouse, open_warehouse

UNFINISHED = f"""
select 1 from {LEDGER}.releases
where seconds is null and release_id = (select max(release_id) from {LEDGER}.releases)
"""


def published_views(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the nodes of all views of a release."""
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and lies_in(node, (*PUBLICATION, SEGMENTS.path))
        and node["config"]["materialized"] == "view"
    ]


def finish_release(dbt: Dbt) -> None:
    """Makes the views that the last release should have, if its refresh ended before it made them.

    If the files have changed since, views may need columns that only the next release adds. The next release
    then makes them.
    """
    manifest = dbt.manifest()
    views = published_views(manifest)
    wanted = definitions(manifest, views, dbt.project.variables)
    with open_warehouse(dbt.project) as warehouse:
        if not warehouse.columns(f"{LEDGER}.releases"):
            return
        if not left_standing(warehouse) and not warehouse.rows(UNFINISHED):
            return
        missing, outdated = views_to_make(warehouse, views, wanted)
    if not outdated:
        return
    try:
        with step("last release") as say:
            dbt.build(missing + outdated, lambda event: None)
            say(f"{len(outdated)} views completed")
    except RefusedError:
        return
    with open_warehouse(dbt.project) as warehouse:
        record_views(warehouse, views, wanted)


def end_release(warehouse: Warehouse, manifest: Mapping[str, Any]) -> list[str]:
    """Drops what belongs to no segment any more. Returns a sentence for each view that isn't as intended."""
    stay = drop_orphans(warehouse, manifest) | left_standing(warehouse)
    return [f"{name} stays as it was: {reason}." for name, reason in sorted(stay.items())]
