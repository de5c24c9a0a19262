"""Kept verdicts are compared with the standalone queries, and figures are kept only as long as configured."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from proof.harness import CANDIDATES, Project
from small_shop import DAY, IN_MEMORY, SEGMENTS

from orchestration.audit.recomputation import count_differences

LATE_ORDER = (
    f"insert into shop.orders select 'late', 'c05', 'order', timestamp '{DAY} 11:00:00', 500.0, 'web',"
    f" timestamp '{DAY} 13:00:00'"
)


def refreshed(project: Project, **variables: Any) -> None:
    project.set_variables(IN_MEMORY | variables)
    project.refresh()


def differences(project: Project) -> dict[str, int]:
    return count_differences(project.warehouse.connection())


def test_a_kept_verdict_that_is_wrong_is_found_and_a_full_refresh_mends_it(shop_in_memory: Project) -> None:
    refreshed(shop_in_memory, checked_percent=100)
    assert differences(shop_in_memory) == dict.fromkeys(SEGMENTS, 0)
    [(slot,)] = shop_in_memory.database.execute(
        "select slot from membership.segment_slots where segment = 'swedes'"
    ).fetchall()
    shop_in_memory.database.execute(
        f"update membership.customer_verdicts set members_0 = members_0 & ~cast({1 << slot} as bigint)"
        " where customer_id in ('c01', 'c05')"
    )

    refreshed(shop_in_memory, checked_percent=100)
    assert differences(shop_in_memory) == dict.fromkeys(SEGMENTS, 0) | {"swedes": 2}

    shop_in_memory.refresh(full=True)
    assert differences(shop_in_memory) == dict.fromkeys(SEGMENTS, 0)


def test_nobody_checked_means_no_difference(shop_in_memory: Project) -> None:
    # Without a query there was no count, and a missing count held every segment.
    refreshed(shop_in_memory, checked_percent=0)

    queries = shop_in_memory.database.execute("select * from membership.standalone_queries").fetchall()
    assert queries == []
    assert differences(shop_in_memory) == dict.fromkeys(SEGMENTS, 0)


def test_value_figures_of_a_day_are_carried_on_until_the_next(shop_in_memory: Project) -> None:
    worth = "select value_total from membership.candidate_values where segment = 'swedes'"
    refreshed(shop_in_memory, value_figures="day")
    [first] = shop_in_memory.database.execute(worth).fetchall()
    shop_in_memory.database.execute(LATE_ORDER)

    refreshed(shop_in_memory, value_figures="day")
    assert shop_in_memory.database.execute(worth).fetchall() == [first]

    tomorrow = date.fromisoformat(DAY) + timedelta(days=1)
    refreshed(shop_in_memory, value_figures="day", as_of=tomorrow.isoformat())
    assert shop_in_memory.database.execute(worth).fetchall() == [(first[0] + 500,)]


def test_value_figures_are_of_every_release_by_default(shop_in_memory: Project) -> None:
    worth = "select value_total from membership.candidate_values where segment = 'swedes'"
    refreshed(shop_in_memory)
    [first] = shop_in_memory.database.execute(worth).fetchall()
    shop_in_memory.database.execute(LATE_ORDER)

    refreshed(shop_in_memory)
    assert shop_in_memory.database.execute(worth).fetchall() == [(first[0] + 500,)]


def test_a_release_tells_of_all_that_arrived_since_the_one_before(shop_in_memory: Project) -> None:
    # A refresh was killed after core had loaded an event without a customer. The next one found no orphan.
    arrival = LATE_ORDER.replace("'c05'", "'nobody'")
    orphans = "select orphan_events from membership.arrival_facts"
    refreshed(shop_in_memory)
    shop_in_memory.database.execute(arrival)
    shop_in_memory.refresh(models=shop_in_memory.models(*CANDIDATES))
    shop_in_memory.refresh()
    assert shop_in_memory.database.execute(orphans).fetchall() == [(1,)]
    shop_in_memory.database.execute(
        arrival.replace("'late'", "'later'").replace("'nobody'", "'c05'").replace("13:", "14:")
    )
    shop_in_memory.refresh()
    shop_in_memory.refresh()
    assert shop_in_memory.database.execute(orphans).fetchall() == [(0,)]
