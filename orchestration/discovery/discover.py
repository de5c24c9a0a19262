"""Says each cluster as a rule, and how far the published segments have the same customers."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from orchestration.clusters.trees import Rule, rule_for
from orchestration.discovery.traits import CUSTOMERS, EVENT_NAMES, ID, Known, read_known
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.shown_segments import IS_PUBLIC, MEMBERS, VERSIONS

# Customers whom trees learn from: of more, a fair share, always the same.
MOST = 20_000
CLUSTERED = f"(select cluster as segment, {ID} from {CUSTOMERS}) as clustered"
OVERLAPS = f"""
select members.segment, count(*) as shared, min(sizes.size) as size
from {MEMBERS} as members
inner join {CUSTOMERS} as customers on members.{ID} = customers.{ID}
inner join (select segment from {VERSIONS} where {IS_PUBLIC}) as versions
    on members.segment = versions.segment
inner join (select segment, count(*) as size from {MEMBERS} group by segment) as sizes
    on members.segment = sizes.segment
where customers.cluster = ?
group by members.segment
"""


@dataclass(frozen=True)
class Overlap:
    """A segment, and the share of the customers of either that are in both (Jaccard index)."""

    segment: str
    jaccard: float


@dataclass(frozen=True)
class Discovered:
    """A cluster with its rule, as text and judged on customers held out; None if no rule finds it."""

    cluster: int
    customers: int
    rule: Rule | None
    conditions: list[str]
    overlaps: list[Overlap]

    def as_row(self) -> dict[str, Any]:
        """Returns what JSON shows."""
        figures = asdict(self.rule) if self.rule else {}
        figures.pop("conditions", None)
        told = {"cluster": self.cluster, "customers": self.customers, "rule": self.conditions}
        return {**told, **figures, "overlaps": [asdict(each) for each in self.overlaps]}


def discover(project: Project) -> list[Discovered]:
    """Returns each cluster that customers have now, the largest first, with its rule and overlaps.

    Raises RefusedError if customers have no clusters.
    """
    with open_warehouse(project, read_only=True) as warehouse:
        if "cluster" not in warehouse.columns(CUSTOMERS) or project.clusters is None:
            raise RefusedError(
                "Customers have no clusters: set the variable clusters, and run `segments refresh`."
            )
        sizes = warehouse.rows(
            f"select cluster, count(*) as customers from {CUSTOMERS} where cluster is not null"
            " group by cluster order by customers desc, cluster"
        )
        if not sizes:
            raise RefusedError("No cluster is shown: `segments clusters` says why.")
        # Nobody is asked for: the cluster itself is one of the signs.
        known = in_rules(project, warehouse, read_known(warehouse, CLUSTERED, None, MOST))
        (place,) = (place for place, sign in enumerate(known.signs) if sign.words == "cluster")
        return [
            _discovered(
                warehouse,
                replace(known, is_member=known.columns[place] == row["cluster"]),
                row["cluster"],
                row["customers"],
            )
            for row in sizes
        ]


def _discovered(warehouse: Warehouse, known: Known, cluster: int, customers: int) -> Discovered:
    usable = [place for place, sign in enumerate(known.signs) if sign.condition]
    rule = rule_for(known.columns, known.is_member, usable)
    overlaps = [
        Overlap(row["segment"], row["shared"] / (row["size"] + customers - row["shared"]))
        for row in (warehouse.rows(OVERLAPS, [cluster]) if warehouse.columns(VERSIONS) else [])
    ]
    overlaps.sort(key=lambda each: (-each.jaccard, each.segment))
    return Discovered(cluster, customers, rule, said(known, rule), overlaps)


def said(known: Known, rule: Rule | None) -> list[str]:
    """Returns the conditions of a rule as segments have them."""
    conditions = rule.conditions if rule else []
    return [each.said(*(known.signs[each.sign].condition or ("", ""))) for each in conditions]


def in_rules(project: Project, warehouse: Warehouse, known: Known) -> Known:
    """Returns the same, so that no rule names the cluster, and that rules can say the value."""
    event, days = str(project.variables.get("value_event") or ""), project.variables["value_days"]
    is_there = event and warehouse.rows(f"select 1 from {EVENT_NAMES} where event_name = ?", [event])
    total = f"{{{{{{{{ total('{event}', 'amount', within_days={days}) }}}}}}}}"
    saying = (f"{total} > {{}}", f"{total} <= {{}}") if is_there and "'" not in event else None
    signs = []
    for sign in known.signs:
        is_value = sign.sql == 'counted."value"'
        condition = saying if is_value else None if sign.words == "cluster" else sign.condition
        signs.append(replace(sign, condition=condition))
    return replace(known, signs=signs)
