"""Scores customers and puts them into clusters when it is time to, before the models that use either."""

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime
from typing import Any

from dagster import AssetExecutionContext, AssetKey, Output

from orchestration.defs.assets.events import build_and_report
from orchestration.defs.assets.names import selection
from orchestration.defs.notices import notify
from orchestration.defs.resources import Refresh
from orchestration.project.layers import (
    BEFORE_CLUSTERS,
    BEFORE_RULES,
    BEFORE_SCORING,
    CLUSTERINGS,
    CLUSTERS,
    CORE,
    CUSTOMERS,
    SCORES,
    SCORINGS,
)
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse

PLAN = f"{SCORES}.scoring_plan"
MADE = f"{SCORES}.scoring_models"
CLUSTERED = f"{SCORES}.clusterings"


def core_with_scores(
    context: AssetExecutionContext, refresh: Refresh, manifest: Mapping[str, Any], turn: list[str]
) -> Generator[Any, None, list[str]]:
    """Builds core, and the scores if they are due. Returns what is left of `turn`, a list of selections.

    Customers are left too if they have other scores than a moment before (`told_once`).
    """
    core = [path for path in selection(manifest, BEFORE_RULES).split() if path in turn]
    left = [path for path in turn if path not in (*core, f"path:{SCORES.path}")]
    before = _in_use(refresh.project)
    yield from build_and_report(context, refresh.dbt, manifest, "core", core + _paths(BEFORE_SCORING))
    scorings = [f"path:{SCORINGS}"]
    is_clustered = refresh.project.clusters is not None
    if _fit_if_due(refresh.project):
        # Each run of dbt costs half a second, so what clusters are made from comes with the scores.
        scored = scorings + (_paths(BEFORE_CLUSTERS) if is_clustered else [])
        yield from build_and_report(context, refresh.dbt, manifest, "scores", scored)
        scorings = []
    if is_clustered:
        if _is_to_be_clustered(refresh.project):
            if scorings:
                # Dagster takes nothing before what it is made from, even if that adds nothing.
                first = scorings + _paths(BEFORE_CLUSTERS)
                yield from build_and_report(context, refresh.dbt, manifest, "features", first)
            _cluster(refresh.project)
            yield from build_and_report(context, refresh.dbt, manifest, "clusters", [f"path:{CLUSTERINGS}"])
            scorings = []
        elif scorings:
            scorings.append(f"path:{CLUSTERS}")
        else:
            scorings.append(f"path:{CLUSTERINGS}")
    left = scorings + left
    return left if _in_use(refresh.project) == before else _paths(CUSTOMERS) + left


def told_once(events: Iterator[Any], left: list[str]) -> Iterator[Any]:
    """Yields the events of a run, without customers who were built a second time: Dagster takes them once."""
    again = {AssetKey([CORE.schema, name]).to_python_identifier() for name in CUSTOMERS}
    if not set(_paths(CUSTOMERS)) <= set(left):
        again = set()
    yield from (event for event in events if not (isinstance(event, Output) and event.output_name in again))


def _paths(models: Mapping[str, str]) -> list[str]:
    return [f"path:{path}" for path in models.values()]


def _in_use(project: Project) -> list[datetime | None]:
    """Returns of which as-of times the scores and clusters of customers are, by the plan as it stands."""
    with open_warehouse(project, read_only=True) as warehouse:
        found: list[datetime | None] = []
        for made in (MADE, CLUSTERED):
            if not (warehouse.columns(PLAN) and warehouse.columns(made)):
                found.append(None)
                continue
            (row,) = warehouse.rows(
                f"select max(scored_as_of) as newest from {made}"
                f" where scored_as_of <= (select scored_as_of from {PLAN})"
            )
            found.append(row["newest"])
        return found


def _is_to_be_clustered(project: Project) -> bool:
    """Returns whether the scoring of the plan is made and has no clusters yet."""
    with open_warehouse(project, read_only=True) as warehouse:
        if not warehouse.columns(MADE):
            return False
        of_plan = f"where scored_as_of = (select scored_as_of from {PLAN})"
        (made,) = warehouse.rows(f"select count(*) as rows from {MADE} {of_plan}")
        if not made["rows"] or not warehouse.columns(CLUSTERED):
            return bool(made["rows"])
        (clustered,) = warehouse.rows(f"select count(*) as rows from {CLUSTERED} {of_plan}")
        return not clustered["rows"]


def _cluster(project: Project) -> None:
    # Imported here because only a refresh that makes clusters needs it.
    from orchestration.clusters.clustering import cluster

    with step("centers") as say, open_warehouse(project) as warehouse:
        (plan,) = warehouse.rows(f"select scored_as_of, scored_on from {PLAN}")
        say(f"of customers as of {plan['scored_on']}")
        found = cluster(warehouse, plan["scored_as_of"])
        told = f"not shown: {found.reason}"
        if found.reason is None and found.clustering:
            told = f"{len(found.clustering.centers.places)} as of {plan['scored_on']}"
        say(told)


def _fit_if_due(project: Project) -> bool:
    """Fits the models of a scoring that is due. Returns whether customers can be scored by them."""
    with open_warehouse(project) as warehouse:
        (plan,) = warehouse.rows(f"select scored_as_of, scored_on, is_due from {PLAN}")
        return plan["is_due"] and _fit(project, warehouse, plan)


def _fit(project: Project, warehouse: Warehouse, plan: Mapping[str, Any]) -> bool:
    # Imported here because only a refresh that scores customers needs it.
    from orchestration.scores.scoring import score

    with step("models") as say:
        say(f"of purchases up to {plan['scored_on']}")
        outcomes, lost = score(warehouse, plan["scored_as_of"])
        missing = [f"{each.model}: {each.reason}" for each in outcomes if each.reason]
        say("; ".join([f"of purchases up to {plan['scored_on']}", *missing]))
    if lost:
        kept = "Customers keep their last scores."
        notify(project, "Scores", [f"{kept} {each.model}: {each.reason}." for each in lost])
    return not lost
