"""What a segment says of itself beside its rule, as dbt understood it: slips in file, tags and meta."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.audit.overrides import segment_mistakes
from orchestration.project.nearest import hint, nearest
from orchestration.project.project import Project
from orchestration.rules.entries import read_entries
from orchestration.rules.registry import FOLDER, Segment, segment_nodes
from orchestration.rules.vocabulary import Vocabulary

CADENCES = ("hourly", "daily", "weekly", "static")
# Other words for how often: a segment with one of them would silently be refreshed daily.
CADENCE_LIKE = re.compile(
    r"(every|once|twice|each|per|a|bi|semi|half|[_ -])*"
    r"(second|minute|hour|day|dai|night|week|fortnight|month|quarter|year|annual)(ly|s)?"
    r"|real_?time|never|once|manual|on_demand",
    re.IGNORECASE,
)

# PostgreSQL cuts longer names, and two might become one.
LONGEST_NAME = 63


def file_mistakes(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about files among the segments that are none, or are in the wrong place."""
    for node in segment_nodes(manifest):
        file, name = node["original_file_path"], node["name"]
        if not node["config"]["meta"].get("rule"):
            yield f"{file}: holds no segment; write {{% call segment() %}} rule {{% endcall %}}"
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or len(name) > LONGEST_NAME:
            yield (
                f"{file}: '{name}' is not a name for a segment; use lower-case letters, digits and _,"
                f" {LONGEST_NAME} at most"
            )
        if "/" not in file.removeprefix(FOLDER):
            yield f"{file}: isn't in a family; move it into a folder such as {FOLDER}value/"


def undescribed_mistakes(project: Project, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about segments that no YAML file describes: nobody has said who may see them."""
    nodes = {node["name"]: node for node in segment_nodes(manifest)}
    bare = {name: node["original_file_path"] for name, node in nodes.items() if not node.get("patch_path")}
    # One that was meant to describe it has a sentence of its own.
    meant = {
        nearest(entry.name, bare)
        for entry in (read_entries(project) if bare else ())
        if entry.file.startswith(FOLDER) and entry.kind == "models" and entry.name not in nodes
    }
    for name in bare.keys() - meant:
        folder = Path(bare[name]).parent
        yield (
            f"{bare[name]}: no YAML file describes it, so nobody has said who may see it; write"
            f" - name: {name} with config: {{access: public}}, or private, below models: in"
            f" {folder.as_posix()}/_{folder.name}.yml"
        )


def definition_mistakes(segment: Segment, vocabulary: Vocabulary | None) -> Iterator[str]:
    """Sentences about tags, configuration and meta of one segment."""
    for found in (
        *_cadence_mistakes(segment.node["tags"]),
        *_band_mistakes(segment.meta.get("size_band")),
        *segment_mistakes(segment.meta),
        *_trait_mistakes(segment.meta.get("value_trait"), vocabulary),
    ):
        yield f"{segment.file}: {found}"


def _cadence_mistakes(tags: list[str]) -> Iterator[str]:
    given = [tag for tag in tags if tag in CADENCES]
    if len(given) > 1:
        yield f"tags: two cadences, {' and '.join(given)}; give one"
    for tag in tags:
        if tag not in CADENCES and (nearest(tag, CADENCES) or CADENCE_LIKE.fullmatch(tag)):
            yield f"tags: unknown cadence '{tag}'{hint(tag, CADENCES)}"


def _band_mistakes(band: Any) -> Iterator[str]:
    if band is None:
        return
    if not isinstance(band, list) or len(band) != 2:
        yield f"meta.size_band={band} is not a pair of sizes such as [100, 400]"
        return
    if any(not isinstance(size, int | None) or isinstance(size, bool) or (size or 0) < 0 for size in band):
        yield f"meta.size_band={band}: a size is a whole number of customers, or null for no bound"
    elif None not in band and band[0] > band[1]:
        yield f"meta.size_band={band} ends before it begins; the smaller size comes first"


def _trait_mistakes(trait: Any, vocabulary: Vocabulary | None) -> Iterator[str]:
    if trait and vocabulary and str(trait).lower() not in map(str.lower, vocabulary.traits):
        yield f"meta.value_trait: unknown trait '{trait}'{hint(str(trait), vocabulary.traits)}"


def group_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """Sentences about exclusive groups whose order isn't clear."""
    taken: dict[tuple[str, int], str] = {}
    # Parsed again, segments come in another order.
    for segment in sorted(segments.values(), key=lambda segment: segment.file):
        group, priority = segment.group, segment.meta.get("priority")
        if not group:
            continue
        if not isinstance(priority, int) or isinstance(priority, bool):
            yield (
                f"{segment.file}: priority_group '{group}' needs meta.priority, a whole number"
                f" (1 is the highest); received {priority}"
            )
        elif (group, priority) in taken:
            other = taken[group, priority]
            yield f"{segment.file}: priority {priority} of priority_group '{group}' is taken by {other}"
        else:
            taken[group, priority] = segment.file


def circle_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """A sentence for each circle of segments, references and exclusive groups taken together."""
    below = {name: {n for n in segment.below if n in segments} for name, segment in segments.items()}
    reached: dict[str, set[str]] = defaultdict(set)
    for name in below:
        waiting = list(below[name])
        while waiting:
            other = waiting.pop()
            if other not in reached[name]:
                reached[name].add(other)
                waiting += below[other]
    seen: set[str] = set()
    for name in sorted(below):
        circle = sorted(other for other in reached[name] if name in reached[other])
        if name in reached[name] and name not in seen:
            seen.update(circle)
            files = ", ".join(segments[other].file for other in circle)
            yield f"{segments[name].file}: in_segment(): a circle of segments: {files}"
