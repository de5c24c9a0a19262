"""`python -m bench.scores`: what it costs to fit the models of scores to many customers.

The customers are simulated, buy and leave as the models say, and stand in a DuckDB file as a refresh leaves
their purchase histories. The figure is the CPU of both fits that a scoring makes, of the present and of the
holdout, with reading histories and writing expectations.
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

from orchestration.scores.scoring import HISTORIES, score
from orchestration.warehouse.connections import open_file
from tests.python.made_tables import create_statements

from .meter import peak_megabytes

PARAMETERS = {"r": 0.6, "alpha": 6.0, "a": 0.8, "b": 2.5}
WEEKS = (10, 104)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints a line."""
    parser = argparse.ArgumentParser(prog="python -m bench.scores", description=__doc__)
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="scores-") as folder:
        file = Path(folder) / "simulated.duckdb"
        # In a process of its own: what simulating holds in memory isn't the fits'.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
            histories = beside.submit(_stand, file, asked.customers, asked.seed).result()
        before, begun = peak_megabytes(), time.process_time()
        with open_file(file, read_only=False) as warehouse:
            outcomes, _ = score(warehouse, datetime(2026, 1, 1))
        seconds, megabytes = time.process_time() - begun, peak_megabytes() - before
    failed = [f"{each.model}: {each.reason}" for each in outcomes if each.reason]
    print(
        f"customers {asked.customers:,}, different histories {histories:,}: {seconds:.1f} CPU seconds,"
        f" {megabytes:.0f} MB more at the peak{'; ' if failed else ''}{'; '.join(failed)}"
    )
    return 1 if failed else 0


def _stand(file: Path, customers: int, seed: int) -> int:
    """Writes the purchase histories of three cutoffs. Returns how many differ at the first."""
    chance = np.random.default_rng(seed)
    with duckdb.connect(str(file)) as connection:
        tables = create_statements("scores/create_score_tables.sql", "create_score_tables", _scores={})
        connection.execute(tables)
        for cutoff in ("now", "holdout", "training"):
            rows = pandas.DataFrame(_histories(customers, chance))
            connection.register("simulated", rows)
            selected = f"select '{cutoff}' as cutoff, * from simulated"
            made = f"create table {HISTORIES} as" if cutoff == "now" else f"insert into {HISTORIES}"
            connection.execute(f"{made} {selected}")
            connection.unregister("simulated")
        (different,) = connection.execute(
            "select count(distinct (frequency, recency_days, age_days))"
            f" from {HISTORIES} where cutoff = 'now'"
        ).fetchone() or (0,)
    return different


def _histories(customers: int, chance: np.random.Generator) -> dict[str, Any]:
    """Customers whose every purchase is drawn, up to a cutoff and in the 90 days that follow."""
    rate = chance.gamma(PARAMETERS["r"], 1 / PARAMETERS["alpha"], customers)
    leaving = chance.beta(PARAMETERS["a"], PARAMETERS["b"], customers)
    age = chance.integers(*WEEKS, customers) * 7.0
    now, active = np.zeros(customers), np.ones(customers, dtype=bool)
    frequency, recency, recent, later = (np.zeros(customers) for _ in range(4))
    while active.any():
        now[active] += np.ceil(7 * chance.exponential(1 / rate[active]))
        active &= now <= age + 90
        before = active & (now <= age)
        frequency[before] += 1
        recency[before] = now[before]
        recent[before & (now > age - 90)] += 1
        later[active & ~before] += 1
        active &= chance.random(customers) >= leaving
    spent = chance.gamma(6.0 * np.maximum(frequency, 1)) / np.maximum(frequency, 1)
    spent *= 15.0 / chance.gamma(4.0, 1.0, customers)
    return {
        "customer_id": np.arange(customers),
        **{"frequency": frequency.astype(int), "recency_days": recency.astype(int)},
        **{"age_days": age.astype(int), "days_since_purchase": (age - recency).astype(int)},
        **{"repeat_mean": np.where(frequency > 0, spent, np.nan)},
        **{"last_purchases": recent.astype(int), "next_purchases": later.astype(int)},
    }


if __name__ == "__main__":
    sys.exit(main())
