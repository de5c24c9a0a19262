"""The places where the project keeps data of a customer, and the other places that have the customer's ID."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.dbt.in_process import Dbt
from orchestration.lists.columns import DELIMITERS
from orchestration.lists.files import FOLDER, FileFaultError, list_files
from orchestration.lists.staging import hash_of_email, lines_naming
from orchestration.lists.tables import TABLES
from orchestration.project.layers import CORE, DELIVERIES, NOTICES, RAW
from orchestration.project.project import INPUT_VARIABLES, Project
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import quoted

# The names of columns with a customer's ID: the contract's, the customer that an event had before it was
# corrected, and an ID as a list has it. Files that come with the project may use other names.
COLUMNS = ("customer_id", "segments__previous_customer_id", "listed_as")

LOADS = f"{RAW}.loads"
LISTED = f"{CORE}.imported_lists"
CONTACTS = "contacts_relation"


@dataclass(frozen=True)
class Place:
    """A column of a table that holds customers' IDs."""

    schema: str
    table: str
    column: str

    @property
    def relation(self) -> str:
        """The table, quoted."""
        return f'"{self.schema}"."{self.table}"'

    @property
    def name(self) -> str:
        """The table as people write it."""
        return f"{self.schema}.{self.table}"

    @property
    def is_sent(self) -> bool:
        """Whether its rows say what a destination has: they stay, without the id, until that is removed."""
        return self.schema == DELIVERIES and self.table in ("receipts", "outbox")

    def naming(self, customers: Sequence[str]) -> str:
        """Returns the condition that a row belongs to one of the customers: one parameter per customer."""
        return f'cast("{self.column}" as text) in ({", ".join("?" * len(customers))})'


def own_places(project: Project, warehouse: Warehouse) -> list[Place]:
    """The tables that the project made: dbt's, the files that it loaded, what it delivered and told."""
    models = {(node["schema"].lower(), node["alias"].lower()) for node in _nodes(project)}
    loaded = {tuple(table.split(".")) for table in TABLES}
    if warehouse.columns(LOADS):
        rows = warehouse.rows(f"select schema_name, table_name from {LOADS}")
        loaded |= {(row["schema_name"], row["table_name"]) for row in rows}
    return [
        place
        for place in _places(project, warehouse)
        # If dbt dies while it builds a table, it leaves relations named after that table.
        if (place.schema.lower(), place.table.lower().partition("__dbt_")[0]) in models
        or (place.schema, place.table) in loaded
        or place.schema in (DELIVERIES, NOTICES)
    ]


def foreign_places(project: Project, warehouse: Warehouse) -> list[Place]:
    """Returns the user's own relations, and tables in the project's schemas that the project doesn't make.

    It includes the customers of projects that share the database under another prefix, if this user may see
    them.
    """
    schemas = {node["schema"].lower() for node in _nodes(project)}
    own = own_places(project, warehouse)
    places = [
        place
        for place in _places(project, warehouse)
        if (place.schema.lower() in schemas or _is_of_another_prefix(place))
        and place not in own
        and place.name not in input_relations(project)
    ]
    for relation in input_relations(project):
        schema, _, table = relation.rpartition(".")
        if "customer_id" in warehouse.columns(relation):
            places.append(Place(schema.rpartition(".")[2], table, "customer_id"))
    return places


def input_relations(project: Project) -> list[str]:
    """Returns the relations that the user's data come from, or none if the project's own input is used."""
    names = [project.variables.get(name) for name in INPUT_VARIABLES]
    return [name for name in names if name]


def names_on_lists(project: Project, warehouse: Warehouse, customers: Sequence[str]) -> list[str]:
    """Returns the customers' IDs, and what else names them on lists: other spellings, and hashes."""
    names = dict.fromkeys(customers)
    marks = ", ".join("?" * len(customers))
    if warehouse.columns(LISTED):
        rows = warehouse.rows(
            f"select distinct listed_as from {LISTED} where cast(customer_id as text) in ({marks})", customers
        )
        names |= dict.fromkeys(row["listed_as"] for row in rows)

    # Core no longer knows who was erased before; the user's contacts may still.
    contacts = project.variables.get(CONTACTS)
    columns = {name.lower(): quoted(name) for name in warehouse.columns(contacts)} if contacts else {}
    if {"customer_id", "email"} <= set(columns):
        rows = warehouse.rows(
            f"select distinct cast({columns['email']} as text) as email from {contacts}"
            f" where {columns['email']} is not null and cast({columns['customer_id']} as text) in ({marks})",
            customers,
        )
        names |= dict.fromkeys(hash_of_email(row["email"]) for row in rows)
    return list(names)


def lines_of_lists(project: Project, names: Sequence[str]) -> Iterator[str]:
    """Yields the lines of seeds and lists that name a customer, as file:line, for the user to fix."""
    lists = list_files(project)
    read = {listed.path for listed in lists}
    # In lists/, also the files that no list is read from, such as those of a folder within.
    for folder in (*project.settings.get("seed-paths", []), FOLDER):
        for file in sorted(set((project.root / folder).rglob("*.csv")) - read):
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                delimiter = max(DELIMITERS, key=lines.readline().count)
                lines.seek(0)
                reader = csv.DictReader(lines, delimiter=delimiter)
                for row in reader:
                    if (row.get("customer_id") or "").strip() in names:
                        yield f"{file.relative_to(project.root)}:{reader.line_num}"
    for listed in lists:
        try:
            yield from (f"{listed.shown}:{line}" for line in lines_naming(listed, names))
        except FileFaultError as fault:
            yield f"{listed.shown}, which nobody can look into: {fault}"


def _is_of_another_prefix(place: Place) -> bool:
    is_core = place.schema == CORE.configured or place.schema.endswith(f"_{CORE.configured}")
    return is_core and place.schema != CORE.schema and place.table == "customers"


def _places(project: Project, warehouse: Warehouse) -> list[Place]:
    columns = [*COLUMNS, project.default_input.get("customer_column", COLUMNS[0])]
    marks = ", ".join("?" * len(columns))
    rows = warehouse.rows(
        "select columns.table_schema, columns.table_name, columns.column_name"
        " from information_schema.columns as columns"
        " inner join information_schema.tables as tables"
        " on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name"
        f" where tables.table_type = 'BASE TABLE' and columns.column_name in ({marks})"
        " order by columns.table_schema, columns.table_name, columns.column_name",
        columns,
    )
    return [Place(row["table_schema"], row["table_name"], row["column_name"]) for row in rows]


def _nodes(project: Project) -> list[dict[str, Any]]:
    # As last parsed, because the tables were made from it. A file that is broken now doesn't matter.
    if not project.manifest_file.is_file():
        Dbt(project).parse()
    manifest = json.loads(project.manifest_file.read_text(encoding="utf-8"))
    return [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
