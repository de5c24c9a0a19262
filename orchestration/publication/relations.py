"""The views of a release: which of them dbt has to make, and which belong to nobody any more.

A view shows the newest release by itself, so an ordinary refresh makes none: it runs as many nodes with a
thousand segments as with ten, and on PostgreSQL, where making a view anew drops all that read it, readers
never miss one.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.customer_ids import CUSTOMER_ID_TYPE
from orchestration.warehouse import Warehouse

SCHEMAS = ("published", "hidden")
TABLE = "audit.built_views"

# Their views stand empty for one more release: whoever listed them before it finds nobody, not an error.
JUST_RETIRED = """
select segment
from ledger.current_versions
where status = 'retired' and release_id = (select max(release_id) from ledger.releases)
"""

Node = Mapping[str, Any]


def definitions(manifest: Mapping[str, Any], views: Iterable[Node], variables: Any) -> dict[str, str]:
    """By unique id, a hash of all that a view is made from: one that differs asks for a new view.

    Of a segment's own file only what is said about it counts: its rule is in the members, not in the view.
    """
    # Installed packages' macros lie elsewhere, and change with the lock file only.
    macros = {
        key: macro["macro_sql"]
        for key, macro in manifest["macros"].items()
        if macro["package_name"] == manifest["metadata"]["project_name"]
    }
    shared = _hash([macros, variables, os.environ.get(CUSTOMER_ID_TYPE)])
    return {
        view["unique_id"]: _hash(
            [
                shared,
                view["schema"],
                view["alias"],
                view["description"],
                view["columns"],
                view["config"]["grants"],
                view["config"]["group"],
                None if "rule" in view["config"]["meta"] else view["raw_code"],
            ]
        )
        for view in views
    }


def views_to_make(
    warehouse: Warehouse, views: Iterable[Node], wanted: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Names of the views to make ahead of the release, and of those to make with it.

    Ahead, and empty until then, are the missing ones: whoever sees a segment in the catalogue can read its
    relation. With it are those that were made from something else; all, once one that others read is of
    either kind.
    """
    existing = _existing(warehouse, {view["schema"] for view in views})
    built = {}
    if warehouse.columns(TABLE):
        built = {row["view"]: row["definition"] for row in warehouse.rows(f"select * from {TABLE}")}
    missing, outdated = [], []
    for view in views:
        if (view["schema"], view["alias"]) not in existing:
            missing.append(view)
        elif built.get(view["unique_id"]) != wanted[view["unique_id"]]:
            outdated.append(view)
    if any("rule" not in view["config"]["meta"] for view in missing + outdated):
        missing, outdated = [], list(views)
    return [view["name"] for view in missing], [view["name"] for view in outdated]


def record_views(warehouse: Warehouse, wanted: Mapping[str, str]) -> None:
    """Note what the views that now stand were made from."""
    with warehouse.transaction():
        warehouse.execute(f"create table if not exists {TABLE} (view varchar(255), definition varchar(32))")
        warehouse.execute(f"delete from {TABLE}")
        warehouse.insert(TABLE, list(wanted.items()))


def drop_orphans(warehouse: Warehouse, manifest: Mapping[str, Any]) -> list[str]:
    """Drop what readers could still see of segments that are gone or moved; gives the dropped names.

    Of one that this release retired, only at the next.
    """
    kept = {
        (node["schema"], node["alias"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    existing = _existing(warehouse, SCHEMAS)
    just_retired = {row["segment"] for row in warehouse.rows(JUST_RETIRED)}
    orphans = {
        (schema, name): kind
        for (schema, name), kind in existing.items()
        if (schema, name) not in kept and not (kind == "view" and name in just_retired)
    }
    for (schema, name), kind in orphans.items():
        warehouse.execute(f'drop {kind} "{schema}"."{name}"')
    return [name for _, name in orphans]


def _existing(warehouse: Warehouse, schemas: Iterable[str]) -> dict[tuple[str, str], str]:
    schemas = sorted(schemas)
    rows = warehouse.rows(
        "select table_schema, table_name, table_type from information_schema.tables"
        f" where table_schema in ({', '.join('?' * len(schemas))}) order by table_schema, table_name",
        schemas,
    )
    return {
        (row["table_schema"], row["table_name"]): "view" if row["table_type"] == "VIEW" else "table"
        for row in rows
    }


def _hash(content: Any) -> str:
    return hashlib.md5(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
