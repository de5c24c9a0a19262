"""Follows the customers whom no segment of a family covers through releases: their groups, and their sizes.

Groups are found by the features of the variable clusters, after each clustering. In between, every customer
belongs to the nearest center. What readers don't see takes no part: hidden segments and traits that nothing
published names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from orchestration.clusters.centers import Floats, by_logarithm
from orchestration.clusters.labels import Former, numbered
from orchestration.clusters.trees import Condition, Mask, rule_for
from orchestration.discovery.discover import MOST
from orchestration.discovery.emerging import grouped
from orchestration.discovery.kept_groups import Group, Groups, keep, kept_groups
from orchestration.discovery.traits import CUSTOMERS, ID, Sign, read_columns, read_signs
from orchestration.project.layers import PUBLISHED, SCORES
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal
from orchestration.warehouse.shown_segments import IS_PUBLIC, MEMBERS, VERSIONS

CLUSTERINGS = f"{SCORES}.clusterings"
COVERING = f"(select segment, family from {VERSIONS} where {IS_PUBLIC}) as versions"


@dataclass(frozen=True)
class _Known:
    """Customers: the signs, a column for each, the names of the features, and whom each family covers."""

    signs: list[Sign]
    columns: list[Floats]
    features: list[str]
    covered: Mapping[str, Mask]

    @cached_property
    def logs(self) -> Floats:
        """The features as clusters take them: by their logarithms, a column each, NaN where unknown."""
        places = {sign.words: place for place, sign in enumerate(self.signs)}
        return by_logarithm(np.column_stack([self.columns[places[name]] for name in self.features]))


def follow(project: Project, warehouse: Warehouse, release_id: int, as_of: datetime) -> list[Group]:
    """Records the groups of each family for the release that stands, and returns them.

    Before the first clustering there is nothing to record.
    """
    if not warehouse.columns(CLUSTERINGS):
        return []
    (made,) = warehouse.rows(
        f"select max(scored_as_of) as scored_as_of from {CLUSTERINGS} where scored_as_of <= ?", [as_of]
    )
    if made["scored_as_of"] is None:
        return []
    known = _read(project, warehouse)
    if known is None:
        return []
    (count,) = warehouse.rows(f"select count(*) as customers from {CUSTOMERS}")
    found = []
    for family, is_covered in known.covered.items():
        groups = _groups(warehouse, known, family, made["scored_as_of"])
        if groups is not None:
            sizes = _sizes(known, groups, is_covered)
            found.append((groups, sizes, len(is_covered), int(count["customers"])))
    covering = warehouse.rows(f"select segment, family from {COVERING} order by family, segment")
    return keep(warehouse, release_id, found, [(row["family"], row["segment"]) for row in covering])


def _read(project: Project, warehouse: Warehouse) -> _Known | None:
    """None if a declared feature isn't known: the next clustering refuses it."""
    features = list((project.clusters or {})["features"])
    shown = {*(project.variables.get("profile_traits") or ()), *features}
    shown |= {*warehouse.columns(f"{PUBLISHED}.customer_scores")} - {"cluster"}
    signs = read_signs(warehouse, shown)
    if not {*features} <= {sign.words for sign in signs}:
        return None
    families = warehouse.rows(f"select distinct family from {COVERING} order by family")
    names = [row["family"] for row in families]
    each = [
        f"max(case when versions.family = {literal(name)} then 1 else 0 end) as family_{place}"
        for place, name in enumerate(names)
    ]
    joined = (
        f"(select members.{ID}, {', '.join(each)} from {MEMBERS} as members inner join {COVERING}"
        f" on members.segment = versions.segment group by members.{ID}) as covered"
    )
    if not names:
        return None
    further = [f"coalesce(covered.family_{place}, 0)" for place in range(len(names))]
    columns, covered = read_columns(warehouse, signs, further, joined, most=MOST)
    masks = {name: column > 0 for name, column in zip(names, covered, strict=True)}
    return _Known(signs, columns, features, masks)


def _groups(warehouse: Warehouse, known: _Known, family: str, scored_as_of: datetime) -> Groups | None:
    """The groups to follow, found anew if the clustering has none; None if the family covers everybody."""
    all_kept = kept_groups(warehouse, family)
    kept = [each for each in all_kept if each.features == known.features]
    of_clustering = [each for each in kept if each.scored_as_of == scored_as_of]
    if of_clustering:
        return of_clustering[-1]
    earlier = [each for each in kept if each.scored_as_of < scored_as_of]
    former = earlier[-1] if earlier else kept[0] if kept else None
    if known.covered[family].all():
        return None
    highest = all_kept[-1].highest if all_kept else 0
    return _found(known, family, scored_as_of, former, highest)


def _found(known: _Known, family: str, scored_as_of: datetime, former: Groups | None, highest: int) -> Groups:
    is_outside, scale = ~known.covered[family], _scale(known.logs)
    values = _scaled(known.logs, *scale)
    centers, reason = grouped(values[is_outside], len(former.groups) if former else 0)
    recognized = Former([], np.empty((0, values.shape[1])), highest)
    # All customers and a part of them aren't the same group.
    if former and (former.reason is None) == (reason is None):
        logs = former.places * former.spreads + former.means
        names = [group.number for group in former.groups]
        recognized = Former(names, (logs - scale[0]) / scale[1], highest)
    numbers, drifts = numbered(centers, recognized)
    nearest = centers.nearest(values)
    groups = [
        Group(family, number, drift, *_told_by(known, is_outside & (nearest == place)))
        for place, (number, drift) in enumerate(zip(numbers, drifts, strict=True))
    ]
    return Groups(family, scored_as_of, None, reason, known.features, *scale, centers.places, groups, highest)


def _scale(logs: Floats) -> tuple[Floats, Floats]:
    """The mean and the standard deviation of each feature, over the customers of whom it is known."""
    known = [column[~np.isnan(column)] for column in logs.T]
    means = [column.mean() if len(column) else 0.0 for column in known]
    # A feature that all customers share tells nobody apart.
    spreads = [column.std() if len(column) and column.std() > 1e-9 else 1.0 for column in known]
    return np.array(means), np.array(spreads)


def _scaled(logs: Floats, means: Floats, spreads: Floats) -> Floats:
    """In standard deviations from the mean; what isn't known is the mean."""
    return np.nan_to_num((logs - means) / spreads, nan=0.0)


def _sizes(known: _Known, groups: Groups, is_covered: Mask) -> list[int]:
    values = _scaled(known.logs, groups.means, groups.spreads)
    nearest = groups.centers.nearest(values)
    return [int((~is_covered & (nearest == place)).sum()) for place in range(len(groups.groups))]


def _told_by(known: _Known, of_group: Mask) -> tuple[str | None, float | None, float | None]:
    """The conditions that tell a group from all other customers in words, with their precision and recall."""
    usable = [place for place, sign in enumerate(known.signs) if sign.condition or sign.is_amount]
    rule = rule_for(known.columns, of_group, usable)
    if rule is None:
        return None, None, None
    said = [_in_words(known.signs[each.sign], each) for each in rule.conditions]
    return " and ".join(said), rule.precision, rule.recall


def _in_words(sign: Sign, condition: Condition) -> str:
    if sign.is_amount:
        return sign.words + condition.said(" > {}", " <= {}")
    if condition.is_above:
        return sign.words
    return sign.words.replace(" = ", " is not ", 1) if " = " in sign.words else f"not {sign.words}"
