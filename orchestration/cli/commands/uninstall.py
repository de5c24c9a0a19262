"""`segments uninstall`: removes everything that the project made in a PostgreSQL database."""

import sys

import typer

from orchestration.audit import acceptance, verdicts
from orchestration.delivery import receipts
from orchestration.erasure import tombstones
from orchestration.erasure.places import LOADS
from orchestration.explanation import rule_parts, told
from orchestration.lists import tables as lists
from orchestration.notices import keeping
from orchestration.project.errors import RefusedError
from orchestration.project.layers import READ_SCHEMAS, SCHEMAS
from orchestration.project.project import Project
from orchestration.publication import relations
from orchestration.terminal import console
from orchestration.warehouse import sessions
from orchestration.warehouse.connections import Warehouse, is_file, open_warehouse
from orchestration.warehouse.role_making import DELIVERY, OWNER_PREFIX, OWNERS, READER
from orchestration.warehouse.roles import WRITER
from orchestration.warehouse.writer import only_writer

# All relations in the project's schemas, whether the user may drop each one, and whether others depend on it.
STANDING = """
select schemas.nspname as schema_name, relations.relname as name, relations.relkind in ('v', 'm') as is_view
from pg_class as relations
inner join pg_namespace as schemas on relations.relnamespace = schemas.oid
where schemas.nspname = any(?) and relations.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
order by 1, 2
"""
BUILT_ON = """
select distinct cast(rules.ev_class as regclass)::text as name, schemas.nspname || '.' || used.relname as used
from pg_depend as depends
inner join pg_rewrite as rules on depends.classid = 'pg_rewrite'::regclass and depends.objid = rules.oid
inner join pg_class as used on depends.refclassid = 'pg_class'::regclass and depends.refobjid = used.oid
inner join pg_namespace as schemas on used.relnamespace = schemas.oid
inner join pg_class as built on rules.ev_class = built.oid
inner join pg_namespace as elsewhere on built.relnamespace = elsewhere.oid
where schemas.nspname = any(?) and not elsewhere.nspname = any(?)
order by 1, 2
"""
# Relations that aren't models, by the names that the code which makes them uses.
KEPT = (
    acceptance.TABLE,
    verdicts.TABLE,
    told.TABLE,
    rule_parts.TABLE,
    relations.TABLE,
    relations.LEFT,
    sessions.TABLE,
    tombstones.TOMBSTONES,
    tombstones.KEY,
    keeping.TABLE,
    keeping.MESSAGES,
    keeping.RELEASES,
    LOADS,
    *receipts.TABLES,
    *lists.TABLES,
)


def uninstall(project: Project, *, yes: bool, wait: float) -> None:
    """Lists what will be dropped, asks, and drops the project's schemas with everything that it made.

    Raises RefusedError, and drops nothing, if a schema has somebody else's relation, if one depends on
    published relations, or if nobody can be asked to confirm.
    """
    if is_file(project):
        raise RefusedError("The warehouse is a file of the project's folder: `make clean` removes it.")
    with only_writer(project, wait), open_warehouse(project) as warehouse:
        schemas = _check(project, warehouse)
        if not yes:
            _ask(schemas)
        with warehouse.transaction():
            for schema in schemas:
                warehouse.execute(f'drop schema "{schema}" cascade')
        left = warehouse.rows(
            "select rolname from pg_roles where rolname = any(?) or starts_with(rolname, ?) order by 1",
            [[WRITER, READER, OWNERS, DELIVERY], OWNER_PREFIX],
        )
    roles = ", ".join(f'"{row["rolname"]}"' for row in left)
    console.out.print(
        f"Dropped {', '.join(schemas)}. The roles are the server's, and other databases may use them; else an"
        f" administrator runs `drop owned by {roles}; drop role {roles};`",
        markup=False,
        highlight=False,
    )


def _check(project: Project, warehouse: Warehouse) -> dict[str, int]:
    """Returns the number of relations to drop by schema. Raises RefusedError for relations of others."""
    from orchestration.dbt.in_process import Dbt

    known = {
        (node["schema"], node["alias"])
        for node in Dbt(project).manifest()["nodes"].values()
        if "alias" in node
    }
    known |= {(schema, name) for schema, _, name in (kept.partition(".") for kept in KEPT)}
    if warehouse.columns(LOADS):
        rows = warehouse.rows(f"select schema_name, table_name from {LOADS}")
        known |= {(row["schema_name"], row["table_name"]) for row in rows}
    found = [
        row["nspname"]
        for row in warehouse.rows(
            "select nspname from pg_namespace where nspname = any(?) and pg_has_role(nspowner, 'usage')"
            " order by 1",
            [list(SCHEMAS)],
        )
    ]
    counts = dict.fromkeys(found, 0)
    others = []
    for row in warehouse.rows(STANDING, [found]):
        counts[row["schema_name"]] += 1
        # The views of retired segments stay for one more release.
        of_segment = row["is_view"] and row["schema_name"] in READ_SCHEMAS
        name = row["name"].partition("__dbt_")[0]
        if not of_segment and (row["schema_name"], name) not in known:
            others.append(f"{row['schema_name']}.{row['name']} isn't the project's: move it elsewhere first.")
    for row in warehouse.rows(BUILT_ON, [found, found]):
        others.append(f"{row['name']} is built on {row['used']}: have its owner drop it first.")
    if others:
        raise RefusedError("Nothing was dropped.", *others)
    return counts


def _ask(schemas: dict[str, int]) -> None:
    listed = ", ".join(f"{name} ({count} relations)" for name, count in schemas.items())
    said = f"This drops the schemas {listed}, with every release and the history."
    if not sys.stdin.isatty():
        raise RefusedError(
            said,
            "Nothing was dropped: confirm with --yes, because there is no terminal to ask on."
            " You can't undo this.",
        )
    if not typer.confirm(f"{said} Continue? You can't undo this.", err=True):
        raise RefusedError("Nothing was dropped.")
