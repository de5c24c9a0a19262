"""Erases customers from the warehouse in one transaction, then from the files derived from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.delivery.forgetting import forget_sent
from orchestration.delivery.receipts import RECEIPTS
from orchestration.erasure.leftovers import clear_leftovers
from orchestration.erasure.places import Place, foreign_places, lines_of_lists, names_on_lists, own_places
from orchestration.erasure.server import rewrite_tables
from orchestration.erasure.tombstones import buried, bury
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE, LEDGER
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file, open_warehouse

MEMBERS = f"{LEDGER}.current_members"

# The next release starts from the last release's sizes. Counts of earlier releases stay unchanged.
TAKE_FROM_SIZES = f"""
update {LEDGER}.segment_versions set size = size - gone.members
from (
    select members.segment, versions.release_id, count(*) as members
    from {MEMBERS} as members
    inner join {LEDGER}.current_versions as versions on members.segment = versions.segment
    where cast(members.customer_id as text) in ({{marks}})
    group by members.segment, versions.release_id
) as gone
where segment_versions.segment = gone.segment and segment_versions.release_id = gone.release_id
"""
MEND_SHARES = f"""
update {LEDGER}.segment_versions
set share
    = cast(segment_versions.size as double precision) / nullif((select count(*) from {CORE}.customers), 0)
from {LEDGER}.current_versions as versions
where segment_versions.segment = versions.segment and segment_versions.release_id = versions.release_id
"""


@dataclass(frozen=True)
class Erasure:
    """What was erased: rows by table.

    `remains` says where else the customers are named. `notes` says where they may be named, but nobody can
    check.
    """

    customers: list[str]
    rows: dict[str, int] = field(default_factory=dict)
    remains: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_known(project: Project, customers: Sequence[str]) -> None:
    """Raises RefusedError if one of the customers is entirely unknown, which is most likely a typo."""
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
        erased = buried(warehouse, unknown)
        unknown = [customer for customer in unknown if customer not in erased]
    if unknown:
        names = ", ".join(f"'{customer}'" for customer in unknown)
        raise RefusedError(f"No customer has the customer_id {names}: nothing was erased.")


def erase_customers(project: Project, customers: Sequence[str]) -> Erasure:
    """Deletes the customers from every table, and records that refreshes must exclude them.

    The caller holds the lock.
    """
    rows: Counter[str] = Counter()
    with open_warehouse(project) as warehouse:
        places, names = own_places(project, warehouse), names_on_lists(project, warehouse, customers)
        with warehouse.transaction():
            bury(warehouse, customers)
            if warehouse.columns(MEMBERS):
                marks = ", ".join("?" * len(customers))
                warehouse.execute(TAKE_FROM_SIZES.format(marks=marks), customers)
            for place in places:
                rows[place.name] += forget_rows(warehouse, place, customers)
            if warehouse.columns(MEMBERS):
                warehouse.execute(MEND_SHARES)
        notes = [] if is_file(project) else rewrite_tables(project, warehouse, places)
    clear_leftovers(project)
    # With the user's own rights: the project's role may not see what others have put into its schemas.
    with open_warehouse(project, read_only=True) as warehouse:
        remains = [*_remains(project, warehouse, customers), *lines_of_lists(project, names)]
        remains += _delivered(warehouse)
    return Erasure(list(customers), dict(+rows), remains, notes)


def forget_rows(warehouse: Warehouse, place: Place, customers: Sequence[str]) -> int:
    """Take customers out of one place, within the caller's transaction; gives the rows changed or deleted."""
    condition = place.naming(customers)
    if place.is_sent:
        return forget_sent(warehouse, place.table, condition, customers)
    return len(
        warehouse.rows(f"delete from {place.relation} where {condition} returning 1 as one", customers)
    )


def _delivered(warehouse: Warehouse) -> list[str]:
    """The destinations that have members who are erased here."""
    if not warehouse.columns(RECEIPTS):
        return []
    rows = warehouse.rows(
        f"select destination, count(*) as members from {RECEIPTS} where customer_id is null"
        " group by destination order by destination"
    )
    return [
        f"destination {row['destination']}: {row['members']:,} members, whom `segments export` removes there"
        for row in rows
    ]


def _remains(project: Project, warehouse: Warehouse, customers: Sequence[str]) -> list[str]:
    counted = {
        place.name: warehouse.rows(
            f"select count(*) as rows from {place.relation} where {place.naming(customers)}", customers
        )[0]["rows"]
        for place in foreign_places(project, warehouse)
    }
    return [f"{name}: {count:,} rows" for name, count in counted.items() if count]
