"""Reads what is published about customers' scores, without a row for each customer."""

from typing import Any

from orchestration.project.layers import PUBLISHED
from orchestration.warehouse.connections import Warehouse

CELLS = f"""
select
    rfm_cell, count(*) as customers, sum(value) as value, avg(p_alive) as p_alive,
    sum(cast(clv_12m as numeric(38, 2))) as clv_12m
from {PUBLISHED}.customer_scores
group by rfm_cell
order by value desc, rfm_cell
"""
QUERIES = {
    "models": f"select * from {PUBLISHED}.score_models order by model, parameter",
    "forecasts": f"select * from {PUBLISHED}.score_forecasts order by forecast desc",
    "calibration": f"select * from {PUBLISHED}.score_calibrations order by score, decile",
    "deciles": f"select * from {PUBLISHED}.value_deciles order by decile",
    "cells": CELLS,
}


# What the page shows of a segment's members, beside all customers.
EXPECTED = (
    *("scored_members", "p_alive_mean", "base_p_alive_mean"),
    *("p_purchase_90d_mean", "base_p_purchase_90d_mean", "purchases_12m_mean", "base_purchases_12m_mean"),
    *("clv_12m_mean", "base_clv_12m_mean", "clv_12m"),
)
SPREAD = ("score", "value", "members", "share", "base_share", "index", "clv_12m")


def read_member_scores(published: Warehouse) -> dict[str, dict[str, list[Any]]]:
    """Returns, by segment, EXPECTED as `expected` and rows of SPREAD as `spread`. Empty without scores."""
    if not published.columns(f"{PUBLISHED}.segment_scores"):
        return {}
    found: dict[str, dict[str, list[Any]]] = {
        row["segment"]: {"expected": [row[column] for column in EXPECTED], "spread": []}
        for row in published.rows(f"select * from {PUBLISHED}.segment_scores order by segment")
    }
    for row in published.rows(
        f"select * from {PUBLISHED}.segment_score_profiles order by segment, score, value"
    ):
        found[row["segment"]]["spread"].append([row[column] for column in SPREAD])
    return found


def read_scores(published: Warehouse) -> dict[str, list[dict[str, Any]]] | None:
    """Returns models, forecasts, calibration, deciles and RFM cells of the last release.

    None if it has no scores, or the project scores nobody.
    """
    if not published.columns(f"{PUBLISHED}.score_models"):
        return None
    found = {name: published.rows(query) for name, query in QUERIES.items()}
    return found if found["models"] and found["deciles"] else None
