"""Everything from staging to the candidates and the facts of the audit, built by one dbt run."""

import contextlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, Output, ResourceParam
from dagster_dbt import dbt_assets

from orchestration.defs.assets.events import build_and_report, leaving_nothing_out
from orchestration.defs.assets.names import Names, outputs_in_order, selection
from orchestration.defs.assets.scoring import core_with_scores, told_once
from orchestration.defs.notices import notify
from orchestration.defs.resources import Refresh
from orchestration.explanation.rule_parts import RulePart, record_rule_parts, rule_parts
from orchestration.explanation.told import Told, record_told_rules, told_rules
from orchestration.lists.files import list_files
from orchestration.lists.loading import load_lists
from orchestration.project.errors import RefusedError
from orchestration.project.layers import (
    BEFORE_CLOCKS,
    BEFORE_RULES,
    CANDIDATES,
    EVALUATION,
    INPUT,
    MEMBERSHIP,
    SEGMENTS,
)
from orchestration.project.own_input import is_made_here
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.publication.renames import carry_on, pending_renames
from orchestration.publication.work import work_figures
from orchestration.rules.check import check_rules, dialect
from orchestration.rules.former_names import ledger_mistakes
from orchestration.rules.registry import read_segments
from orchestration.rules.vocabulary import CUSTOMERS, EVENTS
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.guarded import open_guarded

# An error in a file below one of these paths means that the input data were in order.
AFTER_CORE = tuple(f"{layer.path}/" for layer in (*EVALUATION, SEGMENTS))

WORK = AssetKey([MEMBERSHIP.schema, "refresh_work"])


def candidate_assets(manifest: Mapping[str, Any]) -> AssetsDefinition:
    """Returns the asset definition of all nodes before the audit."""
    select = selection(manifest, CANDIDATES)

    @cache
    def told(spoken: str) -> tuple[list[Told], list[RulePart]]:
        """Returns the rules as readers see them, and their parts: the same at each clock of a backfill."""
        segments = read_segments(manifest)
        return told_rules(segments, spoken), list(rule_parts(segments, spoken))

    @dbt_assets(manifest=manifest, select=select, name="candidates", dagster_dbt_translator=Names())
    @leaving_nothing_out
    def candidates(context: AssetExecutionContext, refresh: ResourceParam[Refresh]) -> Iterator[Any]:
        turn = select.split()
        if refresh.takes_input:
            _take_lists(refresh.project)
        else:
            # A run before this one built what doesn't depend on the clock.
            yield from (Output(None, output_name=name) for name in outputs_in_order(manifest, BEFORE_CLOCKS))
            turn = selection(manifest, tuple(layer.path for layer in EVALUATION)).split()
        # Core reads the relation that a variable names. dbt can't see that a model of the project makes it.
        if refresh.takes_input and is_made_here(refresh.project, manifest):
            first = selection(manifest, INPUT).split()
            yield from build_and_report(context, refresh.dbt, manifest, "input", first)
            refresh.dbt.look_at_customers()
            turn = [path for path in turn if path not in first]
        # Rules that fit the existing core nearly always fit the next one, so one dbt run does everything.
        # Otherwise the new core is built first: it may bring the column or event that the rules need.
        before, mistakes = _judged(refresh, manifest)
        if refresh.project.scores is not None:
            turn = yield from core_with_scores(context, refresh, manifest, turn)
            before, mistakes = _judged(refresh, manifest)
            _refuse(mistakes)
        elif mistakes:
            core = [path for path in selection(manifest, BEFORE_RULES).split() if path in turn]
            yield from build_and_report(context, refresh.dbt, manifest, "core", core)
            before, mistakes = _judged(refresh, manifest)
            _refuse(mistakes)
            turn = [path for path in turn if path not in core]
        _carry_on_renamed(refresh, manifest)
        try:
            built = build_and_report(context, refresh.dbt, manifest, "candidates", turn)
            for event in told_once(built, turn):
                is_work = isinstance(event, Output) and event.output_name == WORK.to_python_identifier()
                yield _with_figures(event, refresh) if is_work else event
        except RefusedError as error:
            # A column changed after the rules were checked. Checking again names the faulty file, which the
            # engine doesn't.
            if error.sentences[0].startswith(AFTER_CORE):
                _refuse(_judged(refresh, manifest)[1])
            raise
        if _columns(refresh) != before:
            _refuse(_judged(refresh, manifest)[1])
        rules, parts = told(dialect(refresh.project))
        with open_warehouse(refresh.project) as warehouse:
            record_told_rules(warehouse, rules)
            record_rule_parts(warehouse, parts)

    return candidates


Columns = dict[str, dict[str, str]]


def _judged(refresh: Refresh, manifest: Mapping[str, Any]) -> tuple[Columns, list[str]]:
    """Returns the columns of the existing core, and the mistakes of the rules against it.

    A missing core counts as a mistake.
    """
    with open_guarded(refresh.project) as warehouse:
        columns = {relation: warehouse.columns(relation) for relation in (CUSTOMERS, EVENTS)}
        if not all(columns.values()):
            return columns, ["no core"]
        return columns, check_rules(refresh.project, manifest, warehouse)


def _columns(refresh: Refresh) -> Columns:
    with open_warehouse(refresh.project, read_only=True) as warehouse:
        return {relation: warehouse.columns(relation) for relation in (CUSTOMERS, EVENTS)}


def _take_lists(project: Project) -> None:
    """Take in the files of lists/ that changed; what was refused of them is told once, and said each time."""
    with contextlib.ExitStack() as shown:
        # Most projects have no lists, and need no word about them.
        say = shown.enter_context(step("lists")) if list_files(project) else None
        loaded = load_lists(project)
        if loaded.news or loaded.standing:
            say = say or shown.enter_context(step("lists"))
        if say:
            say(" ".join([f"taken: {', '.join(loaded.taken) or 'none'}.", *loaded.news, *loaded.standing]))
    if loaded.news:
        notify(project, "Lists", loaded.news)


def _carry_on_renamed(refresh: Refresh, manifest: Mapping[str, Any]) -> None:
    """Moves the history of renamed segments to their new names, once their relations exist."""
    segments = read_segments(manifest)
    with open_warehouse(refresh.project) as warehouse:
        _refuse(list(ledger_mistakes(segments, warehouse)))
        renames = pending_renames(warehouse, segments)
    if not renames:
        return
    with step("renames") as say:
        # Empty until the next statement. A client that finds the new name in the catalogue then finds
        # members, too.
        refresh.dbt.build(renames, lambda event: None)
        with open_warehouse(refresh.project) as warehouse:
            carry_on(warehouse, segments, renames)
        say(", ".join(f"{name}, formerly {old}" for name, old in renames.items()))


def _with_figures(output: Output[Any], refresh: Refresh) -> Output[Any]:
    """Adds the figures of the refresh, which Dagster plots from run to run."""
    with open_warehouse(refresh.project, read_only=True) as warehouse:
        figures = work_figures(warehouse)
    return Output(output.value, output_name=output.output_name, metadata={**output.metadata, **figures})


def _refuse(mistakes: list[str]) -> None:
    if mistakes:
        raise RefusedError(*mistakes)
