"""Reads what is published about two or three segments, side by side."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from orchestration.project.errors import RefusedError
from orchestration.project.layers import HIDDEN, PUBLISHED
from orchestration.project.nearest import unknown_segment
from orchestration.project.project import Project
from orchestration.publication.catalogue import open_with_hidden, read_segments
from orchestration.warehouse.connections import Warehouse, open_published

Row = dict[str, Any]
MOST = 3


@dataclass(frozen=True)
class Comparison:
    """`segments` in the requested order, `pairs` of them, and `profiles`: one row per value of a trait.

    A profile's `share_of` gives, by segment, the share of members who have the value.
    """

    segments: list[Row]
    pairs: list[Row]
    profiles: list[Row]


def compare(project: Project, names: list[str]) -> Comparison:
    """Compares two or three segments. Users who may read the warehouse can name hidden ones too.

    Raises RefusedError for another number of names, a repeated name, and a segment that isn't published.
    """
    if not 2 <= len(names) <= MOST or len(set(names)) < len(names):
        raise RefusedError(f"Name two or three segments, each once; received: {', '.join(names)}.")
    with open_published(project) as published:
        known = [row["segment"] for row in read_segments(published)]
        if set(names) <= set(known):
            return _read(published, names, [PUBLISHED.schema])
    with open_with_hidden(project) as warehouse:
        # Readers can't see whether hidden segments exist.
        schemas = [PUBLISHED.schema, *([HIDDEN] if warehouse.columns(f"{HIDDEN}.segments") else [])]
        return _read(warehouse, names, schemas)


def _read(warehouse: Warehouse, names: list[str], schemas: list[str]) -> Comparison:
    rows = {row["segment"]: row for row in read_segments(warehouse, hidden=HIDDEN in schemas)}
    public = [name for name in rows if rows[name]["access"] == "public"]
    for name in names:
        if name not in rows:
            raise unknown_segment(name, public)

    def select(relation: str, condition: str) -> list[Row]:
        parts = (f"select * from {schema}.{relation} where {condition}" for schema in schemas)
        places = [*names, *names] if "segment_b" in condition else names
        return warehouse.rows(" union all ".join(parts), places * len(schemas))

    marks = ", ".join("?" for _ in names)
    found = select("segment_overlaps", f"segment_a in ({marks}) and segment_b in ({marks})")
    overlaps = {(row["segment_a"], row["segment_b"]): row for row in found}
    return Comparison(
        [rows[name] for name in names],
        [_pair(one, other, overlaps) for one, other in combinations(names, 2)],
        _profiles(select("segment_profiles", f"segment in ({marks})")),
    )


def _pair(one: str, other: str, overlaps: dict[tuple[str, str], Row]) -> Row:
    """Returns how far two segments consist of the same customers, in the requested order."""
    row = overlaps.get((min(one, other), max(one, other)), {})
    mine, theirs = ("only_a", "only_b") if one < other else ("only_b", "only_a")
    measures = {name: row.get(name) for name in ("in_both", "jaccard", "lift")}
    return {"one": one, "other": other, "only_one": row.get(mine), "only_other": row.get(theirs), **measures}


def _profiles(rows: list[Row]) -> list[Row]:
    """Returns one row per trait and value, largest differences between shares first."""
    found: dict[tuple[str, str | None], Row] = {}
    for row in rows:
        key = (row["trait"], row["value"])
        line = found.setdefault(
            key,
            {"trait": row["trait"], "value": row["value"], "base_share": row["base_share"], "share_of": {}},
        )
        line["share_of"][row["segment"]] = row["share"]

    def apart(line: Row) -> float:
        shares = line["share_of"].values()
        return max(shares) - min(shares)

    return sorted(found.values(), key=lambda line: (-apart(line), line["trait"], line["value"] or ""))
