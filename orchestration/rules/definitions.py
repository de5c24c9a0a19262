"""Checks what a segment declares besides its rule, as dbt parsed it: mistakes in file, tags and meta."""

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
from orchestration.rules.said import said_by_macro
from orchestration.rules.vocabulary import Vocabulary

# dbt finds the same mistakes, but reports only the first, if somebody runs it by hand.
MISTAKES = "definitions/mistakes.sql"
DEPENDENCIES = "definitions/dependencies.sql"

CADENCES: list[str] = said_by_macro(MISTAKES, "_cadences")

# PostgreSQL truncates longer names, so two of them could become equal.
LONGEST_NAME = 63


def file_mistakes(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yields sentences about files among the segments that aren't segments, or are in the wrong place."""
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
    """Yields sentences about segments that no YAML file describes: nobody has said who may see them."""
    nodes = {node["name"]: node for node in segment_nodes(manifest)}
    bare = {name: node["original_file_path"] for name, node in nodes.items() if not node.get("patch_path")}
    # A file that was meant to describe one has a sentence of its own.
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
    """Yields sentences about the tags, configuration and meta of one segment."""
    for found in (
        *said_by_macro(MISTAKES, "_cadence_mistakes", segment.node["tags"]),
        *said_by_macro(MISTAKES, "_band_mistakes", segment.meta.get("size_band")),
        *segment_mistakes(segment.meta),
        *_trait_mistakes(segment.meta.get("value_trait"), vocabulary),
    ):
        yield f"{segment.file}: {found}"


def _trait_mistakes(trait: Any, vocabulary: Vocabulary | None) -> Iterator[str]:
    if trait and vocabulary and str(trait).lower() not in map(str.lower, vocabulary.traits):
        yield f"meta.value_trait: unknown trait '{trait}'{hint(str(trait), vocabulary.traits)}"


def group_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """Yields sentences about exclusive groups whose order isn't clear."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for segment in segments.values():
        if segment.group:
            groups[segment.group].append(
                {"file": segment.file, "group": segment.group, "priority": segment.meta.get("priority")}
            )
    for members in groups.values():
        for file, mistake in said_by_macro(MISTAKES, "_priority_mistakes", members):
            yield f"{file}: {mistake}"


def circle_mistakes(segments: Mapping[str, Segment]) -> Iterator[str]:
    """Yields a sentence for each circle of segments, through references and exclusive groups together."""
    seen = {name: {"file": segment.file, "below": segment.below} for name, segment in segments.items()}
    for file, mistake in said_by_macro(DEPENDENCIES, "_circle_mistakes", seen):
        yield f"{file}: {mistake}"
