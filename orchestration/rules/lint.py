"""Finds doubtful segments that have no mistakes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.lists.tables import LATEST, stand
from orchestration.project.layers import CORE, MEMBERSHIP, READ_SCHEMAS
from orchestration.rules.idle import MEASURED, idle_conditions
from orchestration.rules.known_values import unknown_values
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.vocabulary import CUSTOMERS
from orchestration.warehouse.connections import Warehouse

CANDIDATES = f"{MEMBERSHIP}.candidates"
DEFINITIONS = f"{MEMBERSHIP}.segment_definitions"
UNMATCHED = f"{CORE}.unmatched_list_entries"
LISTS_FILE = "seeds/imported_list_rows.csv"

TWINS = f"""
with sizes as (
    select segment, count(*) as size
    from {CANDIDATES}
    group by segment
),
pairs as (
    select a.segment as segment, b.segment as twin, a.size
    from sizes as a
    inner join sizes as b on a.size = b.size and a.segment <> b.segment
)
select pairs.segment, pairs.twin
from pairs
inner join {CANDIDATES} as mine on pairs.segment = mine.segment
inner join {CANDIDATES} as theirs on pairs.twin = theirs.segment and mine.customer_id = theirs.customer_id
group by pairs.segment, pairs.twin, pairs.size
having count(*) = pairs.size
order by pairs.segment, pairs.twin
"""


@dataclass(frozen=True)
class Finding:
    """Something to consider. `check` is its name, `sentence` says what and why.

    Without a segment's name, it is about a list.
    """

    segment: str
    file: str
    check: str
    sentence: str


def lint_files(manifest: Mapping[str, Any]) -> list[Finding]:
    """Returns the findings that the files alone show."""
    segments = read_segments(manifest)
    return [
        Finding(segment.name, segment.file, check, sentence)
        for segment in segments.values()
        for check, sentence in _of_file(segment, manifest, segments)
    ]


def _of_file(
    segment: Segment, manifest: Mapping[str, Any], segments: Mapping[str, Segment]
) -> Iterator[tuple[str, str]]:
    if not segment.node["config"].get("group"):
        yield "no_owner", "has no owner; give it a group in its YAML file"
    if not segment.node["description"].strip():
        yield "no_description", "has no description"
    if not segment.meta.get("objective"):
        yield "no_objective", "has no objective; describe its purpose in meta.objective"
    if not segment.meta.get("channels") and not _is_used(segment, manifest, segments):
        yield "unused", "isn't used by any channel, segment, export or goal"


def _is_used(segment: Segment, manifest: Mapping[str, Any], segments: Mapping[str, Segment]) -> bool:
    children = manifest["child_map"].get(segment.node["unique_id"], [])
    if any(not child.startswith(("test.", "unit_test.")) for child in children):
        return True
    # was_in_segment() refers to segments by name, which dbt doesn't see as references.
    return any(
        feature.get("segment") == segment.name
        for other in segments.values()
        for feature in other.features.values()
    )


def lint_members(
    manifest: Mapping[str, Any], warehouse: Warehouse, dialect: str
) -> tuple[list[Finding], list[str]]:
    """Returns findings about the last refresh's members, and the segments whose rule it didn't evaluate."""
    segments = read_segments(manifest)
    evaluated = {
        row["segment"]: row["rule_sql"]
        for row in warehouse.rows(f"select segment, rule_sql from {DEFINITIONS}")
    }
    sizes = {
        row["segment"]: row["size"]
        for row in warehouse.rows(f"select segment, count(*) as size from {CANDIDATES} group by segment")
    }
    ever = _ever_matched(warehouse)
    found: list[Finding] = []
    unknown: list[str] = []
    for name, segment in segments.items():
        if not segment.has_rule(evaluated.get(name)):
            unknown.append(name)
            continue
        size = sizes.get(name, 0)
        checks = [*_of_size(segment, size), *([] if size or name in ever else [NEVER])]
        if size:
            for words in idle_conditions(segment, segments, warehouse, dialect):
                sentence = f"'{words}' decides nothing: without it the {size:,} members are the same"
                checks.append(("idle_condition", sentence))
        found += [Finding(name, segment.file, check, sentence) for check, sentence in checks]
    found += [
        Finding(name, segments[name].file, "unknown_value", sentence)
        for name, sentence in unknown_values(segments.values(), warehouse, dialect)
    ]
    for row in warehouse.rows(TWINS):
        if {row["segment"], row["twin"]} <= segments.keys() - set(unknown):
            file = segments[row["segment"]].file
            found.append(
                Finding(row["segment"], file, "same_members", f"has the same members as {row['twin']}")
            )
    return found, sorted(unknown)


def lint_lists(warehouse: Warehouse) -> list[Finding]:
    """Returns a finding for each entry of an imported list that matches no customer.

    It doesn't matter whether segments use the list.
    """
    if not warehouse.columns(UNMATCHED):
        return []
    rows = warehouse.rows(f"select list_name, listed_as, added_by from {UNMATCHED} order by 1, 2, 3")
    files = {row["list_name"]: row["file"] for row in warehouse.rows(LATEST)} if stand(warehouse) else {}
    return [
        Finding(
            "",
            files.get(row["list_name"], LISTS_FILE),
            "unmatched_entry",
            f"'{row['listed_as']}' on the list '{row['list_name']}' isn't a customer's id"
            + (f" (added by {row['added_by']})" if row["added_by"] else ""),
        )
        for row in rows
    ]


NEVER = ("never_matched", "has never had a member")


def _of_size(segment: Segment, size: int) -> Iterator[tuple[str, str]]:
    low, high = segment.meta.get("size_band") or (None, None)
    if low is not None and size < low:
        yield "too_small", f"has {size:,} members, below its size_band of {low:,} at least"
    if high is not None and size > high:
        yield "too_large", f"has {size:,} members, above its size_band of {high:,} at most"


def _ever_matched(warehouse: Warehouse) -> set[str]:
    matched: set[str] = set()
    for schema in READ_SCHEMAS:
        if warehouse.columns(f"{schema}.segment_metrics"):
            query = f"select distinct segment from {schema}.segment_metrics where size > 0"
            matched |= {row["segment"] for row in warehouse.rows(query)}
    return matched


def has_members(warehouse: Warehouse) -> bool:
    """Returns whether a refresh got as far as the members that lint_members reads."""
    return all(warehouse.columns(name) for name in (CUSTOMERS, CANDIDATES, DEFINITIONS, MEASURED))
