"""Reads the descriptions of traits from YAML, because names alone don't tell people what they mean."""

from collections.abc import Iterator
from typing import Any

import yaml

from orchestration.project.project import Project
from orchestration.rules.entries import yaml_files

SCORES = {"customer_scores", "customer_clusters"}


def trait_descriptions(project: Project) -> dict[str, str]:
    """Returns the description of each trait that has one, from the entry of the customers' relation.

    That entry is a model or a source's table of its name, in any YAML file below models/. Scores have theirs
    from the relation that publishes them.
    """
    named = project.variables.get("customers_relation") or project.default_input.get("customers", "")
    relation = str(named).rpartition(".")[2]
    found: dict[str, str] = {}
    for entry in _entries(project):
        if {relation, *SCORES} & {entry.get("name"), entry.get("identifier")}:
            for column in entry.get("columns") or []:
                if column.get("description"):
                    found.setdefault(
                        str(column["name"]).lower(), " ".join(str(column["description"]).split())
                    )
    return found


def _entries(project: Project) -> Iterator[dict[str, Any]]:
    for file in yaml_files(project):
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        yield from content.get("models") or []
        for source in content.get("sources") or []:
            yield from source.get("tables") or []
