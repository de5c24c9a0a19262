"""Checks the segments of a parsed project, as far as that is possible with the data available."""

from collections.abc import Mapping
from typing import Any

from orchestration.audit.overrides import project_mistakes
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.backtests import backtest_mistakes
from orchestration.rules.binding import binding_mistakes
from orchestration.rules.campaigns import campaign_mistakes, today
from orchestration.rules.conditions import condition_mistakes, vocabulary_mistakes
from orchestration.rules.declared_arms import declared_mistakes
from orchestration.rules.definitions import (
    circle_mistakes,
    definition_mistakes,
    file_mistakes,
    group_mistakes,
    undescribed_mistakes,
)
from orchestration.rules.entry_mistakes import entry_mistakes
from orchestration.rules.former_names import former_name_mistakes, ledger_mistakes
from orchestration.rules.goals import goal_mistakes
from orchestration.rules.known_days import known_day_mistakes, unknown_events
from orchestration.rules.known_values import unknown_values
from orchestration.rules.notify import notify_mistakes
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.review import review_mistakes
from orchestration.rules.settings import settings_mistakes
from orchestration.rules.templates import template_mistakes
from orchestration.rules.vocabulary import Vocabulary, read_vocabulary
from orchestration.warehouse.connections import Warehouse, is_file


def check_files(project: Project, manifest: Mapping[str, Any]) -> list[str]:
    """Returns sentences about mistakes that don't depend on the data, for use before the data are read."""
    return _check(project, manifest, None)


def check_rules(
    project: Project, manifest: Mapping[str, Any], warehouse: Warehouse, only: str | None = None
) -> list[str]:
    """Returns sentences about all mistakes in the segments, or in one, given the data in core."""
    return _check(project, manifest, warehouse, only)


def value_warnings(
    project: Project, manifest: Mapping[str, Any], warehouse: Warehouse, only: str | None = None
) -> list[str]:
    """Returns sentences about texts in rules and known days that the data never contain.

    Rules with mistakes are skipped.
    """
    segments = read_segments(manifest)
    judged = [segment for name, segment in segments.items() if only in (None, name)]
    found = unknown_values(judged, warehouse, dialect(project))
    vocabulary = None if only else read_vocabulary(warehouse)
    days = unknown_events(project, vocabulary.events) if vocabulary else ()
    return sorted([*(f"{segments[name].file}: {sentence}" for name, sentence in found), *days])


def check_segment(
    project: Project, segments: Mapping[str, Segment], name: str, warehouse: Warehouse
) -> list[str]:
    """Returns sentences about mistakes in one segment or in those that it is built on."""
    waiting, judged = [name], dict[str, Segment]()
    while waiting:
        segment = segments[waiting.pop()]
        if segment.name not in judged:
            judged[segment.name] = segment
            waiting += [below for below in segment.below if below in segments]
    vocabulary = read_vocabulary(warehouse)
    return _mistakes(list(judged.values()), vocabulary, list(segments), dialect(project), warehouse)


def dialect(project: Project) -> str:
    """Returns sqlglot's name for the target's SQL dialect."""
    return "duckdb" if is_file(project) else "postgres"


def _check(
    project: Project, manifest: Mapping[str, Any], warehouse: Warehouse | None, only: str | None = None
) -> list[str]:
    segments = read_segments(manifest)
    vocabulary = read_vocabulary(warehouse) if warehouse else None
    judged = [segment for segment in segments.values() if only in (None, segment.name)]
    found = [
        *(f"{PROJECT_FILE}: {mistake}" for mistake in project_mistakes(project.variables.get("checks"))),
        *settings_mistakes(project),
        *template_mistakes(manifest),
        *file_mistakes(manifest),
        *entry_mistakes(project),
        *undescribed_mistakes(project, manifest),
        *group_mistakes(segments),
        *circle_mistakes(segments),
        *former_name_mistakes(segments),
        *(ledger_mistakes(segments, warehouse) if warehouse else ()),
        *campaign_mistakes(project, segments),
        *declared_mistakes(project, vocabulary.traits if vocabulary else None),
        *backtest_mistakes(project),
        *goal_mistakes(project, segments, today(project)),
        *known_day_mistakes(project),
        *notify_mistakes(project, manifest, judged),
        *review_mistakes(project, judged),
        *_mistakes(judged, vocabulary, list(segments), dialect(project), warehouse),
    ]
    return sorted(dict.fromkeys(found))


def _mistakes(
    judged: list[Segment],
    vocabulary: Vocabulary | None,
    segments: list[str],
    engine: str,
    warehouse: Warehouse | None,
) -> list[str]:
    found: list[str] = []
    well_formed: list[Segment] = []
    for segment in judged:
        mine = list(definition_mistakes(segment, vocabulary))
        if vocabulary:
            mine += vocabulary_mistakes(segment, vocabulary, segments)
        mine += condition_mistakes(segment, vocabulary, engine)
        found += mine
        if not mine:
            well_formed.append(segment)
    # Texts with anything beyond the closed table never reach an engine.
    if vocabulary and warehouse:
        found += binding_mistakes(well_formed, warehouse)
    return found
