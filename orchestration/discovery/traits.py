"""Reads what is known of every customer as numbers, one row a customer and one column a sign."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.clusters.centers import by_logarithm
from orchestration.project.layers import CORE, FEATURES
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal, quoted
from orchestration.warehouse.numbers import numbers
from orchestration.warehouse.shares import of_a_share

CUSTOMERS = f"{CORE}.customers"
COUNTED = f"{FEATURES}.standing_features"
EVENT_NAMES = f"{CORE}.event_names"
ID = "customer_id"
# A value that fewer customers have is left out, and of many the most frequent are taken.
SMALLEST_SHARE, MOST_VALUES = 0.01, 20
NUMBERS = ("int", "double", "real", "numeric", "decimal", "float")
TIMES = ("date", "timestamp")
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Sign:
    """A number about a customer: words for it, and its SQL on `traits` or `counted`, null where unknown.

    `condition` says in a rule that it is above a number and that it isn't, with {} for the number; None if no
    rule can say it.
    """

    words: str
    sql: str
    is_amount: bool
    condition: tuple[str, str] | None = None


@dataclass(frozen=True)
class Known:
    """Customers in the order of their IDs: the signs, a column of numbers for each, NaN where unknown.

    `is_member` says who is a member.
    """

    signs: list[Sign]
    columns: list[NDArray[np.float64]]
    is_member: NDArray[np.bool_]


@dataclass(frozen=True)
class Customers:
    """All customers in the order of their IDs: the signs by column, standardized, and who is a member."""

    ids: list[Any]
    signs: list[Sign]
    values: NDArray[np.float64]
    is_member: NDArray[np.bool_]


def read_customers(warehouse: Warehouse, members: str, segment: str) -> Customers:
    """Returns customers with their signs. `members` is a relation of segment and customer_id.

    Amounts and counts enter by their logarithm. Every column has the mean 0 and the standard deviation 1. An
    unknown value is 0, the mean, and a column of its own says that it is unknown. A sign that all customers
    share is left out.
    """
    known = read_known(warehouse, members, segment)
    ids = [row[ID] for row in warehouse.rows(f"select {ID} from {CUSTOMERS} order by {ID}")]
    kept, values = standardized(known.signs, known.columns)
    return Customers(ids, kept, values, known.is_member)


def read_known(warehouse: Warehouse, members: str, segment: Any, most: int | None = None) -> Known:
    """Returns customers with their signs as they are: of more than `most`, a fair share, always the same."""
    signs = read_signs(warehouse)
    told = f"(select {ID} from {members} where segment = ?) as members"
    columns, (member,) = read_columns(
        warehouse, signs, [f"case when members.{ID} is null then 0 else 1 end"], told, [segment], most
    )
    return Known(signs, columns, member > 0)


def read_columns(
    warehouse: Warehouse,
    signs: list[Sign],
    further: list[str],
    joined: str,
    parameters: Sequence[Any] = (),
    most: int | None = None,
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Returns a column for each sign, NaN where unknown, and one for each further number in SQL.

    These are on `joined`, a subquery with its alias, joined to the customers by their IDs. Of more than
    `most` customers, it asks a fair share.
    """
    alias, limit = joined.rpartition(" ")[2], fair_share(warehouse, most) if most else ""
    known = f"{CUSTOMERS} as traits left join {COUNTED} as counted on traits.{ID} = counted.{ID}"
    selected = [f"coalesce(cast({sign.sql} as double precision), 'NaN')" for sign in signs]
    columns = numbers(
        warehouse,
        f"select {', '.join([*selected, *further])} from {known}"
        f" left join {joined} on traits.{ID} = {alias}.{ID}{limit} order by traits.{ID}",
        parameters,
    )
    return columns[: len(signs)], columns[len(signs) :]


def fair_share(warehouse: Warehouse, most: int) -> str:
    """Returns the condition on `traits` for about `most` customers, always the same, or '' for all."""
    (count,) = warehouse.rows(f"select count(*) as customers from {CUSTOMERS}")
    share = of_a_share(f"traits.{ID}", count["customers"], most)
    return f" where {share}" if share else ""


