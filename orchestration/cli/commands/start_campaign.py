"""`segments start-campaign`: records which customers a campaign gets, and in which arm each of them is."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from orchestration.campaigns.starting import Start, start_campaigns
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.warehouse.writer import only_writer


def start(project: Project, names: Sequence[str], *, is_plan: bool, wait: float, as_json: bool) -> None:
    """Print how many customers are in each arm, by stratum; all campaigns are recorded or none.

    Raises RefusedError as start_campaigns() does.
    """
    with only_writer(project, wait):
        starts = start_campaigns(project, names, is_plan=is_plan)
    if as_json:
        console.print_json({"is_plan": is_plan, "campaigns": [asdict(each) for each in starts]})
        return
    for each in starts:
        _print(each, is_plan=is_plan)


def _print(started: Start, *, is_plan: bool) -> None:
    customers = sum(count.customers for count in started.counts)
    done = "would be recorded" if is_plan else "are recorded, and stay as they are"
    console.out.print(
        f"{started.campaign}: the arms of {number(customers)} customers {done}", style="bold", highlight=False
    )
    console.show(_table(started))
    if started.competing:
        _say(f"Without the customers of {', '.join(started.competing)}, which it competes with.")
    for other in started.passed_over:
        advice = f" Start both: `segments start-campaign '{other}' '{started.campaign}'`." if is_plan else ""
        _say(f"{other} goes first by its priority and isn't started: it won't get these customers.{advice}")


def _table(started: Start) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    has_strata = any(count.stratum for count in started.counts)
    for title in ("segment", "stratum") if has_strata else ("segment",):
        table.add_column(title, overflow="fold")
    for arm, declared in started.percent.items():
        table.add_column(f"{arm} {declared:g}%", justify="right", overflow="fold")
    table.add_column("customers", justify="right")
    groups = dict.fromkeys((count.segment, count.stratum) for count in started.counts)
    for segment, stratum in groups:
        sizes = {
            count.arm: count.customers
            for count in started.counts
            if (count.segment, count.stratum) == (segment, stratum)
        }
        cells = [segment, stratum] if has_strata else [segment]
        table.add_row(
            *cells, *(number(sizes.get(arm, 0)) for arm in started.percent), number(sum(sizes.values()))
        )
    table.add_section()
    totals = {
        arm: sum(count.customers for count in started.counts if count.arm == arm) for arm in started.percent
    }
    everybody = sum(totals.values())
    shares = (f"{number(size)} ({percent(size / everybody)})" for size in totals.values())
    table.add_row("all", *([""] if has_strata else []), *shares, number(everybody))
    return table


def _say(sentence: str) -> None:
    console.out.print(sentence, style="yellow", markup=False, highlight=False, soft_wrap=True)
