"""The views of a release: which ones dbt must make, and which ones belong to no segment any more.

A view always shows the newest release, so an ordinary refresh makes none. It runs as many nodes for a
thousand segments as for ten. On PostgreSQL, a view that must be remade is changed in place, if its definition
changed at all (macros/materializations/_view_script.sql). Views that can't be changed or dropped stay and are
reported.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.dbt.customer_ids import CUSTOMER_ID_TYPE
from orchestration.project.layers import AUDIT, LEDGER, READ_SCHEMAS
from orchestration.warehouse.connections import Warehouse

TABLE = f"{AUDIT}.built_views"
# Views that stayed unchanged because somebody reads them or because relations depend on them. dbt writes it.
LEFT = f"{AUDIT}.outdated_views"
# How long an attempt to drop a view may block its readers, and the number of attempts.
DROP_PATIENCE = "200ms"
DROP_TRIES = 5
# PostgreSQL's codes: other objects depend on it; a lock wasn't available, or a deadlock occurred.
DEPENDANTS, BUSY = "2BP01", ("55P03", "40P01")

# Their views stay, empty, for one more release: a client that has just listed one gets an empty result, not
# an error.
JUST_RETIRED = f"""
select segment
from {LEDGER}.current_versions
where status = 'retired' and release_id = (select max(release_id) from {LEDGER}.releases)
"""

Node = Mapping[str, Any]


def definitions(manifest: Mapping[str, Any], views: Iterable[Node], variables: Any) -> dict[str, str]:
    """Returns, by unique ID, a hash of everything that a view is made from. A new hash requires a new view.

    For a segment's own file, only its description and settings count, because its rule is in the members and
    not in the view.
    """
    # Macros of installed packages are stored elsewhere, and change only with the lock file.
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
    """Returns the names of the views to make before the release, and of those to make with it.

    Views that are missing although the relations they read exist are made before it, and stay empty until
    then. A client that finds a segment in the catalogue can therefore read its relation. Views made from
    another definition are made with the release. If a view that others read is among those or missing, all
    views are made with it.
    """
    existing = _existing(warehouse, {view["schema"] for view in views})
    built = {}
    if warehouse.columns(TABLE):
        built = {row["view"]: row["definition"] for row in warehouse.rows(f"select * from {TABLE}")}
    absent = {view["unique_id"] for view in views if (view["schema"], view["alias"]) not in existing}
    shared = {view["unique_id"] for view in views if "rule" not in view["config"]["meta"]}
    ahead: list[Mapping[str, Any]] = []
    others: list[Mapping[str, Any]] = []
    for view in views:
        can_stand = view["unique_id"] not in shared and not absent & shared & {*view["depends_on"]["nodes"]}
        (ahead if view["unique_id"] in absent and can_stand else others).append(view)
    outdated = [
        view
        for view in others
        if view["unique_id"] in absent or built.get(view["unique_id"]) != wanted[view["unique_id"]]
    ]
    if any(view["unique_id"] in shared for view in outdated):
        outdated = others
    return [view["name"] for view in ahead], [view["name"] for view in outdated]


def left_standing(warehouse: Warehouse) -> dict[str, str]:
    """Returns, by name (schema.view), why a view could not be changed although it should have been."""
    if not warehouse.columns(LEFT):
        return {}
    rows = warehouse.rows(f"select view_name, reason from {LEFT} order by view_name")
    return {row["view_name"]: row["reason"] for row in rows}


def record_views(warehouse: Warehouse, views: Iterable[Node], wanted: Mapping[str, str]) -> None:
    """Records what the existing views were made from, except for those that couldn't be changed."""
    left = left_standing(warehouse)
    names = {view["unique_id"]: f"{view['schema']}.{view['alias']}" for view in views}
    made = [(key, hash) for key, hash in wanted.items() if names[key] not in left]
    with warehouse.transaction():
        warehouse.execute(f"create table if not exists {TABLE} (view varchar(255), definition varchar(32))")
        warehouse.execute(f"delete from {TABLE}")
        warehouse.insert(TABLE, made)


def drop_orphans(warehouse: Warehouse, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Drops views of segments that are gone or moved. Returns the reason for each view that stays.

    The views of a segment that this release retired are dropped only by the next release. A view that stays,
    because somebody reads it or because relations depend on it, is empty.
    """
    kept = {
        (node["schema"], node["alias"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    existing = _existing(warehouse, READ_SCHEMAS)
    just_retired = {row["segment"] for row in warehouse.rows(JUST_RETIRED)}
    stay = {}
    for (schema, name), kind in existing.items():
        if (schema, name) in kept or (kind == "view" and name in just_retired):
            continue
        reason = _drop(warehouse, f'drop {kind} "{schema}"."{name}"')
        if reason:
            stay[f"{schema}.{name}"] = reason
    return stay


def _drop(warehouse: Warehouse, statement: str) -> str:
    """Drops it unless relations depend on it or it is read all the time. Returns that reason, else ''."""
    for _ in range(DROP_TRIES):
        try:
            with warehouse.transaction():
                warehouse.limit_waiting(DROP_PATIENCE)
                warehouse.execute(statement)
            return ""
        except warehouse.errors as error:
            state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
            if state == DEPENDANTS:
                said = getattr(error, "diag", None)
                needing = ((said and said.message_detail) or "").splitlines()
                built = ", ".join(line.partition(" depends on ")[0] for line in needing) or "another view"
                return f"its segment is gone, and {built} is built on it: have its owner drop it"
            if state not in BUSY:
                raise
            time.sleep(0.3)
    return "its segment is gone, and a session reads it"


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
