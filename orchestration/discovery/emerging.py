"""Customers whom no segment of a family covers: in groups, said as rules, and followed through releases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orchestration.clusters.centers import Centers
from orchestration.clusters.choice import chosen, of_as_many
from orchestration.clusters.trees import Rule, rule_for
from orchestration.discovery.discover import MOST, in_rules, said
from orchestration.discovery.traits import CUSTOMERS, ID, fair_share, read_known, standardized
from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER, PUBLISHED
from orchestration.project.nearest import hint
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.identifiers import literal
from orchestration.warehouse.numbers import numbers
from orchestration.warehouse.shown_segments import IS_PUBLIC, MEMBERS, VERSIONS

STAYS = f"{LEDGER}.believed_stays"
# Fewer customers aren't divided, and the most groups that are tried.
FEWEST, MOST_GROUPS = 200, 6
# The latest as-of times that groups are followed through.
TIMES = 6


@dataclass(frozen=True)
class Emerging:
    """A group of customers whom no segment of the family covers, with its rule.

    `uncovered` has, for each of the as-of days, the share of these customers who were in no segment of the
    family then.
    """

    customers: int
    rule: Rule | None
    conditions: list[str]
    uncovered: list[float]


@dataclass(frozen=True)
class Uncovered:
    """The groups, the largest first, of the customers who were asked: a share of all if there are many.

    `days` are the as-of days that groups were followed through, and `shares` the share of all customers whom
    no segment of the family covered then. `reason` says why there is a single group.
    """

    family: str
    asked: int
    days: list[str]
    shares: list[float]
    groups: list[Emerging]
    reason: str | None


def emerging(project: Project, family: str) -> Uncovered:
    """Returns the customers whom no segment of a family covers, in groups.

    Hidden segments and retired ones count as no segment. Raises RefusedError for a family that isn't shown,
    and if its segments cover everybody.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        _refuse_unknown(warehouse, family)
        known = in_rules(project, warehouse, read_known(warehouse, _members(family), "any", MOST))
        is_outside = ~known.is_member
        if not is_outside.any():
            raise RefusedError(f"Segments of {family} cover all customers.")
        days, past = _past(warehouse, family)
    _, values = standardized(known.signs, known.columns)
    centers, reason = grouped(values[is_outside])
    labels = centers.nearest(values[is_outside])
    usable = [place for place, sign in enumerate(known.signs) if sign.condition]
    groups = []
    for label in np.unique(labels):
        of_group = np.zeros(len(is_outside), dtype=bool)
        of_group[np.flatnonzero(is_outside)[labels == label]] = True
        rule = rule_for(known.columns, of_group, usable)
        shares = [float(1 - then[of_group].mean()) for then in past]
        groups.append(Emerging(int(of_group.sum()), rule, said(known, rule), shares))
    groups.sort(key=lambda each: -each.customers)
    shares = [float(1 - then.mean()) for then in past]
    return Uncovered(family, len(is_outside), days, shares, groups, reason)


def _refuse_unknown(warehouse: Warehouse, family: str) -> None:
    if not warehouse.columns(VERSIONS):
        raise RefusedError("Nothing is published yet: run `segments refresh` first.")
    rows = warehouse.rows(f"select distinct family from {VERSIONS} where {IS_PUBLIC} order by family")
    families = [row["family"] for row in rows]
    if family not in families:
        raise RefusedError(
            f"--emerging '{family}' is no family of published segments{hint(family, families)}."
        )


def _of_family(family: str) -> str:
    return f"(select segment from {VERSIONS} where family = {literal(family)} and {IS_PUBLIC})"


def _members(family: str) -> str:
    """Who is in any segment of the family, as a relation of segment and customer."""
    return (
        f"(select distinct cast('any' as varchar) as segment, {ID} from {MEMBERS}"
        f" where segment in {_of_family(family)}) as covered"
    )


def _past(warehouse: Warehouse, family: str) -> tuple[list[str], list[NDArray[np.float64]]]:
    """The latest as-of days, oldest first, and who of the customers was in a segment of the family then."""
    rows = warehouse.rows(
        f"select distinct as_of, as_of_day from {PUBLISHED}.segment_releases where is_latest_of_clock"
        f" order by as_of desc limit {TIMES}"
    )[::-1]
    columns = ", ".join(
        f"max(case when stays.entered_at <= timestamp '{row['as_of']}'"
        f" and (stays.exited_at is null or stays.exited_at > timestamp '{row['as_of']}') then 1 else 0 end)"
        for row in rows
    )
    found = numbers(
        warehouse,
        f"select {columns} from {CUSTOMERS} as traits left join {STAYS} as stays"
        f" on traits.{ID} = stays.{ID} and stays.segment in {_of_family(family)}"
        f"{fair_share(warehouse, MOST)} group by traits.{ID} order by traits.{ID}",
    )
    return [str(row["as_of_day"]) for row in rows], found


def grouped(values: NDArray[np.float64], before: int = 0) -> tuple[Centers, str | None]:
    """Returns the centers of groups, or one center of all with the reason.

    There are as many as `before` if halves of the customers find that many again: so they can be followed.
    """
    whole = Centers(values.mean(axis=0, keepdims=True), np.full(1, np.inf))
    if len(values) < FEWEST:
        return whole, f"{len(values)} customers are too few to divide, at least {FEWEST} are needed"
    again = of_as_many(values, before) if before > 1 else None
    clustering = again or chosen(values, MOST_GROUPS, "kmeans")
    if clustering is None or not clustering.is_stable:
        return whole, "they don't fall into groups that halves of them find again"
    return clustering.centers, None
