"""`segments discover`: clusters, and customers in no segment, as rules; and a rule as a draft."""

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from orchestration.clusters.trees import Rule
from orchestration.discovery.discover import Discovered, discover
from orchestration.discovery.emerging import emerging
from orchestration.project.errors import RefusedError
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.rules.drafts import Draft, refuse_unfit, told, write_draft
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table

# Segments to name beside a cluster, those that have most of the same customers.
OVERLAPS = 3


def show_discovered(
    project: Project,
    *,
    cluster: int | None,
    write: str | None,
    family: str | None,
    group: str | None,
    as_json: bool,
) -> None:
    """Prints each cluster, or one, as a rule with its precision and recall; writes a draft if asked.

    Raises RefusedError if customers have no clusters, and for a draft that can't be written.
    """
    if write is not None:
        if cluster is None:
            raise RefusedError("--write needs --cluster N, the cluster whose rule is to be written.")
        family, group = refuse_unfit(project, write, family, group)
    with console.shown_progress():
        found = discover(project)
    if cluster is not None:
        numbers = sorted(each.cluster for each in found)
        found = [each for each in found if each.cluster == cluster]
        if not found:
            valid = ", ".join(map(str, numbers))
            raise RefusedError(f"--cluster {cluster} is not shown; valid are {valid}.")
    written = ""
    if write is not None and family is not None and group is not None:
        written = told(project, write, _write(project, found[0], write, family, group))
    if as_json:
        console.print_json([each.as_row() for each in found])
        return
    for each in found:
        _print(each)
    if written:
        console.out.print(written, soft_wrap=True, highlight=False)


def show_emerging(project: Project, family: str, *, as_json: bool) -> None:
    """Prints the customers whom no segment of a family covers, in groups, and since when.

    Raises RefusedError for a family that isn't shown, and if its segments cover everybody.
    """
    with console.shown_progress():
        found = emerging(project, family)
    if as_json:
        console.print_json(asdict(found))
        return
    outside = sum(each.customers for each in found.groups)
    title = f"{number(outside)} of {number(found.asked)} customers are in no segment of {family}"
    console.out.print(title, style="bold", highlight=False)
    if found.reason:
        console.out.print(f"One group: {found.reason}.", highlight=False, soft_wrap=True)
    groups = (f"group {place}" for place in range(1, len(found.groups) + 1))
    table = figures_table("as of", "all customers", *groups)
    for place, day in enumerate(found.days):
        table.add_row(
            day, percent(found.shares[place]), *(percent(each.uncovered[place]) for each in found.groups)
        )
    console.out.print("\nThe share who were in no segment of it then", style="bold")
    console.show(table)
    for place, each in enumerate(found.groups, start=1):
        console.out.print(f"\nGroup {place}: {number(each.customers)} customers", style="bold")
        _print_rule(each.rule, each.conditions)


def _write(project: Project, found: Discovered, name: str, family: str, group: str) -> list[Path]:
    if found.rule is None:
        raise RefusedError(f"No rule finds cluster {found.cluster}; nothing was written.")
    description = (
        f"Customers like those of cluster {found.cluster}. Of customers who were held out, the rule has"
        f" {percent(found.rule.recall)} of the cluster's, and {percent(found.rule.precision)} of whom it has"
        " are the cluster's."
    )
    return write_draft(project, Draft(name, family, group, found.conditions, description))


def _print(found: Discovered) -> None:
    title = f"Cluster {found.cluster}: {number(found.customers)} customers"
    console.out.print(title, style="bold", highlight=False)
    _print_rule(found.rule, found.conditions)
    nearest = [f"{each.segment} {each.jaccard:.2f}" for each in found.overlaps[:OVERLAPS]]
    told = f"  segments with the same customers (Jaccard index): {', '.join(nearest) or 'none'}\n"
    console.out.print(told, highlight=False, soft_wrap=True)


def _print_rule(rule: Rule | None, conditions: list[str]) -> None:
    if rule is None:
        console.out.print("  No rule of conditions finds it.")
        return
    for place, condition in enumerate(conditions):
        console.out.print(Text(f"  {'and ' if place else ''}{condition}"), soft_wrap=True)
    console.out.print(
        f"  precision {percent(rule.precision)}, recall {percent(rule.recall)};"
        f" has {number(rule.matched)} of {number(rule.judges)} customers held out",
        highlight=False,
        soft_wrap=True,
    )
