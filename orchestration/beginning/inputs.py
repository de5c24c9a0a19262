"""The relations of the user's that segments begin with, and what each of their columns will be."""

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER, OWN_SCHEMAS
from orchestration.project.nearest import SHOWN, hint
from orchestration.project.prefix import VARIABLE
from orchestration.warehouse.connections import Warehouse

CUSTOMERS = {"customer_id": "the customer"}
EVENTS = {
    "event_id": "the event, once",
    "customer_id": "the customer",
    "event_name": "what happened",
    "occurred_at": "when, in UTC",
}
OPTIONAL = {
    "loaded_at": "when the row arrived, in UTC: refreshes read only what is new",
    "amount": "the amount",
    "quantity": "the quantity",
    "is_deleted": "whether the row takes the event back",
}
TIMES = ("timestamp", "date")

RELATIONS = """
select table_schema || '.' || table_name as name
from information_schema.tables
where table_schema not in ('information_schema', 'pg_catalog')
order by 1
"""
TAKEN = "select table_schema as name, table_name from information_schema.tables order by 1, 2"


@dataclass(frozen=True)
class Input:
    """A relation that an option names, as settings write it and as it is, and its columns with types."""

    option: str
    written: str
    relation: str
    columns: dict[str, str]

    def roles(self) -> dict[str, str]:
        """Returns what each column will be, by its name."""
        known = CUSTOMERS if self.option == "--customers" else EVENTS | OPTIONAL
        others = "a trait" if self.option == "--customers" else "a dimension, for where="
        return {name: known.get(name.lower(), others) for name in self.columns}


def read_input(warehouse: Warehouse, option: str, given: str, made: Mapping[str, str]) -> Input:
    """Returns the relation that `given` names: a model of the user's project, or schema.table.

    `made` is the relation of each model. Raises RefusedError if the warehouse doesn't have it, or if it lacks
    a column that it must have.
    """
    model = next((name for name, relation in made.items() if given in (name, relation)), None)
    if model is None and "." not in given:
        raise RefusedError(f"{option} '{given}' is no model of your project{hint(given, made)}.")
    relation = made[model] if model else given
    columns = warehouse.columns(relation)
    if not columns:
        if model:
            raise RefusedError(
                f"{option} '{given}': {relation} isn't in the warehouse yet: run `dbt build` first."
            )
        known = [row["name"] for row in warehouse.rows(RELATIONS)]
        raise RefusedError(f"{option} '{given}' isn't a relation of the warehouse{hint(given, known)}.")
    lower = {name.lower(): kind for name, kind in columns.items()}
    needed = CUSTOMERS if option == "--customers" else EVENTS
    if lacking := [name for name in needed if name not in lower]:
        raise RefusedError(
            f"{option} '{given}' has no column {' and no column '.join(lacking)}; it has"
            f" {', '.join(list(columns)[:SHOWN])}: write a model of yours that names them so."
        )
    if not lower.get("occurred_at", "date").startswith(TIMES):
        raise RefusedError(
            f"{option} '{given}': occurred_at is {lower['occurred_at']}; cast it to a timestamp."
        )
    return Input(option, f"\"ref('{model}')\"" if model else relation, relation, columns)


def candidates(warehouse: Warehouse, made: Mapping[str, str], option: str) -> list[str]:
    """Returns the models of the user's project that have the columns of an option's relation."""
    needed = set(CUSTOMERS if option == "--customers" else EVENTS)
    has = {name: {column.lower() for column in warehouse.columns(at)} for name, at in made.items()}
    found = [name for name, columns in has.items() if needed <= columns]
    # What has events has customers' IDs, too, and is hardly the relation of customers.
    return sorted(found, key=lambda name: ("event_name" in has[name], name))


def refuse_taken_schemas(warehouse: Warehouse) -> None:
    """Raises RefusedError if a schema that segments write to has relations of somebody else's."""
    rows = warehouse.rows(TAKEN)
    if any((row["name"], row["table_name"]) == (LEDGER.schema, "releases") for row in rows):
        # Segments of an earlier beginning, which go on.
        return
    taken = next((row["name"] for row in rows if row["name"] in OWN_SCHEMAS), None)
    if taken:
        raise RefusedError(
            f"The warehouse has a schema '{taken}' already, which segments would write to: set {VARIABLE},"
            " such as 'crm_', for this and all later commands."
        )
