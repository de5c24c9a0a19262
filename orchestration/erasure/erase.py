"""Erases customers from the warehouse in one transaction, then from the files that it leaves."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from orchestration.erasure.places import Place, foreign_places, lines_of_lists, own_places
from orchestration.errors import RefusedError
from orchestration.project import Project
from orchestration.warehouse import Warehouse, is_file, open_warehouse

# No ids: a hash is enough to leave somebody out, and says nothing to whoever doesn't know the id already.
TOMBSTONES = "ledger.erased_customers"
CREATE_TOMBSTONES = (
    f"create table if not exists {TOMBSTONES} (customer_hash varchar(32), erased_at timestamp)"
)

MEMBERS = "ledger.current_members"

# A release's sizes are what the next one counts from. Of earlier releases the counts stay as they were.
TAKE_FROM_SIZES = f"""
update ledger.segment_versions set size = size - gone.members
from (
    select members.segment, versions.release_id, count(*) as members
    from {MEMBERS} as members
    inner join ledger.current_versions as versions on members.segment = versions.segment
    where cast(members.customer_id as text) in ({{marks}})
    group by members.segment, versions.release_id
) as gone
where segment_versions.segment = gone.segment and segment_versions.release_id = gone.release_id
"""
MEND_SHARES = """
update ledger.segment_versions
set share = cast(segment_versions.size as double precision) / nullif((select count(*) from core.customers), 0)
from ledger.current_versions as versions
where segment_versions.segment = versions.segment and segment_versions.release_id = versions.release_id
"""


@dataclass(frozen=True)
class Erasure:
    """What was erased: rows by table. `remains` says where else the customers are named."""

    customers: list[str]
    rows: dict[str, int] = field(default_factory=dict)
    remains: list[str] = field(default_factory=list)


def check_known(project: Project, customers: Sequence[str]) -> None:
    """Raise RefusedError where nothing ever told of one of the customers: most likely a slip of the pen."""
    with open_warehouse(project, read_only=True) as warehouse:
        unknown = list(customers)
        for place in own_places(project, warehouse) + foreign_places(project, warehouse):
            if not unknown:
                break
            found = warehouse.rows(
                f'select distinct cast("{place.column}" as text) as customer from {place.relation}'
                f" where {place.naming(unknown)}",
                unknown,
            )
            unknown = [customer for customer in unknown if {"customer": customer} not in found]
        if unknown and warehouse.columns(TOMBSTONES):
            erased = _tombstones(warehouse)
            unknown = [customer for customer in unknown if _hash(customer) not in erased]
    if unknown:
        names = ", ".join(f"'{customer}'" for customer in unknown)
        raise RefusedError(f"No customer has the customer_id {names}: nothing was erased.")


def erase_customers(project: Project, customers: Sequence[str]) -> Erasure:
    """Take the customers out of every table, and note to leave them out; the caller holds the lock."""
    rows: Counter[str] = Counter()
    with open_warehouse(project) as warehouse:
        places = own_places(project, warehouse)
        with warehouse.transaction():
            _bury(warehouse, customers)
            if warehouse.columns(MEMBERS):
                marks = ", ".join("?" * len(customers))
                warehouse.execute(TAKE_FROM_SIZES.format(marks=marks), customers)
            for place in places:
                rows[place.name] += _delete(warehouse, place, customers)
            if warehouse.columns(MEMBERS):
                warehouse.execute(MEND_SHARES)
        if not is_file(project):
            for relation in {place.relation for place in places if rows[place.name]}:
                warehouse.execute(f"vacuum full {relation}")
    # By the user's own rights: the project's role need not see what somebody else put into its schemas.
    with open_warehouse(project, read_only=True) as warehouse:
        remains = [*_remains(project, warehouse, customers), *lines_of_lists(project, customers)]
    return Erasure(list(customers), dict(+rows), remains)


def _bury(warehouse: Warehouse, customers: Sequence[str]) -> None:
    warehouse.execute("create schema if not exists ledger")
    warehouse.execute(CREATE_TOMBSTONES)
    known = _tombstones(warehouse)
    now = datetime.now(UTC).replace(tzinfo=None)
    hashes = dict.fromkeys(_hash(customer) for customer in customers)
    warehouse.insert(TOMBSTONES, [(customer, now) for customer in hashes if customer not in known])


def _tombstones(warehouse: Warehouse) -> set[str]:
    return {row["customer_hash"] for row in warehouse.rows(f"select customer_hash from {TOMBSTONES}")}


def _delete(warehouse: Warehouse, place: Place, customers: Sequence[str]) -> int:
    condition = place.naming(customers)
    return len(
        warehouse.rows(f"delete from {place.relation} where {condition} returning 1 as one", customers)
    )


def _remains(project: Project, warehouse: Warehouse, customers: Sequence[str]) -> list[str]:
    counted = {
        place.name: warehouse.rows(
            f"select count(*) as rows from {place.relation} where {place.naming(customers)}", customers
        )[0]["rows"]
        for place in foreign_places(project, warehouse)
    }
    return [f"{name}: {count:,} rows" for name, count in counted.items() if count]


def _hash(customer: str) -> str:
    """As macros/compiler/_not_erased.sql has the engine hash an id."""
    return hashlib.md5(customer.encode()).hexdigest()
