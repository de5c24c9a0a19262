"""How each list stands: where its entries come from, and how many of them name customers."""

from typing import Any

from orchestration.lists.edits import LAST
from orchestration.lists.tables import LATEST, REFUSALS, VERSIONS, stand
from orchestration.project.layers import CORE
from orchestration.warehouse.connections import Warehouse

MATCHED = f"""
select list_name, count(distinct customer_id) as customers from {CORE}.imported_lists group by list_name
"""
UNMATCHED = f"select list_name, count(*) as unknown from {CORE}.unmatched_list_entries group by list_name"
BY_HAND = f"""
select
    list_name,
    sum(case when is_listed then 1 else 0 end) as added,
    sum(case when is_listed then 0 else 1 end) as removed
from ({LAST}) as last
group by list_name
"""
OF_A_LIST = f"""
select version, file, status, reason, rows_read, rows_taken, rows_refused, loaded_at, loaded_by
from {VERSIONS} where list_name = ? order by version desc
"""
REFUSED = f"select line, listed_as, reason from {REFUSALS} where list_name = ? order by line"
EDITED = f"""
select customer_id, is_listed, edited_at, edited_by, note
from ({LAST}) as last where list_name = ? order by edited_at desc, customer_id
"""


def read_lists(warehouse: Warehouse) -> list[dict[str, Any]]:
    """A row a list, by name; `customers` and `unknown` are as the last refresh found."""
    lists: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        empty = {"list_name": name, "file": None, "version": None, "status": None, "reason": None}
        figures = dict.fromkeys(("customers", "unknown", "added", "removed", "rows_refused"), 0)
        return lists.setdefault(name, {**empty, **figures, "loaded_at": None, "loaded_by": None})

    for query in (MATCHED, UNMATCHED):
        for row in warehouse.rows(query):
            of(row["list_name"]).update(row)
    if stand(warehouse):
        for query in (BY_HAND, LATEST):
            for row in warehouse.rows(query):
                if row.get("status") != "dropped":
                    of(row["list_name"]).update({key: row[key] for key in of(row["list_name"]) if key in row})
    return [lists[name] for name in sorted(lists)]


def read_list(warehouse: Warehouse, name: str) -> dict[str, list[dict[str, Any]]]:
    """What became of a list: versions of its file, refused rows of the last one taken, and edits by hand."""
    if not stand(warehouse):
        return {"versions": [], "refused": [], "edits": []}
    return {
        "versions": warehouse.rows(OF_A_LIST, [name]),
        "refused": warehouse.rows(REFUSED, [name]),
        "edits": warehouse.rows(EDITED, [name]),
    }
