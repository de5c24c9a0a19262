"""What a segment says of itself beside its rule: file, tags, access and meta, checked for slips of the pen.

dbt keeps a key that it doesn't know without a word, so that `acces: private` would publish a hidden segment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from orchestration.audit.overrides import segment_mistakes
from orchestration.nearest import hint, nearest
from orchestration.project import Project
from orchestration.rules.registry import FOLDER, Segment, segment_nodes
from orchestration.rules.vocabulary import Vocabulary

CADENCES = ("hourly", "daily", "weekly", "static")
CONFIG_KEYS = ("access", "enabled", "group", "meta", "tags")
AUDIT_KEYS = ("checks", "baseline", "history_from")
META_KEYS = (
    "objective",
    "size_band",
    "channels",
    "value_trait",
    "priority_group",
    "priority",
    "formerly",
    *AUDIT_KEYS,
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
                f"{file}: '{name}' is no name for a segment; use lower-case letters, digits and _,"
                f" {LONGEST_NAME} at most"
            )
        if "/" not in file.removeprefix(FOLDER):
            yield f"{file}: lies in no family; move it into a folder such as {FOLDER}value/"


def description_mistakes(project: Project, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about descriptions that miss their segment by a slip in its name.

    The segment would go without its access, and a hidden one be published.
    """
    names = {node["name"]: node.get("patch_path") for node in segment_nodes(manifest)}
    bare = [name for name, patch in names.items() if not patch]
    if not bare:
        return
    for file in sorted((project.root / FOLDER).rglob("*.y*ml")):
        for model in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("models") or []:
            near = nearest(str(model.get("name")), bare)
            if near and model["name"] not in names:
                place = file.relative_to(project.root).as_posix()
                yield f"{place}: describes '{model['name']}', which has no file; the nearest is '{near}'"


def definition_mistakes(segment: Segment, vocabulary: Vocabulary | None) -> Iterator[str]:
    """Sentences about tags, configuration and meta of one segment."""
    for found in (
        *_slips(segment.node["config"], CONFIG_KEYS, "config"),
        *_slips(segment.meta, META_KEYS, "meta"),
        *_cadence_mistakes(segment.node["tags"]),
        *_band_mistakes(segment.meta.get("size_band")),
        *segment_mistakes(segment.meta),
        *_trait_mistakes(segment.meta.get("value_trait"), vocabulary),
    ):
        yield f"{segment.file}: {found}"


def _slips(given: Mapping[str, Any], known: tuple[str, ...], what: str) -> Iterator[str]:
    # A key that resembles none may be a note of one's own.
    for key in given:
        near = nearest(key, known)
        if key not in known and key not in ("schema", "database") and near and _is_close(key, near):
            yield f"{what}: unknown key '{key}'; the nearest is '{near}'"


def _is_close(key: str, near: str) -> bool:
    return key.lower().replace("-", "_") == near or abs(len(key) - len(near)) <= 2


def _cadence_mistakes(tags: list[str]) -> Iterator[str]:
    given = [tag for tag in tags if tag in CADENCES]
    if len(given) > 1:
        yield f"tags: two cadences, {' and '.join(given)}; give one"
    for tag in tags:
        if tag not in CADENCES and nearest(tag, CADENCES):
            yield f"tags: unknown cadence '{tag}'{hint(tag, CADENCES)}"


def _band_mistakes(band: Any) -> Iterator[str]:
    if band is None:
        return
    if not isinstance(band, list) or len(band) != 2:
        yield f"meta.size_band={band} is no pair of sizes such as [100, 400]"
        return
    if any(not isinstance(size, int | None) or isinstance(size, bool) or (size or 0) < 0 for size in band):
        yield f"meta.size_band={band}: a size is a whole number of customers, or null where it is open"
    elif None not in band and band[0] > band[1]:
        yield f"meta.size_band={band} ends before it begins; the smaller size comes first"


def _trait_mistakes(trait: Any, vocabulary: Vocabulary | None) -> Iterator[str]:
    if trait and vocabulary and str(trait).lower() not in map(str.lower, vocabulary.traits):
        yield f"meta.value_trait: unknown trait '{trait}'{hint(str(trait), vocabulary.traits)}"


def group_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """Sentences about exclusive groups whose order isn't clear."""
    taken: dict[tuple[str, int], str] = {}
    for segment in segments.values():
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
