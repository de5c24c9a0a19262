"""The segments as dbt parsed them: the rule of each, its features, and the segments it references."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestration.project.layers import SEGMENTS
from orchestration.project.project import Project
from orchestration.rules.said import said_by_macro

FOLDER = f"{SEGMENTS.path}/"

Feature = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    """One segment file. `above` are the segments of its exclusive group with higher priority."""

    name: str
    file: str
    rule: str
    features: dict[str, Feature]
    node: Mapping[str, Any]
    above: tuple[str, ...] = ()

    @property
    def meta(self) -> Mapping[str, Any]:
        """The YAML file's `meta`, with what the predicates registered."""
        return self.node["config"]["meta"]

    @property
    def column(self) -> str:
        """The column with its verdict."""
        return self.meta["column"]

    @property
    def group(self) -> str | None:
        """The exclusive group, if it has one."""
        return self.meta.get("priority_group")

    @property
    def is_hidden(self) -> bool:
        """Whether it is excluded from everything that is published."""
        return self.node["config"].get("access") == "private"

    @cached_property
    def references(self) -> list[str]:
        """The segments that its rule names with in_segment()."""
        return [feature["segment"] for feature in self.features.values() if feature["kind"] == "segment"]

    def has_rule(self, published: str | None) -> bool:
        """Returns whether a rule from the warehouse, exclusive group included, equals this file's."""
        return published is not None and (
            published == self.rule or published.startswith(f"(\n{self.rule}\n) > (")
        )

    @property
    def below(self) -> list[str]:
        """All segments that must be evaluated before this one."""
        return [*self.references, *self.above]


def segment_files(project: Project) -> dict[str, str]:
    """Returns the file of each segment of the project, below its root, by the segment's name."""
    # dbt reads .SQL as well.
    files = sorted(file for file in (project.root / FOLDER).rglob("*") if file.suffix.lower() == ".sql")
    return {file.stem: file.relative_to(project.root).as_posix() for file in files}


def segment_nodes(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yields the nodes of all files in the segments' folder."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["original_file_path"].startswith(FOLDER):
            yield node


def read_segments(manifest: Mapping[str, Any]) -> dict[str, Segment]:
    """Returns every segment of a manifest by name. Files without a rule are skipped."""
    nodes = [node for node in segment_nodes(manifest) if node["config"]["meta"].get("rule")]
    above = _above(nodes)
    return {
        node["name"]: Segment(
            name=node["name"],
            file=node["original_file_path"],
            rule=node["config"]["meta"]["rule"],
            features=node["config"]["meta"]["features"],
            node=node,
            above=above.get(node["name"], ()),
        )
        for node in nodes
    }


def _above(nodes: list[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Returns, by segment of an exclusive group, the segments of higher priority, the highest first."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in nodes:
        meta = node["config"]["meta"]
        if meta.get("priority_group"):
            groups[meta["priority_group"]].append({"name": node["name"], "priority": meta.get("priority")})
    return {
        member["name"]: tuple(said_by_macro("definitions/mistakes.sql", "_higher", member, members))
        for members in groups.values()
        for member in members
    }


def steps(feature: Feature) -> list[dict[str, Any]]:
    """Returns the events that one predicate looks at, each with its condition: {'event', 'where'}."""
    if feature["kind"] == "in_order":
        return feature["steps"]
    if feature["kind"] == "then_not":
        return [feature["first"], feature["other"]]
    return [feature] if feature.get("event") else []
