"""Fits the models of a scoring, and writes what they expect of every purchase history."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import duckdb
import numpy as np
import pandas

from orchestration.project.layers import SCORES
from orchestration.scores.buying import DAYS, Histories, expected_purchases, fit_buying, probability_alive
from orchestration.scores.likelihood import Fit, FitError, Floats
from orchestration.scores.returning import COUNTED, SIGNS, fit_returning
from orchestration.scores.spending import fit_spending
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.csv_rows import load_csv
from orchestration.warehouse.numbers import numbers
from orchestration.warehouse.shares import of_a_share

HISTORIES = f"{SCORES}.purchase_histories"
KEPT = f"{SCORES}.scoring_models"
MODELS = f"{SCORES}.fitted_models"
PARAMETERS = f"{SCORES}.fitted_parameters"
EXPECTED = f"{SCORES}.expected_purchases"

EXPECTED_COLUMNS = """
cutoff varchar, frequency bigint, recency_days bigint, age_days bigint, p_alive double, purchases_90d double,
purchases_12m double
"""

# Fewer customers say little about others.
FEWEST = 200
# More than these say no more about means or probabilities: a fair share is asked, always the same.
MOST = 100_000
YEAR = 365
# As macros/scores/_scores_setting.sql has it.
FORECAST_DAYS = 90
# The cutoffs that models are fitted for: the present, and the days before those that test the forecast. Each
# with the one before, from which a probability learns, because it needs what followed.
FOLLOWED = {"now": "holdout", "holdout": "training"}


@dataclass(frozen=True)
class Outcome:
    """How a model was fitted to the customers of a cutoff: the fit, or why there is none."""

    model: str
    fitted_to: str
    customers: int
    fit: Fit | None
    reason: str | None


def score(warehouse: Warehouse, scored_as_of: datetime) -> tuple[list[Outcome], list[Outcome]]:
    """Fits all models to the purchase histories, and writes fits and expectations in place of those before.

    Returns the outcomes, of which each without a fit has a reason, and those of the models that could be
    fitted for the scoring before and can't be now. If there are any of these, nothing is written.
    """
    # Imported here because most refreshes fit nothing. The threads of linear algebra would wait for each
    # other longer than they work; only those of libraries that are loaded can be limited.
    import_module("scipy.optimize")
    from threadpoolctl import threadpool_limits

    outcomes: list[Outcome] = []
    with (
        threadpool_limits(1, user_api="blas"),
        tempfile.TemporaryDirectory(prefix="segments-scores-") as folder,
    ):
        file = Path(folder) / "expected.csv"
        with duckdb.connect() as beside:
            beside.execute(f"create table expected ({EXPECTED_COLUMNS})")
            for fitted_to in FOLLOWED:
                histories = _histories(warehouse, fitted_to)
                customers = int(histories.customers.sum())
                buying = _outcome("bg_nbd", fitted_to, customers, lambda: fit_buying(histories))  # noqa: B023
                outcomes += [buying, _spending(warehouse, fitted_to), _returning(warehouse, fitted_to)]
                if buying.fit:
                    beside.register("found", _expected(buying.fit, fitted_to, histories))
                    beside.execute("insert into expected by name from found")
            beside.execute(f"copy expected to '{file}' (format csv, header false)")
        lost = _lost(warehouse, outcomes)
        if not lost:
            _keep(warehouse, scored_as_of, outcomes, file)
    return outcomes, lost


def _lost(warehouse: Warehouse, outcomes: list[Outcome]) -> list[Outcome]:
    if not warehouse.columns(KEPT):
        return []
    last = warehouse.rows(
        f"select distinct model from {KEPT} where status = 'fitted'"
        f" and scored_as_of = (select max(scored_as_of) from {KEPT})"
    )
    fitted = {row["model"] for row in last}
    return [each for each in outcomes if each.fitted_to == "now" and not each.fit and each.model in fitted]


def _histories(warehouse: Warehouse, cutoff: str) -> Histories:
    frequency, recency, age, customers = numbers(
        warehouse,
        f"select frequency, recency_days, age_days, count(*) from {HISTORIES} where cutoff = ?"
        " group by frequency, recency_days, age_days order by frequency, recency_days, age_days",
        [cutoff],
    )
    return Histories(frequency, recency / DAYS, age / DAYS, customers)


def _spending(warehouse: Warehouse, fitted_to: str) -> Outcome:
    asked = f"{HISTORIES} where cutoff = ? and frequency > 0 and repeat_mean > 0"
    columns = _of_a_share(warehouse, "frequency, repeat_mean", asked, fitted_to)
    return _outcome("gamma_gamma", fitted_to, len(columns[0]), lambda: fit_spending(*columns))


def _returning(warehouse: Warehouse, fitted_to: str) -> Outcome:
    bought = "case when next_purchases > 0 then 1 else 0 end"
    asked = f"{HISTORIES} where cutoff = ?"
    signs = (*SIGNS, *(name for name in warehouse.columns(HISTORIES) if name.startswith(COUNTED)))
    *columns, outcome = _of_a_share(warehouse, f"{', '.join(signs)}, {bought}", asked, FOLLOWED[fitted_to])
    return _outcome(
        *("next_purchase", fitted_to, len(outcome)),
        lambda: fit_returning(np.column_stack(columns), outcome, signs),
    )


def _of_a_share(warehouse: Warehouse, columns: str, asked: str, cutoff: str) -> list[Floats]:
    """The columns for all customers, or for a share of them that is always the same: about MOST."""
    (row,) = warehouse.rows(f"select count(*) as customers from {asked}", [cutoff])
    share = of_a_share("customer_id", row["customers"], MOST)
    limit = f" and {share}" if share else ""
    return numbers(warehouse, f"select {columns} from {asked}{limit} order by customer_id", [cutoff])


def _outcome(model: str, fitted_to: str, customers: int, fit: Callable[[], Fit]) -> Outcome:
    if customers < FEWEST:
        reason = f"{customers} customers are too few, at least {FEWEST} are needed"
        return Outcome(model, fitted_to, customers, None, reason)
    try:
        return Outcome(model, fitted_to, customers, fit(), None)
    except FitError as error:
        return Outcome(model, fitted_to, customers, None, str(error))


def _expected(fit: Fit, cutoff: str, histories: Histories) -> pandas.DataFrame:
    """What the model expects of each history: of the present for a year, before the holdout until it ends."""
    days = [(values * DAYS).round().astype(int) for values in (histories.recency, histories.age)]
    column, reach = ("purchases_12m", YEAR) if cutoff == "now" else ("purchases_90d", FORECAST_DAYS)
    return pandas.DataFrame(
        {
            **{"cutoff": cutoff, "frequency": histories.frequency.astype(int)},
            **{"recency_days": days[0], "age_days": days[1], "p_alive": probability_alive(fit, histories)},
            column: expected_purchases(fit, histories, reach),
        }
    )


def _keep(warehouse: Warehouse, scored_as_of: datetime, outcomes: list[Outcome], expected: Path) -> None:
    with warehouse.transaction():
        for table in (MODELS, PARAMETERS, EXPECTED):
            warehouse.execute(f"delete from {table}")
        for each in outcomes:
            key = (scored_as_of, each.fitted_to, each.model)
            told = (each.fit.log_likelihood, each.fit.iterations) if each.fit else (None, None)
            status = "fitted" if each.fit else "not fitted"
            warehouse.insert(MODELS, [(*key, each.customers, *told, status, each.reason)])
            if each.fit:
                warehouse.insert(PARAMETERS, [(*key, *row) for row in each.fit.rows()])
        load_csv(warehouse, EXPECTED, expected)
