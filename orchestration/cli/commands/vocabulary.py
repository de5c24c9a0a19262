"""`segments vocabulary`: the names and values that rules can use with the current data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Column, Table

from orchestration.project.errors import RefusedError
from orchestration.project.figures import number, percent
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.rules.descriptions import trait_descriptions
from orchestration.rules.vocabulary import CUSTOMERS, EVENTS, LISTS, read_vocabulary
from orchestration.terminal import console
from orchestration.warehouse.connections import Warehouse, open_warehouse

# Columns that aren't dimensions: rules name the kind of event in predicates, and the time through windows.
NO_DIMENSIONS = ("event_id", "customer_id", "event_name", "occurred_at", "occurred_on", "loaded_at")

# The number of values that fit a line of the overview. `segments vocabulary NAME` shows all.
VALUES_SHOWN = 12

TEXT_WIDTH = 48

# A longer text is a message or a file, and its beginning identifies it.
VALUE_LENGTH = 200

# The engines' names for text types.
TEXTS = ("varchar", "text", "character", "enum")

Rows = list[dict[str, Any]]


def vocabulary(project: Project, name: str | None, *, as_json: bool) -> None:
    """Prints the events, traits and lists, or all values of the named column or trait.

    If no column or trait has the name, the values are searched for it. Raises RefusedError if no refresh has
    read the data yet, or if neither a name nor a value matches.
    """
    described = trait_descriptions(project)
    with open_warehouse(project, read_only=True) as warehouse:
        known = read_vocabulary(warehouse)
        if known is None:
            raise RefusedError("The warehouse holds no customers and events yet: run `segments refresh`.")
        dimensions = [column for column in known.event_columns if column not in NO_DIMENSIONS]
        if name is None:
            found = {
                "events": _events(warehouse, dimensions),
                "traits": [_trait(warehouse, trait, described) for trait in known.traits],
                "lists": warehouse.rows(
                    f"select list_name as list, count(distinct customer_id) as customers from {LISTS}"
                    " group by list_name order by list_name"
                ),
            }
        else:
            found = {}
            if name in dimensions:
                found["events"] = _values_of_events(warehouse, name)
            if name in known.traits:
                found["traits"] = _values(warehouse, name)
            if not found:
                found = _holding(warehouse, name, dimensions, known.traits)
            if not found:
                valid = [*dimensions, *known.traits]
                raise RefusedError(f"No column of events and no trait is called '{name}'{hint(name, valid)}.")
    if as_json:
        console.print_json(found)
    elif name is None:
        _print_overview(found)
    else:
        if name in known.traits and name.lower() in described:
            console.out.print(f"{name}: {described[name.lower()]}", markup=False)
        _print_values(found)


def _events(warehouse: Warehouse, dimensions: list[str]) -> Rows:
    filled = "".join(f', count("{column}") as "{column}"' for column in dimensions)
    rows = warehouse.rows(
        "select event_name as event, count(*) as events, min(occurred_on) as first_on,"
        f" max(occurred_on) as last_on{filled}"
        f" from {EVENTS} where event_name is not null group by event_name order by event_name"
    )
    figures = ("event", "events", "first_on", "last_on")
    return [
        {**{name: row[name] for name in figures}, "columns": [name for name in dimensions if row[name]]}
        for row in rows
    ]


def _trait(warehouse: Warehouse, trait: str, described: Mapping[str, str]) -> dict[str, Any]:
    figures = f'select count("{trait}") as filled, count(*) as customers from {CUSTOMERS}'
    (counted,) = warehouse.rows(figures)
    data_type = warehouse.columns(CUSTOMERS)[trait]
    values = [row["value"] for row in _values(warehouse, trait) if row["value"] is not None]
    return {
        "trait": trait,
        "type": data_type,
        "known": counted["filled"] / counted["customers"] if counted["customers"] else None,
        "values": len(values),
        "most_frequent": values[:VALUES_SHOWN],
        "description": described.get(trait.lower()),
    }


def _values(warehouse: Warehouse, trait: str) -> Rows:
    return _rows(
        warehouse,
        f'select "{trait}" as value, count(*) as customers from {CUSTOMERS} group by 1 order by 2 desc, 1',
    )


def _values_of_events(warehouse: Warehouse, column: str) -> Rows:
    return _rows(
        warehouse,
        f'select "{column}" as value, event_name as event, count(*) as events,'
        f' count(distinct customer_id) as customers from {EVENTS} where "{column}" is not null'
        " group by 1, 2 order by 3 desc, 1, 2",
    )


def _holding(warehouse: Warehouse, text: str, dimensions: list[str], traits: list[str]) -> dict[str, Rows]:
    """Returns the values of events and traits that contain a text, ignoring case, most frequent first."""
    events: Rows = []
    for column in _texts(warehouse, EVENTS, dimensions):
        events += _rows(
            warehouse,
            f'select ? as column, "{column}" as value, event_name as event, count(*) as events,'
            f" count(distinct customer_id) as customers from {EVENTS}"
            f' where position(lower(?) in lower("{column}")) > 0 group by 2, 3 order by 4 desc, 2, 3',
            [column, text],
        )
    customers: Rows = []
    for column in _texts(warehouse, CUSTOMERS, traits):
        customers += _rows(
            warehouse,
            f'select ? as trait, "{column}" as value, count(*) as customers from {CUSTOMERS}'
            f' where position(lower(?) in lower("{column}")) > 0 group by 2 order by 3 desc, 2',
            [column, text],
        )
    return {name: rows for name, rows in (("events", events), ("traits", customers)) if rows}


def _rows(warehouse: Warehouse, query: str, parameters: Sequence[str] = ()) -> Rows:
    """Returns the rows of a query for values. Long values are truncated."""
    rows = warehouse.rows(query, list(parameters))
    for row in rows:
        value = row["value"]
        if isinstance(value, str) and len(value) > VALUE_LENGTH:
            row["value"] = f"{value[:VALUE_LENGTH]}…"
    return rows


def _texts(warehouse: Warehouse, relation: str, columns: list[str]) -> list[str]:
    types = warehouse.columns(relation)
    return [column for column in columns if types[column].startswith(TEXTS) and column != "customer_id"]


def _print_overview(found: dict[str, Rows]) -> None:
    events = _table("event", "events", "from", "to", _wrapped("columns for where="))
    for row in found["events"]:
        columns = ", ".join(row["columns"])
        events.add_row(
            row["event"], number(row["events"]), str(row["first_on"]), str(row["last_on"]), columns
        )
    traits = _table("trait", "type", "known", _wrapped("values"), _wrapped("what it is"))
    for row in found["traits"]:
        shown = _shown(row["most_frequent"], row["values"])
        traits.add_row(row["trait"], row["type"], percent(row["known"]), shown, row["description"] or "")
    lists = _table("list", "customers")
    for row in found["lists"]:
        lists.add_row(row["list"], number(row["customers"]))
    for table in (events, traits, lists):
        console.show(table)
        console.out.print()
    words = "all values of one: segments vocabulary NAME; or find a value by its text"
    console.out.print(words, style="dim")


def _shown(values: Iterable[Any], count: int) -> str:
    texts = [str(value) for value in values]
    if count > VALUES_SHOWN:
        return f"{number(count)}, such as {', '.join(texts[:3])}"
    return ", ".join(texts)


def _print_values(found: dict[str, Rows]) -> None:
    for rows in found.values():
        table = _table(*rows[0]) if rows else _table("value")
        for row in rows:
            table.add_row(*("null" if cell is None else str(cell) for cell in row.values()))
        console.show(table)


def _wrapped(title: str) -> Column:
    """Returns a column for text that people read and don't copy."""
    return Column(title, max_width=TEXT_WIDTH)


def _table(*columns: str | Column) -> Table:
    return Table(*columns, box=None, header_style="bold", pad_edge=False)
