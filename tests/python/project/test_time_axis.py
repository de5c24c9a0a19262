"""What is published by clock is correct on a time axis, and readers' counters count only what they see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import warehouses
from conftest import BuiltProject, copy_built
from small_shop import DAY, HIDDEN, SEGMENTS, write_segment

pytestmark = pytest.mark.slow

SCHEMAS = ("published", "hidden")
# The shop was published at the end of March first. One clock is repeated after more orders have arrived.
CLOCKS = ("2024-03-20", "2024-02-29", "2024-03-20", "2024-03-25")
LATE_ORDERS = """
insert into shop.orders
select 'late-' || customer_id, customer_id, 'order', timestamp '2024-03-19 12:00:00', 5, 'web'
from shop.customers where customer_id in ('c05', 'c10', 'c30')
"""


@pytest.fixture(scope="module")
def refilled(built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltProject]:
    """The shop whose past was filled in out of order."""
    root = tmp_path_factory.mktemp("axis") / "project"
    project = copy_built(built_shop, root)
    for number, day in enumerate(CLOCKS):
        if number == 2:
            with project.connected(read_only=False) as connection:
                connection.execute(LATE_ORDERS)
        project.refresh("--as-of", day)
    yield project
    warehouses.drop(root)


def _members(project: BuiltProject, schema: str) -> dict[str, dict[datetime, set[str]]]:
    """Returns, by segment and clock, the members in history."""
    clocks = sorted({clock for (clock,) in project.rows("select as_of from published.segment_releases")})
    stays = project.rows(
        f"select segment, customer_id, entered_at, exited_at from {schema}.segment_history"
        " where superseded_at is null"
    )
    names = HIDDEN if schema == "hidden" else SEGMENTS.keys() - HIDDEN
    return {
        name: {
            clock: {
                customer
                for segment, customer, entered, exited in stays
                if segment == name and entered <= clock and (exited is None or exited > clock)
            }
            for clock in clocks
        }
        for name in names
    }


@pytest.mark.parametrize("schema", SCHEMAS)
def test_entries_and_exits_are_against_the_clock_before_whatever_order_releases_were_made_in(
    refilled: BuiltProject, schema: str
) -> None:
    """A backfilled September "lost" 378 members of December, which had been published before it."""
    changes = refilled.rows(f"select segment, as_of, change, customer_id from {schema}.segment_changes")
    metrics = refilled.rows(
        f"select segment, as_of, size, entered, exited from {schema}.segment_metrics where is_latest_of_clock"
    )
    wanted_changes, wanted_metrics = set(), set()
    for name, observed in _members(refilled, schema).items():
        before: set[str] = set()
        for clock, now in observed.items():
            for change, customers in (("entered", now - before), ("exited", before - now)):
                wanted_changes |= {(name, clock, change, customer) for customer in customers}
            wanted_metrics.add((name, clock, len(now), len(now - before), len(before - now)))
            before = now
    assert len(changes) == len(set(changes))
    assert set(changes) == wanted_changes
    assert sorted(metrics) == sorted(wanted_metrics)
    assert {change for _, _, change, _ in wanted_changes} == {"entered", "exited"}


def test_of_several_releases_of_one_clock_the_last_is_marked(refilled: BuiltProject) -> None:
    """One clock refreshed three times gave three rows, and sums over them counted its members three times."""
    marked = "select release_id, as_of_day, is_latest_of_clock from published.segment_releases order by 1"
    days = (DAY, *CLOCKS)
    assert refilled.rows(marked) == [
        (number, date.fromisoformat(day), day not in days[number:]) for number, day in enumerate(days, 1)
    ]
    for relation in ("segment_metrics", "segment_drift"):
        rows = refilled.rows(
            f"select release_id, is_latest_of_clock from published.{relation} where segment = 'loyal'"
        )
        assert sorted(rows) == [(number, number != 2) for number in range(1, 6)]
    released = "select distinct release_id from published.segment_changes where segment = 'recent'"
    assert sorted(refilled.rows(released)) == [(1,), (3,), (4,), (5,)]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_relation_with_a_clock_has_its_local_day(refilled: BuiltProject, schema: str) -> None:
    """The end of 30 June in New York was counted as July."""
    with_clock = refilled.rows(
        "select table_name from information_schema.columns"
        f" where table_schema = '{schema}' and column_name = 'as_of'"
    )
    names = {name for (name,) in with_clock}
    assert names >= {"segments", "segment_members", "segment_changes", "segment_metrics", "segment_drift"}
    ends = {datetime.fromisoformat("2024-04-01 03:59:59.999999"): date(2024, 3, 31)}
    ends |= {
        datetime.fromisoformat(f"{day} 0{hour}:59:59.999999"): date.fromisoformat(of)
        for day, hour, of in (
            ("2024-03-21", 3, "2024-03-20"),
            ("2024-03-26", 3, "2024-03-25"),
            ("2024-03-01", 4, "2024-02-29"),
        )
    }
    for name in names:
        days = refilled.rows(f"select distinct as_of, as_of_day from {schema}.{name}")
        # There are no campaigns, goals, profiles or offers here, and no customer moved between segments.
        empty = {
            "campaign_results",
            "campaign_arm_results",
            "segment_associations",
            "segment_offers",
            "segment_profiles",
            "segment_timing",
            "segment_goals",
        }
        assert days or name in empty
        assert all(ends[clock] == day for clock, day in days), name


def test_counters_tell_readers_only_of_what_they_see(refilled: BuiltProject, tmp_path) -> None:
    """Published minus listed segments gave the number of hidden ones. rows_written gave their size."""
    counters = "segments_published, segments_held, definitions_changed, rows_written - customers_recomputed"
    project = copy_built(refilled, tmp_path / "project")
    write_segment(project.root, "swedes", "country = 'SE'", "geographic", access="private")
    # Another rule of a hidden segment, and a size band that holds a hidden one.
    write_segment(project.root, "quiet", "not {{ did('order', at_least=2) }}", "lifecycle", access="private")
    held = {"access": "private", "meta": {"size_band": [39, 40]}}
    write_segment(project.root, "buyers", "{{ did('order') }}", "value", **held)
    answer = project.refresh("--as-of", DAY)
    with project.reading() as reader:
        query = f"select {counters} from published.segment_releases order by release_id"
        seen = reader.execute(query).fetchall()
    # Of loyal, recent and loyal_swedes: all enter in the first release.
    (entered,) = project.rows(
        "select count(*) from ledger.segment_change_log where release_id = 1"
        " and segment in ('loyal', 'recent', 'loyal_swedes')"
    )[0]
    assert seen[0] == (3, 0, 3, entered)
    assert [row[:3] for row in seen[1:]] == [(3, 0, 0)] * 5
    whole = project.rows(f"select {counters} from hidden.segment_releases order by release_id")
    assert [row[:2] for row in whole] == [(5, 0)] * 5 + [(5, 1)]
    assert whole[-1][2] > 0
    assert (answer["release"]["segments_published"], answer["release"]["segments_held"]) == (5, 1)
    warehouses.drop(project.root)
