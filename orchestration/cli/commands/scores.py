"""`segments scores`: what the scores of customers rest on, and how their forecasts fared."""

from typing import Any

from rich.table import Table

from orchestration.project.errors import RefusedError
from orchestration.project.figures import NONE, number, percent
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.publication.scores import read_scores
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table
from orchestration.warehouse.connections import open_published

# What the forecasts are of, and what their error is.
KINDS = {
    "purchases": "days with a purchase",
    "amount": "amount",
    "probability": "customers who buy",
}


def scores(project: Project, *, as_json: bool) -> None:
    """Prints models with errors, forecasts beside a plain guess, deciles, and cells.

    Raises RefusedError if the project scores nobody, or no release has scores yet.
    """
    if project.scores is None:
        raise RefusedError(f"{PROJECT_FILE}: scores is null, so nobody is scored; write {{every: month}}.")
    with open_published(project) as published:
        found = read_scores(published)
    if not found:
        raise RefusedError("The last release has no scores: run `segments refresh`.")
    if as_json:
        console.print_json(found)
        return
    (first, *_) = found["models"]
    day = first["scored_on"]
    console.out.print(f"Scores of purchases up to {day}", style="bold")
    console.show(_models(found["models"]))
    days = found["forecasts"][0]["days"] if found["forecasts"] else 0
    if days:
        console.out.print(f"\nThe last {days} days, forecast from what came before", style="bold")
        console.show(_forecasts(found["forecasts"]))
        for line in _verdicts(found["forecasts"], days):
            console.out.print(line, soft_wrap=True, highlight=False)
        console.out.print("\nCalibration: forecast and outcome by tenth of the customers", style="bold")
        console.show(_calibration(found["calibration"]))
    console.out.print("\nCustomers by tenths of their value", style="bold")
    console.show(_deciles(found["deciles"]))
    console.out.print("\nCustomers by RFM cell", style="bold")
    console.show(_cells(found["cells"]))


def _models(rows: list[dict[str, Any]]) -> Table:
    table = figures_table("model", "customers", "parameter", "estimate", "standard error")
    for row in rows:
        if row["parameter"] is None:
            table.add_row(row["model"], number(row["customers"]), f"{row['status']}: {row['reason']}", "", "")
            continue
        error = NONE if row["standard_error"] is None else f"{row['standard_error']:.4g}"
        figures = (row["parameter"], f"{row['estimate']:.4g}", error)
        table.add_row(row["model"], number(row["customers"]), *figures)
    return table


def _forecasts(rows: list[dict[str, Any]]) -> Table:
    table = figures_table("forecast", "forecast", "plain guess", "what happened", "error", "its error")
    for row in rows:
        totals = (row["forecast_total"], row["baseline_total"], row["actual_total"])
        errors = (f"{row['forecast_error']:.4g}", f"{row['baseline_error']:.4g}")
        table.add_row(KINDS[row["forecast"]], *(number(total) for total in totals), *errors)
    return table


def _verdicts(rows: list[dict[str, Any]], days: int) -> list[str]:
    """Returns a sentence for each forecast that a plain guess would have beaten."""
    return [
        f"For the {KINDS[row['forecast']]}, the plain guess is nearer: that they are as in the {days} days"
        " before."
        for row in rows
        if not row["is_better"]
    ]


def _calibration(rows: list[dict[str, Any]]) -> Table:
    table = figures_table("tenth", "buy, forecast", "bought", "days, forecast", "days")
    by_decile: dict[int, dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_decile.setdefault(row["decile"], {})[row["score"]] = row
    for decile, scores in sorted(by_decile.items()):
        chance, days = scores.get("p_purchase_90d"), scores.get("purchases_90d")
        table.add_row(
            number(decile),
            *((percent(chance["predicted"]), percent(chance["happened"])) if chance else (NONE, NONE)),
            *((f"{days['predicted']:.2f}", f"{days['happened']:.2f}") if days else (NONE, NONE)),
        )
    return table


def _deciles(rows: list[dict[str, Any]]) -> Table:
    outlooks = ("left", "still buy", "value of 12 months")
    table = figures_table("tenth", "customers", "value", "share", "from", "to", *outlooks)
    for row in rows:
        figures = (row["customers"], row["value"])
        bounds = (row["lowest_value"], row["highest_value"])
        outlook = (percent(row["churned_share"]), percent(row["p_alive_mean"]), number(row["clv_12m"]))
        shares = (percent(row["value_share"]), *map(number, bounds))
        table.add_row(number(row["decile"]), *map(number, figures), *shares, *outlook)
    return table


def _cells(rows: list[dict[str, Any]]) -> Table:
    table = figures_table("cell", "customers", "value", "still buy", "value of 12 months")
    for row in rows:
        outlook = (percent(row["p_alive"]), number(row["clv_12m"]))
        table.add_row(row["rfm_cell"], number(row["customers"]), number(row["value"]), *outlook)
    return table
