"""Checks the segments of a parsed project, as far as can be known at the time."""

from collections.abc import Mapping
from typing import Any

from orchestration.audit.overrides import project_mistakes
from orchestration.automation.campaigns import campaign_mistakes
from orchestration.project import PROJECT_FILE, Project
from orchestration.rules.binding import binding_mistakes
from orchestration.rules.conditions import condition_mistakes, vocabulary_mistakes
from orchestration.rules.definitions import (
    circle_mistakes,
    definition_mistakes,
    description_mistakes,
    file_mistakes,
    group_mistakes,
)
from orchestration.rules.former_names import former_name_mistakes, ledger_mistakes
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.templates import template_mistakes
from orchestration.rules.vocabulary import Vocabulary, read_vocabulary
from orchestration.warehouse import Warehouse, is_file


def check_files(project: Project, manifest: Mapping[str, Any]) -> list[str]:
    """Sentences about what is wrong whatever the data are: for the time before they are read."""
    return _check(project, manifest, None)


def check_rules(project: Project, manifest: Mapping[str, Any], warehouse: Warehouse) -> list[str]:
    """Sentences about everything that is wrong with the segments, given the data in core."""
    return _check(project, manifest, warehouse)


def check_types(project: Project, manifest: Mapping[str, Any], warehouse: Warehouse) -> list[str]:
    """Sentences about rules that the warehouse did evaluate, though they are no conditions."""
    return [
        mistake
        for segment in read_segments(manifest).values()
        for mistake in binding_mistakes(segment, warehouse, dialect(project), thorough=False)
    ]


def check_segment(
    project: Project, segments: Mapping[str, Segment], name: str, warehouse: Warehouse
) -> list[str]:
    """Sentences about what is wrong with one segment or with those that it is built on."""
    vocabulary, engine = read_vocabulary(warehouse), dialect(project)
    waiting, checked, found = [name], set(), []
    while waiting:
        segment = segments[waiting.pop()]
        if segment.name not in checked:
            checked.add(segment.name)
            waiting += [below for below in segment.below if below in segments]
            found += _mistakes(segment, vocabulary, list(segments), engine, warehouse)
    return found


def dialect(project: Project) -> str:
    """How sqlglot calls the SQL of the target's engine."""
    return "duckdb" if is_file(project) else "postgres"


def _check(project: Project, manifest: Mapping[str, Any], warehouse: Warehouse | None) -> list[str]:
    segments = read_segments(manifest)
    vocabulary = read_vocabulary(warehouse) if warehouse else None
    engine = dialect(project)
    found = [
        *(f"{PROJECT_FILE}: {mistake}" for mistake in project_mistakes(project.variables.get("checks"))),
        *template_mistakes(manifest),
        *file_mistakes(manifest),
        *description_mistakes(project, manifest),
        *group_mistakes(segments),
        *circle_mistakes(segments),
        *former_name_mistakes(segments),
        *(ledger_mistakes(segments, warehouse) if warehouse else ()),
        *campaign_mistakes(project, segments),
    ]
    for segment in segments.values():
        found += _mistakes(segment, vocabulary, list(segments), engine, warehouse)
    return sorted(dict.fromkeys(found))


def _mistakes(
    segment: Segment,
    vocabulary: Vocabulary | None,
    segments: list[str],
    engine: str,
    warehouse: Warehouse | None,
) -> list[str]:
    found = list(definition_mistakes(segment, vocabulary))
    if vocabulary:
        found += vocabulary_mistakes(segment, vocabulary, segments)
    found += condition_mistakes(segment, vocabulary, engine)
    # The engine is asked only what is well formed: it names neither file nor predicate.
    if not found and vocabulary and warehouse:
        found += binding_mistakes(segment, warehouse, engine, thorough=True)
    return found
