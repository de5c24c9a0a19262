"""`python -m bench.clusters`: what it costs to put many customers into clusters.

The customers are simulated, some groups and some noise, and stand in a DuckDB file as a refresh leaves what
clusters are made by. The figure is the wall time and the CPU of finding the centers, and of finding the
nearest center of every customer in SQL, with the statement that the model customer_clusterings makes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas

from orchestration.clusters.clustering import CENTERS, CLUSTERS, FEATURES, NAMES, PLAN, cluster
from orchestration.rules.said import said_by_macro
from orchestration.warehouse.connections import Warehouse, open_file
from tests.python.made_tables import create_statements

from .meter import peak_megabytes

NEAREST = "clusters/_nearest_center.sql"
GROUPS = 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints a line."""
    parser = argparse.ArgumentParser(prog="python -m bench.clusters", description=__doc__)
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--features", type=int, default=30)
    parser.add_argument("--method", choices=("kmeans", "hdbscan"), default="kmeans")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="clusters-") as folder:
        file = Path(folder) / "simulated.duckdb"
        # In a process of its own: what simulating holds in memory isn't the clustering's.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
            simulated = beside.submit(_stand, file, asked.customers, asked.features, asked.method, asked.seed)
            simulated.result()
        before, begun, started = peak_megabytes(), time.process_time(), time.monotonic()
        with open_file(file, read_only=False) as warehouse:
            found = cluster(warehouse, datetime(2026, 1, 1))
            fitted = time.monotonic() - started
            warehouse.execute(f"create table assigned as {_assignment(warehouse, asked.features)}")
            (count,) = warehouse.rows("select count(cluster) as customers from assigned")
        seconds, cpu = time.monotonic() - started, time.process_time() - begun
        megabytes = peak_megabytes() - before
    clusters = len(found.clustering.centers.places) if found.clustering else 0
    print(
        f"customers {asked.customers:,}, features {asked.features}: {clusters} clusters, {found.status},"
        f" of {count['customers']:,}: {seconds:.1f} s ({fitted:.1f} s of them for the centers),"
        f" {cpu:.1f} CPU seconds, {megabytes:.0f} MB more at the peak"
    )
    return 0 if found.reason is None else 1


def _assignment(warehouse: Warehouse, features: int) -> str:
    """The cluster of every customer, as the model has it."""
    centers = [
        {
            "cluster": int(row["cluster"]),
            "is_shown": row["is_shown"],
            "radius": row["radius"],
            "places": [
                {"column": f"feature_{place['position']}", **place}
                for place in warehouse.rows(
                    f"select position, place, mean, spread from {CENTERS} where cluster = ? order by 1",
                    [row["cluster"]],
                )
            ],
        }
        for row in warehouse.rows(f"select cluster, is_shown, radius from {CLUSTERS} order by cluster")
    ]
    standard = ", ".join(
        f"{said_by_macro(NEAREST, '_standardized', place)} as standard_{place['column']}"
        for place in centers[0]["places"]
    )
    distances = ", ".join(
        f"{said_by_macro(NEAREST, '_squared_distance', center)} as distance_{center['cluster']}"
        for center in centers
    )
    known = " and ".join(f"feature_{place} is not null" for place in range(1, features + 1))
    return (
        f"with standardized as (select customer_id, {standard} from {FEATURES} where {known}),"
        f" distances as (select customer_id, {distances} from standardized)"
        f" select customer_id, {said_by_macro(NEAREST, '_nearest_center', centers)} as cluster from distances"
    )


def _stand(file: Path, customers: int, features: int, method: str, seed: int) -> None:
    """Writes what customers are compared by, amounts that are lognormal around the places of their group."""
    chance = np.random.default_rng(seed)
    places = chance.normal(size=(GROUPS, features))
    with duckdb.connect(str(file)) as connection:
        tables = create_statements(
            "clusters/create_cluster_tables.sql", "create_cluster_tables", _clusters={}
        )
        connection.execute(tables)
        connection.execute(f"create table {PLAN} as select 8::bigint as at_most, '{method}' as method")
        connection.execute(
            f"create table {NAMES} as select position, 'f' || position as feature"
            f" from generate_series(1, {features}) as numbers(position)"
        )
        for start in range(0, customers, 100_000):
            count = min(100_000, customers - start)
            columns = _customers(places[chance.integers(GROUPS, size=count)], chance)
            rows = pandas.DataFrame({"customer_id": np.arange(start, start + count), **columns})
            connection.register("simulated", rows)
            made = f"insert into {FEATURES}" if start else f"create table {FEATURES} as"
            connection.execute(f"{made} select * from simulated")
            connection.unregister("simulated")


def _customers(places: Any, chance: np.random.Generator) -> dict[str, Any]:
    values = np.expm1(np.maximum(4 + places + 0.6 * chance.normal(size=places.shape), 0))
    return {f"feature_{number}": column for number, column in enumerate(values.T, start=1)}


if __name__ == "__main__":
    sys.exit(main())
