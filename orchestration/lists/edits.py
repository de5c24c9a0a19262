"""Adds a customer to a list or takes one off, by hand; who did it and when stays on record."""

from datetime import timedelta
from typing import Any

from orchestration.lists.files import NAME
from orchestration.lists.tables import EDITS, LATEST, prepare, stand
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE
from orchestration.project.nearest import hint
from orchestration.project.present import logged_in_user, utc_now
from orchestration.warehouse.connections import Warehouse

LISTED = f"{CORE}.imported_lists"
CUSTOMERS = f"{CORE}.customers"

# What was last done by hand about each customer and list.
LAST = f"""
select edits.*
from {EDITS} as edits
inner join (
    select list_name, customer_id, max(edited_at) as edited_at from {EDITS} group by list_name, customer_id
) as latest
    on edits.list_name = latest.list_name and edits.customer_id = latest.customer_id
        and edits.edited_at = latest.edited_at
"""


def known_lists(warehouse: Warehouse) -> list[str]:
    """The names of all lists: those with customers, and those that a file or a hand began."""
    names = {row["name"] for row in warehouse.rows(f"select distinct list_name as name from {LISTED}")}
    if stand(warehouse):
        names |= {row["list_name"] for row in warehouse.rows(LATEST) if row["status"] != "dropped"}
        names |= {row["name"] for row in warehouse.rows(f"select distinct list_name as name from {EDITS}")}
    return sorted(names)


def edit(
    warehouse: Warehouse, name: str, customer: str, *, is_listed: bool, note: str | None, is_new: bool = False
) -> dict[str, Any]:
    """Put a customer on a list or take them off, whatever its files say from now on; gives the edit.

    The caller holds the lock. Raises RefusedError for a list that isn't there, unless `is_new`, for one who
    isn't a customer, and where that was the last thing done by hand about the customer and this list.
    """
    lists = known_lists(warehouse)
    if name not in lists and not is_new:
        raise RefusedError(
            f"'{name}' isn't a list{hint(name, lists)}; nothing was changed."
            + (" Begin a new list with --new." if is_listed else "")
        )
    if name not in lists and not NAME.fullmatch(name):
        raise RefusedError(
            f"'{name}' can't name a list; write small letters, digits and underscores, such as"
            " do_not_contact."
        )
    if not warehouse.rows(
        f"select 1 as one from {CUSTOMERS} where cast(customer_id as text) = ?", [customer]
    ):
        raise RefusedError(f"'{customer}' isn't a customer's id; nothing was changed.")
    prepare(warehouse)
    last = _last_edit(warehouse, name, customer)
    if last and last["is_listed"] == is_listed:
        raise RefusedError(
            f"Customer {customer} was {'added to' if is_listed else 'removed from'} the list '{name}'"
            " already; nothing was changed."
        )
    edited_at = utc_now()
    if last:
        # The last edit counts, whatever the machine's clock did meanwhile.
        edited_at = max(edited_at, last["edited_at"] + timedelta(microseconds=1))
    row = (name, customer, is_listed, edited_at, logged_in_user(), note)
    warehouse.insert(EDITS, [row])
    return dict(
        zip(("list_name", "customer_id", "is_listed", "edited_at", "edited_by", "note"), row, strict=True)
    )


def _last_edit(warehouse: Warehouse, name: str, customer: str) -> dict[str, Any] | None:
    """What was last done by hand. What files say is no matter: they may change before the next refresh."""
    edits = warehouse.rows(
        f"select is_listed, edited_at from ({LAST}) as last where list_name = ? and customer_id = ?",
        [name, customer],
    )
    return edits[0] if edits else None
