"""`segments backtest`: how well membership predicted, at past as-of times, what happened next."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from orchestration.explanation.backtest import Ratio, Test, backtest
from orchestration.project.figures import NONE, clock, number, percent
from orchestration.project.project import Project
from orchestration.rules.backtests import COUNTS, FILE, keep_backtest, rule_md5
from orchestration.rules.campaigns import today
from orchestration.terminal import console


def show_backtest(
    project: Project, name: str, *, outcome: str, horizon: int, times: int, keep: bool, as_json: bool
) -> None:
    """Prints precision, recall and lift at each as-of time, next to the naive guess. Keeps them on request.

    Raises RefusedError for an unknown segment, a mistake in a file, or a warehouse that isn't built.
    """
    with console.shown_progress():
        found = backtest(project, name, outcome, horizon, times)
    if keep:
        keep_backtest(project, name, outcome, [_row(project, name, outcome, horizon, test) for test in found])
    if as_json:
        answer = {"segment": name, "outcome": outcome, "horizon": horizon}
        console.print_json({**answer, "tests": [asdict(test) for test in found]})
        return
    title = f"{name}: how many of its members are in {outcome} {number(horizon)} days later"
    console.out.print(title, style="bold")
    console.show(_table(found, project.variables["time_zone"]))
    if keep:
        console.out.print(f"Kept in {FILE}: the next release shows it on the segment's page.", soft_wrap=True)


def _row(project: Project, name: str, outcome: str, horizon: int, test: Test) -> dict[str, Any]:
    zone = ZoneInfo(project.variables["time_zone"])
    counts = {column: getattr(test, column) for column in COUNTS}
    return {
        **{"segment": name, "outcome": outcome, "horizon_days": horizon, **counts},
        "as_of_day": test.as_of.replace(tzinfo=UTC).astimezone(zone).date(),
        "tested_on": today(project),
        "rule_md5": rule_md5(test.rule),
    }


def _table(found: list[Test], zone: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("as of", no_wrap=True)
    for title in ("members", "of them", "precision", "recall", "naive guess", "lift"):
        table.add_column(title, justify="right", overflow="fold")
    for test in found:
        shares = (_said(ratio, percent) for ratio in (test.precision, test.recall))
        lift = _said(test.lift, lambda value: f"{value:.2f}")
        counts = (number(test.members), number(test.hits))
        table.add_row(clock(test.as_of, zone), *counts, *shares, percent(test.base.value), lift)
    return table


def _said(ratio: Ratio, say: Callable[[float], str]) -> str:
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return NONE
    return f"{say(ratio.value)} ({say(ratio.low)} to {say(ratio.high)})"
