"""Whom the release of the latest as-of time moved, and whether data or a definition did."""

from collections.abc import Mapping
from typing import Any

from orchestration.project.layers import LEDGER, PUBLISHED
from orchestration.warehouse.connections import Warehouse

COUNTED = """
select segment, change, because, definition_git_sha, count(*) as customers
from {changes}
where as_of = (select max(as_of) from {segments})
group by segment, change, because, definition_git_sha
order by segment, change, because, definition_git_sha
"""
WORDS = {"data": "because of data", "definition": "because of a definition", None: "for an unknown reason"}


def read_moves(warehouse: Warehouse, *, hidden: bool = False) -> list[dict[str, Any]]:
    """The entries and exits at the latest as-of time, counted: of readers' segments, or with hidden ones."""
    changes, segments = f"{PUBLISHED}.segment_changes", f"{PUBLISHED}.segments"
    if hidden:
        changes, segments = f"{LEDGER}.clock_changes", f"{LEDGER}.current_versions"
    return warehouse.rows(COUNTED.format(changes=changes, segments=segments))


def told_move(row: Mapping[str, Any]) -> str:
    """One of these counts in words, such as `12 entered because of a definition (3f2a1b0)`."""
    commit = f" ({row['definition_git_sha'][:12]})" if row["definition_git_sha"] else ""
    return f"{row['customers']:,} {row['change']} {WORDS[row['because']]}{commit}"
