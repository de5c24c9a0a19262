"""`meta.formerly`: the name that a segment had before, whose history it continues."""

from collections.abc import Iterator, Mapping

from orchestration.project.layers import LEDGER
from orchestration.project.nearest import hint
from orchestration.rules.registry import Segment
from orchestration.warehouse.connections import Warehouse

VERSIONS = f"{LEDGER}.segment_versions"


def former_names(segments: Mapping[str, Segment]) -> dict[str, str]:
    """Returns the former name in each segment's YAML, by the segment's name."""
    given = {name: segment.meta.get("formerly") for name, segment in segments.items()}
    return {name: old for name, old in given.items() if isinstance(old, str)}


def former_name_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """Yields sentences about former names that are invalid, whatever was published before."""
    claimed: dict[str, str] = {}
    for segment in segments.values():
        old = segment.meta.get("formerly")
        if old is None:
            continue
        if not isinstance(old, str):
            yield f"{segment.file}: meta.formerly={old} is not a name; write the segment's former name"
        elif old == segment.name:
            yield f"{segment.file}: meta.formerly='{old}' is its name now; write the one before, or nothing"
        elif old in segments:
            yield (
                f"{segment.file}: meta.formerly='{old}' still has its file, {segments[old].file};"
                " two segments can't share one history"
            )
        elif old in claimed:
            yield (
                f"{segment.file}: meta.formerly='{old}' is claimed by {claimed[old]} too;"
                " only one segment can take its history"
            )
        else:
            claimed[old] = segment.file


def ledger_mistakes(segments: Mapping[str, Segment], warehouse: Warehouse) -> Iterator[str]:
    """Yields sentences about former names that no release has, or whose history would meet another."""
    published = published_names(warehouse)
    # Before the first release, there is no history to continue.
    for name, old in former_names(segments).items() if published else ():
        file = segments[name].file
        if old in published and name in published:
            yield (
                f"{file}: meta.formerly='{old}' comes too late: '{name}' has been published with a history"
                " of its own; remove the line, or give the segment a new name"
            )
        elif old not in published and old not in published.get(name, ()):
            yield f"{file}: meta.formerly='{old}': no release has published it{hint(old, published)}"


def published_names(warehouse: Warehouse) -> dict[str, set[str]]:
    """Returns every segment that a release has, with the former names that its releases recorded."""
    columns = warehouse.columns(VERSIONS)
    if not columns:
        return {}
    formerly = "formerly" if "formerly" in columns else "null"
    rows = warehouse.rows(
        f"select distinct segment, {formerly} as formerly from {VERSIONS}"
        f" where release_id <= (select max(release_id) from {LEDGER}.releases)"
    )
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row["segment"], set()).update(filter(None, [row["formerly"]]))
    return names
