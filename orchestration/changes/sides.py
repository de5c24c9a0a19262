"""The two states of the project's files that are compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestration.changes.listed import LISTS, with_lists_of_files
from orchestration.dbt.several import SeveralDbt
from orchestration.explanation.attrition import Step, attrition
from orchestration.explanation.tree import Node, Trees
from orchestration.project.project import Project
from orchestration.rules.check import dialect
from orchestration.rules.expressions import MistakeError
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.rendering import Rendering, taken_apart
from orchestration.warehouse.connections import Warehouse


@dataclass(frozen=True)
class Compiled:
    """A segment's standalone query at a clock, taken apart, and its rule as a tree (None if it has none)."""

    sql: str
    rendering: Rendering
    tree: Node | None

    def steps(self, warehouse: Warehouse) -> list[Step]:
        """Returns the attrition of the rule."""
        return attrition(self.tree, self.rendering, warehouse)[1] if self.tree else []


class Side:
    """One state of the files: its segments, and their queries at any clock."""

    def __init__(self, name: str, project: Project) -> None:
        self.name, self.project = name, project
        self._dbt = SeveralDbt(project)
        self.manifest: Mapping[str, Any] = self._dbt.parse_alone()
        self.segments: dict[str, Segment] = read_segments(self.manifest)
        # Whether rules read lists as this state's seeds have them, not as the last refresh took them in.
        self.reads_list_files = False

    def compiled(self, names: Iterable[str], clock: datetime) -> dict[str, Compiled]:
        """Returns the queries of these segments at a clock (UTC), by name."""
        engine = dialect(self.project)
        trees = Trees(self.segments, engine)
        wanted = list(names)
        if wanted and self.reads_list_files:
            queries = self._dbt.compile_several([*wanted, LISTS], clock)
            lists = queries.pop(LISTS)
            queries = with_lists_of_files(queries, lists, self.project, self.manifest)
        else:
            queries = self._dbt.compile_several(wanted, clock)
        return {
            name: Compiled(sql, taken_apart(sql, engine), _tree(trees, name)) for name, sql in queries.items()
        }


def _tree(trees: Trees, name: str) -> Node | None:
    try:
        return trees.of(name)
    except MistakeError:
        return None
