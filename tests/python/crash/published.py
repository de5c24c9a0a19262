"""Everything that a project has published, and the ledger behind it, except times of the machine's clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import warehouses

from orchestration.publication.ledger import ledger_tables, written_by

# Beliefs are identified by the releases that began and ended them, not by the machine's clock.
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
    "segment_drift": "select * from {schema}.segment_drift",
}

# The cost of a release differs if a killed refresh before it already read a part of the input.
OF_A_RELEASE = ("release_id", "as_of", "status", "segments_published", "segments_held", "events_seen")

Published = dict[str, list[tuple[Any, ...]]]


def published(root: Path, tables: dict[str, str] = TABLES) -> Published:
    """Returns, by relation, hidden ones included, its rows in order."""
    with warehouses.connected(root) as connection:
        return {
            f"{schema}.{name}": _rows(connection, query.format(schema=schema))
            for schema in ("published", "hidden")
            for name, query in tables.items()
        }


def ledger(root: Path) -> Published:
    """Returns, by table of the ledger, its rows in order. Later refreshes use them, whether shown or not."""
    with warehouses.connected(root) as connection:
        found = ledger_tables(Asked(connection), root)
        # Tables that each refresh remakes belong to the release under way.
        tables = {table: columns for table, columns in found.items() if written_by(columns)}
        columns = {**tables, "releases": OF_A_RELEASE}
        return {
            f"ledger.{table}": _rows(connection, f"select {', '.join(columns[table])} from ledger.{table}")
            for table in tables
        }


class Asked:
    """A connection of the tests with the interface of the project's connections."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Returns the rows of a query, each by column name."""
        found = self._connection.execute(sql, list(parameters))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _rows(connection: Any, query: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(map(_rounded, row)) for row in connection.execute(query).fetchall()), key=repr)


def released(root: Path) -> int:
    """Returns the number of the last release."""
    with warehouses.connected(root) as connection:
        return connection.execute("select max(release_id) from published.segment_releases").fetchone()[0]


def differences(ours: Published, theirs: Published) -> Iterator[str]:
    """Yields a sentence for each relation in which two projects differ, with a few of the rows."""
    for name, rows in ours.items():
        others = theirs[name]
        if rows != others:
            only = [
                list(map(str, sorted(set(a) - set(b), key=str)[:3]))
                for a, b in ((rows, others), (others, rows))
            ]
            yield f"{name}: {len(rows)} and {len(others)} rows; only here {only[0]}, only there {only[1]}"


def _rounded(value: Any) -> Any:
    """Rounds a mean, whose last digits depend on the order in which the engine adds."""
    return float(f"{value:.12g}") if isinstance(value, float) else value
