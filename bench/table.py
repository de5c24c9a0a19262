"""The tables of measurements, on the terminal or as Markdown: `python -m bench.table [duckdb|postgres]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from .gates import BESIDE, engine

RESULTS = {
    "duckdb": Path(__file__).parent / "results.json",
    "postgres": Path(__file__).parent / "results-postgres.json",
}

LAYERS = ("core", "features", "membership", "values", "ledger", "insights", "checkpoint")
PEERS = {
    "duckdb": "a model a segment in DuckDB",
    "chdb": "a query a segment in chdb",
    "polars": "Polars, features shared by event",
}

Row = tuple[str, ...]


def show(results: dict[str, Any], console: Console) -> None:
    """Prints the tables."""
    for title, (columns, rows) in tables(results).items():
        table = Table(*columns[:1], title=title, title_justify="left")
        for column in columns[1:]:
            table.add_column(column, justify="right")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def markdown(results: dict[str, Any]) -> str:
    """Returns the tables as Markdown."""
    parts = [_about(results)]
    for title, (columns, rows) in tables(results).items():
        lines = [f"**{title}**", "", _line(columns), _line(("---", *["---:"] * (len(columns) - 1)))]
        parts.append("\n".join([*lines, *(_line(row) for row in rows)]))
    return "\n\n".join(parts) + "\n"


def tables(results: dict[str, Any]) -> dict[str, tuple[Row, list[Row]]]:
    """Returns the title, columns and rows of each table."""
    judged = (("", "gate", "aim", "measured", "met", "all in", "affected"), list(_gates(results)))
    if results["parameters"]["target"] == "postgres":
        costs = (("", "server", *LAYERS[:-1], "client", "check"), list(_served(results["measured"])))
        return {"Gates": judged, "CPU seconds": costs}
    return {
        "Gates": judged,
        "CPU seconds": (
            ("", "engine", *LAYERS, *BESIDE, "peak GB"),
            list(_costs(results["measured"], results["parameters"]["segments"])),
        ),
        "The same members by other means": (
            ("", "CPU s", "of which loading", "peak GB", "members", "differences"),
            list(_others(results["measured"])),
        ),
    }


def compared(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Returns the measurements of other ways to the same members, by their name in the table."""
    if "duckdb" in found:
        return {"DuckDB": found["duckdb"]}
    alone = [found[name] for name in ("naive", "naive_of_many") if name in found]
    standing_alone = {_how_many(cost): cost for cost in alone}
    return standing_alone | {PEERS.get(name, name): cost for name, cost in found["peers"].items()}


def _how_many(cost: dict[str, Any]) -> str:
    run, of = cost["measured_segments"], cost["segments"]
    return f"naive, {of} segments" + (f" (scaled up from {run})" if run < of else "")


def _gates(results: dict[str, Any]) -> Iterator[Row]:
    for gate in results["gates"]:
        met = "yes" if gate["met"] else "no"
        all_in = "" if gate["all_in"] is None else _number(gate["all_in"])
        affected = "" if gate["affected"] is None else f"{gate['affected']:.2%}"
        figures = (_number(gate[of]) for of in ("gate", "aim", "value"))
        yield gate["name"], *figures, met, all_in, affected


def _costs(found: dict[str, Any], segments: int) -> Iterator[Row]:
    refreshes = {f"full build, {count} segments": full for count, full in found["full"].items()}
    refreshes["full build, a fifth of customers and events"] = found["smaller"]
    refreshes["refresh with nothing changed"] = _of(found["full"], segments)["unchanged"]
    refreshes["refresh after a day"] = found["day"]
    hours = sorted(found["hours"], key=engine)
    refreshes["refresh after an hour (median)"] = hours[len(hours) // 2]
    for name, cost in refreshes.items():
        parts = (_part(cost, part) for part in (*LAYERS, *BESIDE))
        yield name, _number(engine(cost)), *parts, _gigabytes(cost)
    for name, scan in {"scan": "scan of 365 days", "group_by": "group by customer, event"}.items():
        yield scan, _number(found["scans"][name]), *[""] * (len(LAYERS) + len(BESIDE) + 1)


def _served(found: dict[str, Any]) -> Iterator[Row]:
    hours = sorted(found["hours"], key=engine)
    refreshes = {
        "full build": found["full"],
        "refresh with nothing changed": found.get("unchanged"),
        "refresh after a day": found["day"],
        "refresh after an hour (median)": hours[len(hours) // 2],
        "refresh after a hundredth of the events at once": found.get("at_once"),
    }
    for name, cost in refreshes.items():
        if cost:
            parts = (_part(cost, part) for part in (*LAYERS[:-1], *BESIDE))
            yield name, _number(engine(cost)), *parts


def _part(cost: dict[str, Any], part: str) -> str:
    return _number(cost["parts"][part]) if part in cost["parts"] else ""


def _of(found: dict[Any, Any], segments: int) -> Any:
    """Reads a value by number, which JSON stores as a text key."""
    return found[segments] if segments in found else found[str(segments)]


def _others(found: dict[str, Any]) -> Iterator[Row]:
    for name, cost in compared(found).items():
        cpu = cost.get("cpu_of_all", cost["cpu"])
        loading = _number(cost["parts"]["load"]) if "load" in cost["parts"] else ""
        checked = (f"{cost['members']:,}", str(cost["differences"]))
        yield name, _number(cpu), loading, _gigabytes(cost), *checked


def _gigabytes(cost: dict[str, Any]) -> str:
    return f"{cost['peak_megabytes'] / 1024:.1f}"


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _about(results: dict[str, Any]) -> str:
    machine, asked, versions = (results[of] for of in ("machine", "parameters", "versions"))
    return (
        f"Measured on {results['date'][:10]}: {asked['customers']:,} customers, {asked['events']:,} events,"
        f" {asked['segments']} segments, seed {asked['seed']}; {machine['processor']},"
        f" {machine['cores']} cores, {machine['memory_gb']} GB; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + "."
    )


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    file = RESULTS[sys.argv[1] if len(sys.argv) > 1 else "duckdb"]
    print(markdown(json.loads(file.read_text(encoding="utf-8"))), end="")
