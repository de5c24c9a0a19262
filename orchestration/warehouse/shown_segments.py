"""The segments that the last release shows, hidden ones too, as the ledger has them."""

from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

VERSIONS = f"{LEDGER}.current_versions"
MEMBERS = f"{LEDGER}.current_members"
# The condition on VERSIONS that readers see a segment.
IS_PUBLIC = "access <> 'private' and status <> 'retired'"


def shown_segments(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Returns segment, access and as_of (UTC) of each segment that isn't retired, by name in its order.

    Raises RefusedError before the first release.
    """
    if not warehouse.columns(VERSIONS):
        raise RefusedError("Nothing is published yet: run `segments refresh` first.")
    rows = warehouse.rows(
        f"select segment, access, as_of from {VERSIONS} where status <> 'retired' order by segment"
    )
    return {row["segment"]: row for row in rows}
