"""The probability of a purchase learns from declared counts of events, as of each cutoff and no later."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
import small_shop
from conftest import BuiltProject
from scored_shop import AS_OF, CUTOFFS, SCORED_ON, histories, open_scored_shop
from statsmodels.api import Logit

pytestmark = pytest.mark.slow

SIGNS = ("frequency", "days_since_purchase", "age_days", "last_purchases")
FEATURE = "count__visit__30d"
SETTING = "{every: month, features: [{event: visit, within_days: 30}]}"
TOLD = "select customer_id, p_purchase_90d from published.customer_scores order by 1"


def visits() -> list[tuple[str, date]]:
    """Days on which customers visited: those who buy within 90 days of a cutoff, and every tenth of all."""
    found = []
    for cutoff in (CUTOFFS["holdout"], CUTOFFS["holdout"] - timedelta(days=90), SCORED_ON):
        for place, (name, history) in enumerate(histories(cutoff).items()):
            for back in range(1 + 2 * (history.next_purchases > 0) if place % 3 else place % 10 == 0):
                # 29 days before the cutoff counts, and 31 days before doesn't.
                found.append((name, cutoff - timedelta(days=3 * back)))
                found.append((name, cutoff - timedelta(days=31)))
    return found


def _add_visits(project: BuiltProject, rows: list[tuple[str, date]], prefix: str) -> None:
    with project.connected(read_only=False) as connection:
        values = ", ".join(
            f"('{prefix}{place}', '{name}', 'visit', timestamp '{day} 17:00:00', null,"
            " timestamp '2024-03-20', null)"
            for place, (name, day) in enumerate(rows)
        )
        connection.execute(f"insert into shop.orders values {values}")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    project = open_scored_shop(tmp_path_factory.mktemp("features") / "shop")
    small_shop.set_variables(project.root, scores=SETTING)
    _add_visits(project, visits(), "v")
    project.refresh("--as-of", AS_OF)
    return project


def _counts(cutoff: date) -> Counter[str]:
    return Counter(name for name, day in visits() if cutoff - timedelta(days=30) < day <= cutoff)


def test_the_count_of_each_cutoff_is_what_was_known_then_and_the_model_is_a_librarys(shop: BuiltProject):
    for name, cutoff in CUTOFFS.items():
        rows = dict(
            shop.rows(f"select customer_id, {FEATURE} from scores.purchase_histories where cutoff = '{name}'")
        )
        counts = _counts(cutoff)
        assert rows == {customer: counts[customer] for customer in histories(cutoff)}
        assert len(set(rows.values())) > 1

    # The model of now learned before the holdout, of which it knows what followed.
    before, counts = histories(CUTOFFS["holdout"]), _counts(CUTOFFS["holdout"])
    columns = [
        [1.0, *(np.log1p(getattr(h, sign)) for sign in SIGNS), np.log1p(counts[name])]
        for name, h in before.items()
    ]
    result = Logit([h.next_purchases > 0 for h in before.values()], np.array(columns)).fit(disp=0)
    estimates = dict(
        shop.rows("select parameter, estimate from published.score_models where model = 'next_purchase'")
    )
    names = ("intercept", *SIGNS, FEATURE)
    assert estimates == pytest.approx(dict(zip(names, result.params, strict=True)), rel=1e-3, abs=1e-4)
    assert estimates[FEATURE] > 0.1

    now, counts = histories(SCORED_ON), _counts(SCORED_ON)
    for name, chance in shop.rows(TOLD):
        signs = [1.0, *(np.log1p(getattr(now[name], sign)) for sign in SIGNS), np.log1p(counts[name])]
        expected = 1 / (1 + np.exp(-np.dot(signs, [estimates[n] for n in names])))
        assert chance == pytest.approx(expected, abs=1e-5)


def test_a_planted_future_changes_no_probability(shop: BuiltProject, tmp_path_factory):
    """Everybody visits every day after the scored month, and those who won't buy even more."""
    planted = open_scored_shop(tmp_path_factory.mktemp("planted") / "shop")
    small_shop.set_variables(planted.root, scores=SETTING)
    _add_visits(planted, visits(), "v")
    later = [
        (name, SCORED_ON + timedelta(days=day))
        for place, name in enumerate(histories(SCORED_ON))
        for day in range(1, 2 + place % 9)
    ]
    _add_visits(planted, later, "late")
    planted.refresh("--as-of", AS_OF)
    assert planted.rows("select count(*) from core.events where event_name = 'visit'") > shop.rows(
        "select count(*) from core.events where event_name = 'visit'"
    )
    assert planted.rows(TOLD) == shop.rows(TOLD)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (
            "[{event: vist, within_days: 30}]",
            "dbt_project.yml: scores: features: 'vist' is not an event of the data; the nearest is 'visit'",
        ),
        ("[{event: visit}]", "is not a count of events such as {event: visit, within_days: 30}"),
        ("[country]", "is not a count of events such as {event: visit, within_days: 30}"),
    ],
)
def test_what_is_no_feature_is_refused_in_a_sentence(shop: BuiltProject, features: str, said: str):
    small_shop.set_variables(shop.root, scores=f"{{every: month, features: {features}}}")
    done = shop.segments("refresh", "--as-of", "2024-04-02")
    assert done.returncode == 1
    assert said in done.stderr
