"""Staging gives the figures that anyone can count in the Complete Journey, and avoids all its traps.

The expected figures were counted over the Parquet files by hand, not by this project.
"""

from decimal import Decimal
from pathlib import Path

import pytest

EVENTS = "staging.stg_complete_journey__events"
CUSTOMERS = "staging.stg_complete_journey__customers"
LOCAL_DAY = "cast(timezone('America/New_York', timezone('UTC', occurred_at)) as date)"


@pytest.fixture(scope="module")
def staged(warehouse):
    with warehouse.connected() as connection:
        yield connection


def one(connection, query):
    row = connection.execute(query).fetchone()
    return row[0] if len(row) == 1 else row


def test_households_and_events_are_all_there(staged):
    assert one(staged, f"select count(*) from {CUSTOMERS}") == 2_469
    counts = dict(staged.execute(f"select event_name, count(*) from {EVENTS} group by event_name").fetchall())
    assert counts == {
        "basket": 155_848,
        "purchase": 1_469_307,
        "coupon_redemption": 2_102,
        "campaign_mailing": 6_589,
        "visit": 69_563,
        "survey": 1_739,
    }


def test_every_event_has_a_key_of_its_own(staged):
    events, keys = one(staged, f"select count(*), count(distinct event_id) from {EVENTS}")
    assert events == keys


def test_amount_is_what_the_customer_paid(staged):
    sales = one(staged, "select sum(sales_value) from raw.transactions")
    assert round(float(sales), 2) == 4_596_039.58
    paid = Decimal("4569679.68")
    assert one(staged, f"select sum(amount) from {EVENTS} where event_name = 'basket'") == paid
    assert one(staged, f"select sum(amount) from {EVENTS} where event_name = 'purchase'") == paid


def test_a_basket_is_the_sum_of_its_lines(staged):
    differing = f"""
        with lines as (
            select split_part(event_id, '-', 2) as basket, sum(amount) as amount, count(*) as lines
            from {EVENTS} where event_name = 'purchase' group by split_part(event_id, '-', 2)
        )
        select count(*)
        from lines
        full join (
            select split_part(event_id, '-', 2) as basket, amount, quantity
            from {EVENTS} where event_name = 'basket'
        ) as baskets using (basket)
        where lines.amount is distinct from baskets.amount or lines.lines is distinct from baskets.quantity
    """
    assert one(staged, differing) == 0


def test_the_top_decile_by_sales_has_the_known_weight(staged):
    households, least, share = one(
        staged,
        """
        with sales as (
            select household_id, sum(sales_value) as sales,
                ntile(10) over (order by sum(sales_value) desc, household_id) as decile
            from raw.transactions group by household_id
        )
        select count(*) filter (where decile = 1), min(sales) filter (where decile = 1),
            sum(sales) filter (where decile = 1) / sum(sales) from sales
        """,
    )
    assert (households, round(least, 2), round(share, 4)) == (247, 4363.91, 0.3514)


def test_redeemers_and_their_weight_in_the_top_decile(staged):
    redeemers = f"select distinct customer_id from {EVENTS} where event_name = 'coupon_redemption'"
    assert one(staged, f"select count(*) from ({redeemers})") == 410
    top = """
        select household_id from raw.transactions
        group by household_id order by sum(sales_value) desc, household_id limit 247
    """
    assert one(staged, f"select count(*) from ({redeemers}) where customer_id in ({top})") == 129


def test_ages_are_counted_and_the_unknown_stay_unknown(staged):
    ages = dict(staged.execute(f"select age, count(*) from {CUSTOMERS} group by age").fetchall())
    assert ages == {
        "19-24": 46, "25-34": 142, "35-44": 194, "45-54": 288, "55-64": 59, "65+": 72, None: 1_668,
    }  # fmt: skip


def test_days_are_days_of_the_shops(staged):
    days = f"select distinct customer_id, {LOCAL_DAY} as day from {EVENTS} where event_name ="
    assert one(staged, f"select count(*) from ({days} 'coupon_redemption' except {days} 'basket')") == 0
    first, last = one(
        staged, f"select min({LOCAL_DAY}), max({LOCAL_DAY}) from {EVENTS} where event_name = 'basket'"
    )
    assert (str(first), str(last)) == ("2017-01-01", "2017-12-31")
    on_another_day = f"event_name = 'purchase' and cast(occurred_at as date) <> {LOCAL_DAY}"
    assert one(staged, f"select count(*) from {EVENTS} where {on_another_day}") == 250_533


def test_no_trade_on_christmas_day(staged):
    trade = f"select count(*) from {EVENTS} where event_name = 'basket' and {LOCAL_DAY} = date '2017-12-25'"
    assert one(staged, trade) == 0


def test_fuel_and_miscellaneous_have_no_units(staged):
    counted = f"""
        select count(quantity) from {EVENTS}
        where event_name = 'purchase' and (department = 'FUEL' or category = 'COUPON/MISC ITEMS')
    """
    assert one(staged, counted) == 0
    assert one(staged, f"select max(quantity) from {EVENTS} where event_name = 'purchase'") < 200


def test_lines_of_products_that_the_source_does_not_describe_stay(staged):
    lines = f"select count(*), count(distinct split_part(event_id, '-', 3)) from {EVENTS}"
    where = "where event_name = 'purchase' and department is null"
    assert one(staged, f"{lines} {where}") == (4_836, 17)
    assert one(staged, f"select count(category) + count(brand) from {EVENTS} {where}") == 0


def test_lines_without_value_stay(staged):
    assert one(staged, "select count(*) from raw.transactions where sales_value = 0") == 11_226


def test_a_mailing_begins_with_its_campaign_in_the_shops_zone(staged):
    when = f"select distinct occurred_at from {EVENTS} where event_name = 'campaign_mailing' and campaign ="
    assert str(one(staged, f"{when} '24'")) == "2016-11-14 05:00:00"
    assert str(one(staged, f"{when} '8'")) == "2017-05-08 04:00:00"


@pytest.mark.duckdb
def test_the_home_store_is_settled_by_the_first_ten_baskets(staged):
    differing = f"""
        with numbered as (
            select household_id, store_id, basket_id, min(transaction_timestamp) as at,
                row_number() over (
                    partition by household_id order by min(transaction_timestamp), basket_id
                ) as nth
            from raw.transactions group by household_id, store_id, basket_id
        ),
        counted as (
            select household_id, store_id, count(*) as baskets, min(nth) as first_nth
            from numbered where nth <= 10 group by household_id, store_id
        )
        select count(*) from {CUSTOMERS} as customers where customers.home_store <> (
            select cast(arg_max(store_id, baskets * 100 - first_nth) as varchar)
            from counted where counted.household_id = customers.customer_id
        )
    """
    assert one(staged, differing) == 0


def test_most_households_are_first_seen_in_january(staged):
    assert one(staged, f"select count(*) from {CUSTOMERS} where first_seen_on < date '2017-02-01'") == 1_983


def test_the_lists_of_the_demonstration_stand_apart_from_one_s_own():
    """The demonstration's lists applied to every customer with a number from 0 to 2999."""
    own = (Path(__file__).parents[3] / "seeds" / "imported_list_rows.csv").read_text(encoding="utf-8")
    assert len(own.splitlines()) == 1
