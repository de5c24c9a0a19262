"""The tenths of the customers and the scores of segments' members, held against Python's own count."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean

import pytest
import small_shop
from conftest import BuiltProject
from scored_shop import AS_OF, CUTOFFS, SCORED_ON, History, histories, open_scored_shop

pytestmark = pytest.mark.slow

SCORES = ("value_decile", "value_tier", "rfm_cell")
MEANS = ("p_alive", "p_purchase_90d", "purchases_12m", "clv_12m")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The shop whose best customers are Norwegians, with a hidden segment."""
    root = tmp_path_factory.mktemp("members") / "shop"
    project = open_scored_shop(root, margin_column="profit", profile_traits="[country, value_tier]")
    small_shop.write_segment(root, "secret", "country = 'NO'", access="private")
    with project.connected(read_only=False) as connection:
        connection.execute(
            "update shop.customers set country = 'NO' where customer_id in"
            " (select customer_id from shop.orders group by customer_id having sum(amount) > 150)"
        )
    project.refresh("--as-of", AS_OF)
    return project


def _scores(shop: BuiltProject) -> dict[str, dict]:
    columns = ("customer_id", "value", "margin", *SCORES, *MEANS)
    rows = shop.rows(f"select {', '.join(columns)} from published.customer_scores")
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def _tenths(found: dict[str, History]) -> dict[str, int]:
    """The tenth of each by value: the first ones have a customer more where they can't be equal."""
    ordered = sorted(found, key=lambda name: (-found[name].value, name))
    small, bigger = divmod(len(ordered), 10)
    sizes = [small + (place < bigger) for place in range(10)]
    tenths = [tenth for tenth, size in enumerate(sizes, start=1) for _ in range(size)]
    return dict(zip(ordered, tenths, strict=True))


def test_each_tenth_has_its_margin_and_how_many_of_the_tenth_of_then_left(shop: BuiltProject) -> None:
    now, before = histories(SCORED_ON), histories(CUTOFFS["holdout"])
    tenths, then = _tenths(now), _tenths(before)
    rows = shop.rows(
        "select decile, customers, value, value_mean, lowest_value, highest_value, margin, margin_rate,"
        " churned_share from published.value_deciles order by decile"
    )
    assert [row[0] for row in rows] == list(range(1, 11))
    for decile, customers, value, value_mean, lowest, highest, margin, rate, churned in rows:
        values = [now[name].value for name, tenth in tenths.items() if tenth == decile]
        assert customers == len(values)
        figures = [float(figure) for figure in (value, value_mean, lowest, highest)]
        assert figures == pytest.approx([sum(values), mean(values), min(values), max(values)], abs=0.001)
        # A quarter of each amount, rounded to cents, of purchases in the year.
        assert float(margin) == pytest.approx(
            sum(values) / 4, abs=0.01 * sum(len(h.days) for h in now.values())
        )
        assert rate == pytest.approx(float(margin) / float(value))
        left = [before[name].next_purchases == 0 for name, tenth in then.items() if tenth == decile]
        assert churned == pytest.approx(mean(left))
    assert len({row[-1] for row in rows}) > 3


def test_a_tenths_top_traits_are_those_that_chance_does_not_explain(shop: BuiltProject) -> None:
    found, country = _scores(shop), dict(shop.rows("select customer_id, country from core.customers"))
    base = Counter(country[name] for name in found)
    top = dict(shop.rows("select decile, top_traits from published.value_deciles"))
    counted = Counter(country[name] for name, row in found.items() if row["value_decile"] == 1)
    index = round(100 * counted["NO"] / counted.total() / (base["NO"] / base.total()))
    # Scores say again what the tenth says: value_tier is none of them.
    assert top[1].split(", ")[0] == f"country: NO (index {index})"
    assert index > 200
    assert not any("value_tier" in (words or "") for words in top.values())


@pytest.mark.parametrize("schema", ["published", "hidden"])
def test_members_scores_are_counted_beside_everybodys(shop: BuiltProject, schema: str) -> None:
    found, members = _scores(shop), defaultdict(set)
    for segment, customer in shop.rows(f"select segment, customer_id from {schema}.segment_members"):
        if customer in found:
            members[segment].add(customer)
    assert ("secret" in members) == (schema == "hidden")
    means = [f"{score}_mean, base_{score}_mean" for score in MEANS]
    rows = shop.rows(
        f"select segment, scored_members, clv_12m, {', '.join(means)} from {schema}.segment_scores"
    )
    assert {row[0] for row in rows} == set(members)
    for segment, size, worth, *expected in rows:
        assert size == len(members[segment])
        assert float(worth) == pytest.approx(
            sum(found[name]["clv_12m"] for name in members[segment]), abs=0.01
        )
        for score, own, base in zip(MEANS, expected[::2], expected[1::2], strict=True):
            assert own == pytest.approx(mean(found[name][score] for name in members[segment]))
            assert base == pytest.approx(mean(row[score] for row in found.values()))

    spread = shop.rows(
        "select segment, score, value, members, share, base_share, index, clv_12m"
        f" from {schema}.segment_score_profiles"
    )
    wanted = {}
    for score in SCORES:
        everybody = Counter(str(row[score]) for row in found.values())
        for segment, names in members.items():
            counted = Counter(str(found[name][score]) for name in names)
            for value, customers in everybody.items():
                worth = sum(found[name]["clv_12m"] for name in names if str(found[name][score]) == value)
                share, base = counted[value] / len(names), customers / len(found)
                wanted[segment, score, value] = (counted[value], share, base, 100 * share / base, worth)
    assert {row[:3] for row in spread} == set(wanted)
    for segment, score, value, *figures in spread:
        assert [float(figure) for figure in figures] == pytest.approx(wanted[segment, score, value], abs=0.01)


def test_the_page_has_the_scores_of_shared_segments_alone(shop: BuiltProject) -> None:
    page = (shop.root / "published" / "report.html").read_text(encoding="utf-8")
    assert '"member_scores":{' in page
    assert "secret" not in page


def test_a_margin_that_events_lack_is_refused_with_the_nearest_column(shop: BuiltProject) -> None:
    small_shop.set_variables(shop.root, margin_column="profits")
    done = shop.segments("refresh", "--as-of", "2024-04-02")
    assert done.returncode == 1
    assert (
        "dbt_project.yml: margin_column='profits' is not a numeric column of the events;"
        " the nearest is 'profit'" in done.stderr
    )
