"""All that a project has published, times of the machine's clock aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import warehouses

# Beliefs are told by the releases that began and ended them, not by the machine's clock.
HISTORY = """
    select history.segment, history.customer_id, history.entered_at, history.exited_at,
        recorded.release_id as recorded_release, superseded.release_id as superseded_release
    from {schema}.segment_history as history
    left join published.segment_releases as recorded on history.recorded_at = recorded.published_at
    left join published.segment_releases as superseded on history.superseded_at = superseded.published_at
"""
RELEASES = """
    select release_id, as_of, status, segments_published, segments_held, events_seen
    from {schema}.segment_releases
"""
SEGMENTS = """
    select segment, family, description, objective, owner, owner_email, access, cadence, status, held_reason,
        size, share, unknown, value, as_of, release_id, rule_sql, definition_hash
    from {schema}.segments
"""
TABLES = {
    "segments": SEGMENTS,
    "segment_members": "select * from {schema}.segment_members",
    "segment_history": HISTORY,
    "segment_changes": "select * from {schema}.segment_changes",
    "segment_releases": RELEASES,
    "segment_audits": "select * from {schema}.segment_audits",
    "segment_metrics": "select * from {schema}.segment_metrics",
}

Published = dict[str, list[tuple[Any, ...]]]


def published(root: Path, tables: dict[str, str] = TABLES) -> Published:
    """By relation, hidden ones included, its rows in order."""
    with warehouses.connected(root) as connection:
        return {
            f"{schema}.{name}": sorted(
                (
                    tuple(map(_rounded, row))
                    for row in connection.execute(query.format(schema=schema)).fetchall()
                ),
                key=repr,
            )
            for schema in ("published", "hidden")
            for name, query in tables.items()
        }


def released(root: Path) -> int:
    """The number of the last release."""
    with warehouses.connected(root) as connection:
        return connection.execute("select max(release_id) from published.segment_releases").fetchone()[0]


def differences(ours: Published, theirs: Published) -> Iterator[str]:
    """A sentence for each relation in which two projects differ, with a few of the rows."""
    for name, rows in ours.items():
        others = theirs[name]
        if rows != others:
            only = [
                list(map(str, sorted(set(a) - set(b), key=str)[:3]))
                for a, b in ((rows, others), (others, rows))
            ]
            yield f"{name}: {len(rows)} and {len(others)} rows; only here {only[0]}, only there {only[1]}"


def _rounded(value: Any) -> Any:
    """A mean's last digits depend on the order in which the engine adds."""
    return float(f"{value:.12g}") if isinstance(value, float) else value
