"""Scores of a shop's customers, held against what Python makes of the shop's orders alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import numpy as np
import pytest
import small_shop
from conftest import BuiltProject
from scored_shop import AS_OF, CUSTOMERS, CUTOFFS, SCORED_ON, History, add, histories, open_scored_shop

from orchestration.scores.buying import Histories, expected_purchases, fit_buying, probability_alive
from orchestration.scores.spending import fit_spending

pytestmark = pytest.mark.slow

SIGNS = ("frequency", "days_since_purchase", "age_days", "last_purchases")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    project = open_scored_shop(tmp_path_factory.mktemp("scored") / "shop")
    project.refresh("--as-of", AS_OF)
    return project


def arrays(found: dict[str, History]) -> Histories:
    columns = [[h.frequency, h.recency / 7, h.age_days / 7, 1] for h in found.values()]
    return Histories(*np.array(columns, dtype=float).T)


def scores(shop: BuiltProject) -> dict[str, dict]:
    with shop.reading() as published:
        asked = published.execute("select * from published.customer_scores")
        names = [column[0] for column in asked.description]
        rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    return {row["customer_id"]: row for row in rows}


def fifths(figures: dict[str, float]) -> dict[str, int]:
    """The fifth of each by how many are strictly lower."""
    ordered = sorted(figures.values())
    return {
        name: 5 * sum(other < figure for other in ordered) // len(ordered) + 1
        for name, figure in figures.items()
    }


def test_everybody_who_bought_before_the_period_ended_is_scored_and_nothing_after_counts(shop: BuiltProject):
    found, wanted = scores(shop), histories(SCORED_ON)
    assert set(found) == set(wanted) != {f"c{number:03}" for number in range(CUSTOMERS)}
    assert {row["scored_on"] for row in found.values()} == {SCORED_ON}
    for customer, history in wanted.items():
        row = found[customer]
        assert row["purchase_days"] == history.purchase_days
        assert float(row["value"]) == pytest.approx(history.value)
        assert row["days_since_purchase"] == history.days_since_purchase


def test_scores_of_recency_frequency_and_value_are_fifths_and_ties_stay_together(shop: BuiltProject):
    found, wanted = scores(shop), histories(SCORED_ON)
    for column, figures in {
        "recency_score": {name: -h.days_since_purchase for name, h in wanted.items()},
        "frequency_score": {name: h.purchase_days for name, h in wanted.items()},
        "monetary_score": {name: h.value for name, h in wanted.items()},
    }.items():
        assert {name: row[column] for name, row in found.items()} == fifths(figures)
    ordered = sorted(wanted, key=lambda name: (-wanted[name].value, name))
    size = -(-len(ordered) // 10)
    bigger = len(ordered) % 10 or 10
    tenth = {}
    for place, name in enumerate(ordered):
        in_bigger = place < bigger * size
        tenth[name] = place // size + 1 if in_bigger else bigger + (place - bigger * size) // (size - 1) + 1
    assert {name: row["value_decile"] for name, row in found.items()} == tenth
    tiers = {row["value_tier"] for row in found.values()}
    assert {"negative", "none", "low", "middle", "high"} == tiers
    for name, row in found.items():
        assert (row["value_tier"] == "negative") == (wanted[name].value < 0)


def test_probabilities_and_lifetime_values_follow_from_the_fits(shop: BuiltProject):
    found, wanted = scores(shop), histories(SCORED_ON)
    many = arrays(wanted)
    buying = fit_buying(many)
    means = [(h.frequency, h.mean) for h in wanted.values() if h.mean is not None and h.mean > 0]
    spending = fit_spending(*np.array(means, dtype=float).T)
    alive, bought = probability_alive(buying, many), expected_purchases(buying, many, 365)
    estimates = _estimates(shop)
    assert estimates["bg_nbd"] == pytest.approx(
        dict(zip(buying.names, buying.estimates, strict=True)), rel=0.01
    )
    assert min(row["clv_12m"] for row in found.values()) < 0
    p, q, gamma = (spending[name] for name in ("p", "q", "gamma"))
    logit = estimates["next_purchase"]
    for place, (name, history) in enumerate(wanted.items()):
        row = found[name]
        assert row["p_alive"] == pytest.approx(alive[place], abs=0.005)
        assert row["purchases_12m"] == pytest.approx(bought[place], rel=0.02, abs=0.01)
        if history.mean is not None and history.mean <= 0:
            amount = history.mean
        else:
            total = history.frequency * (history.mean or 0)
            amount = p * (gamma + total) / (p * history.frequency + q - 1)
        assert row["clv_12m"] == pytest.approx(bought[place] * amount, rel=0.05, abs=0.5)
        signs = sum(logit[sign] * np.log1p(getattr(history, sign)) for sign in SIGNS)
        assert row["p_purchase_90d"] == pytest.approx(1 / (1 + np.exp(-logit["intercept"] - signs)), abs=1e-5)


def _estimates(shop: BuiltProject) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with shop.reading() as published:
        rows = published.execute("select model, parameter, estimate from published.score_models").fetchall()
    for model, parameter, estimate in rows:
        found[model][parameter] = estimate
    return found


def test_forecasts_are_held_against_what_customers_then_did(shop: BuiltProject):
    before = histories(CUTOFFS["holdout"])
    many = arrays(before)
    expected = expected_purchases(fit_buying(many), many, 90)
    outcome = np.array([h.next_purchases for h in before.values()])
    guess = np.array([h.last_purchases for h in before.values()])
    with shop.reading() as published:
        (row,) = published.execute(
            "select customers, forecast_total, baseline_total, actual_total, forecast_error, baseline_error"
            " from published.score_forecasts where forecast = 'purchases'"
        ).fetchall()
        tenths = published.execute(
            "select sum(customers), sum(customers * happened) from published.score_calibrations"
            " where score = 'purchases_90d'"
        ).fetchall()
    assert row[0] == len(before)
    assert row[1] == pytest.approx(expected.sum(), rel=0.01)
    assert row[2:4] == (guess.sum(), outcome.sum())
    assert row[4] == pytest.approx(np.abs(expected - outcome).mean(), rel=0.01)
    assert row[5] == pytest.approx(np.abs(guess - outcome).mean(), abs=1e-6)
    assert tenths[0] == (len(before), pytest.approx(outcome.sum(), abs=0.01))


def test_rules_use_scores_as_traits(shop: BuiltProject):
    found = scores(shop)
    members = dict(shop.rows("select segment, count(*) from published.segment_members group by segment"))
    lively = {name for name, row in found.items() if row["p_alive"] >= 0.8 and row["clv_12m"] > 100}
    best = {name for name, row in found.items() if row["value_decile"] == 1 or row["rfm_cell"] == "champions"}
    assert members["lively"] == len(lively) > 0
    assert members["best"] == len(best) > 0
    done = shop.segments("explain", "lively", sorted(lively)[0])
    assert done.returncode == 0, done.stderr
    assert "p_alive" in done.stdout


def test_the_command_shows_them(shop: BuiltProject):
    done = shop.segments("scores")
    assert done.returncode == 0, done.stderr
    for text in (
        "Scores of purchases up to 2024-02-29",
        "bg_nbd",
        "Calibration",
        "hibernating",
        "plain guess",
    ):
        assert text in done.stdout


def test_scores_stay_until_a_period_ends_then_incremental_is_full(shop: BuiltProject):
    before = scores(shop)
    new = [("c001", datetime(2024, 3, 9, 12), 500.0), ("c002", datetime(2024, 3, 9, 12), -900.0)]
    with shop.connected(read_only=False) as connection:
        add(connection, new, "late", "2024-03-21")
    answer = shop.refresh("--as-of", "2024-03-11")
    assert scores(shop) == before | {name: {**row, "release_id": 2} for name, row in before.items()}
    assert answer["release"]["by_traits"] == 0
    answer = shop.refresh("--as-of", "2024-04-02")
    after = scores(shop)
    assert {row["scored_on"] for row in after.values()} == {date(2024, 3, 31)}
    assert answer["release"]["by_traits"] > 0
    members = "select segment, customer_id from published.segment_members order by 1, 2"
    incremental = shop.rows(members)
    answer = shop.refresh("--as-of", "2024-04-02", "--full")
    assert answer["release"]["mode"] == "full"
    assert shop.rows(members) == incremental
    assert scores(shop) == after | {name: {**row, "release_id": 4} for name, row in after.items()}
    # A past time has the scores of then, which were kept.
    shop.refresh("--as-of", AS_OF)
    assert scores(shop) == {name: {**row, "release_id": 5} for name, row in before.items()}


def test_a_refresh_that_stops_between_scores_and_rules_is_gone_on_with(shop: BuiltProject):
    file = small_shop.write_segment(shop.root, "mistaken", "contry = 'SE'")
    done = shop.segments("refresh", "--as-of", "2024-05-02")
    assert done.returncode == 1
    assert "contry" in done.stderr
    assert {row["scored_on"] for row in scores(shop).values()} == {SCORED_ON}
    for part in (file, file.with_suffix(".yml")):
        part.unlink()
    shop.refresh("--as-of", "2024-05-02")
    members = "select segment, customer_id from published.segment_members order by 1, 2"
    continued, after = shop.rows(members), scores(shop)
    assert {row["scored_on"] for row in after.values()} == {date(2024, 4, 30)}
    lively = {name for name, row in after.items() if row["p_alive"] >= 0.8 and row["clv_12m"] > 100}
    assert {customer for segment, customer in continued if segment == "lively"} == lively
    shop.refresh("--as-of", "2024-05-02", "--full")
    assert shop.rows(members) == continued


def test_a_model_that_can_t_be_fitted_any_more_leaves_the_last_scores(shop: BuiltProject):
    with shop.connected(read_only=False) as connection:
        connection.execute("delete from shop.orders where customer_id >= 'c150'")
    answer = shop.refresh("--as-of", "2024-06-02")
    (warning,) = [row for row in answer["warnings"] if row["check_name"] == "scores_are_current"]
    assert warning["observed"] == "31"
    assert {row["scored_on"] for row in scores(shop).values()} == {date(2024, 4, 30)}
    said = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert "Customers keep their last scores" in said
    assert "customers are too few, at least 200 are needed" in said


def test_an_erased_customer_has_no_scores(shop: BuiltProject):
    name = sorted(scores(shop))[0]
    done = shop.segments("erase", name, "--yes")
    assert done.returncode == 0, done.stderr
    assert name not in scores(shop)
    for table in ("customer_scorings", "purchase_histories"):
        assert shop.rows(f"select 1 from scores.{table} where customer_id = '{name}'") == []