def read_signs(warehouse: Warehouse, traits: Collection[str] | None = None) -> list[Sign]:
    """Returns the signs of customers: of all traits or of some, and of all that is counted."""
    found: list[Sign] = []
    for name, kind in warehouse.columns(CUSTOMERS).items():
        if name != ID and (traits is None or name in traits):
            found += _of_trait(warehouse, name, kind)
    counted = [name for name in warehouse.columns(COUNTED) if name == "value" or name.startswith("profile__")]
    events = {row["event_name"] for row in warehouse.rows(f"select event_name from {EVENT_NAMES}")}
    return found + [
        Sign(_counted(name), f"counted.{quoted(name)}", True, _condition_of_count(name, events))
        for name in counted
    ]


def _condition_of_count(name: str, events: set[str]) -> tuple[str, str] | None:
    """A count in a rule, if its column names an event: profile__order__90d is count_of('order', ...)."""
    parts = name.split("__")
    if len(parts) != 3 or parts[1] not in events:
        return None
    count = f"{{{{{{{{ count_of('{parts[1]}', within_days={parts[2].removesuffix('d')}) }}}}}}}}"
    return f"{count} > {{}}", f"{count} <= {{}}"


def _counted(name: str) -> str:
    """The words for a kept feature: profile__basket__90d is basket in 90 days."""
    parts = name.split("__")
    return "value" if len(parts) < 3 else f"{parts[1]} in {parts[2].removesuffix('d')} days"


def _of_trait(warehouse: Warehouse, name: str, kind: str) -> list[Sign]:
    column = f"traits.{quoted(name)}"
    if kind == "boolean":
        sql = f"case when {column} then 1 when not {column} then 0 end"
        return [Sign(name, sql, False, (_in_rule(name), f"not {_in_rule(name)}"))]
    if kind.startswith(TIMES):
        return [Sign(name, f"extract(epoch from cast({column} as timestamp))", is_amount=False)]
    if kind.startswith(NUMBERS) or kind.endswith("int"):
        return [Sign(name, column, True, (f"{_in_rule(name)} > {{}}", f"{_in_rule(name)} <= {{}}"))]
    values = warehouse.rows(
        f"select {column} as value from {CUSTOMERS} as traits where {column} is not null group by {column}"
        f" having count(*) >= {SMALLEST_SHARE} * (select count(*) from {CUSTOMERS})"
        f" order by count(*) desc, {column} limit {MOST_VALUES}"
    )
    return [
        Sign(
            f"{name} = {value}",
            f"case when {column} = {literal(value)} then 1 else 0 end",
            False,
            (f"{_in_rule(name)} = {escaped}", f"coalesce({_in_rule(name)}, '') <> {escaped}"),
        )
        for value in (row["value"] for row in values)
        for escaped in [literal(value).replace("{", "{{").replace("}", "}}")]
    ]


def _in_rule(name: str) -> str:
    """A trait as a rule names it."""
    return name if PLAIN.fullmatch(name) else quoted(name).replace("{", "{{").replace("}", "}}")


def standardized(
    signs: list[Sign], columns: list[NDArray[np.float64]]
) -> tuple[list[Sign], NDArray[np.float64]]:
    """Returns the signs that tell customers apart, with their columns, as read_customers() has them."""
    kept: list[Sign] = []
    values: list[NDArray[np.float64]] = []
    for sign, column in zip(signs, columns, strict=True):
        unknown = np.isnan(column)
        if sign.is_amount:
            column = by_logarithm(column)
        spread = float(column[~unknown].std()) if not unknown.all() else 0.0
        if spread > 0:
            kept.append(sign)
            values.append(np.where(unknown, 0.0, (column - column[~unknown].mean()) / spread))
        if 0 < unknown.mean() < 1:
            kept.append(Sign(f"{sign.words} unknown", "", is_amount=False))
            values.append((unknown - unknown.mean()) / unknown.std())
    width = np.column_stack(values) if values else np.empty((len(columns[0]) if columns else 0, 0))
    return kept, width
