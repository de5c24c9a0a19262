"""Future events don't move the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import small_shop
from conftest import open_in_memory

from orchestration.publication.rollback import roll_back

# Customer 1 was the last to order, the day before the shop's day.
LAST = date(2024, 3, 30)
NOW = datetime(2024, 4, 2, 15, tzinfo=UTC)
LAST_RELEASE = "from ledger.releases order by release_id desc limit 1"
SEEN = "select segment, customer_id from ledger.current_members"
CHANGES = "select segment, customer_id, change, as_of_day from ledger.clock_changes"
CURRENT_CLOCKS = "select distinct as_of_day from ledger.current_versions"
STAYS_AS_OF = (
    "select segment, customer_id, entered_at, exited_at from ledger.segment_stays"
    " where recorded_release <= {release} and coalesce(superseded_release, {release} + 1) > {release}"
)
BELIEVED = "select segment, customer_id, entered_at, exited_at from ledger.believed_stays"


@pytest.fixture(scope="module")
def shop() -> Iterator[Any]:
    """The shop whose clock follows its events, refreshed once some days after the last of them.

    Each test leaves the events as it found them, refreshed.
    """
    with open_in_memory() as project:
        project.set_variables({**small_shop.IN_MEMORY, "as_of": "latest"})
        project.started_at = NOW
        project.refresh()
        yield project


def _receive(shop: Any, event: str, occurred_at: str, loaded_at: str) -> None:
    shop.database.execute(
        f"insert into shop.orders select '{event}', 'c05', 'order', timestamp '{occurred_at}', 10.0, 'web',"
        f" {loaded_at}"
    )


def _withdraw(shop: Any, event: str) -> None:
    shop.database.execute(f"delete from shop.orders where event_id = '{event}'")


def _rows(shop: Any, query: str) -> list[tuple[Any, ...]]:
    return sorted(shop.database.execute(query).fetchall(), key=repr)


def _plan(shop: Any, columns: str) -> tuple[Any, ...]:
    return _rows(shop, f"select {columns} from membership.refresh_plan")[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "of 2099": ("2099-01-01 12:00:00", "timestamp '2024-03-31 13:00:00'"),
            "loaded in 2099": ("2099-01-01 12:00:00", "timestamp '2099-01-01 12:00:00'"),
            # Not of days to come, but nothing has arrived since March that could tell of it.
            "too early": ("2024-04-02 12:00:00", "timestamp '2024-03-31 13:00:00'"),
        },
        {"loaded at no time": ("2099-01-01 12:00:00", "null")},
    ],
)
def test_events_that_have_not_happened_are_counted_and_move_nothing(shop, wrong):
    # One event of 2099 made 2099 the clock: nobody had ordered lately any more, and all of it was `live`.
    members, believed = _rows(shop, SEEN), _rows(shop, BELIEVED)
    (newest,) = _plan(shop, "newest_event_at")
    for event, (occurred_at, loaded_at) in wrong.items():
        _receive(shop, event, occurred_at, loaded_at)
    shop.refresh()
    assert _plan(shop, "as_of_day, events_to_come") == (LAST, len(wrong))
    # Nor do they make stale data look fresh.
    assert _plan(shop, "newest_event_at, newest_loaded_at < timestamp '2024-04-01'") == (newest, True)
    assert _rows(shop, SEEN) == members
    for event in wrong:
        _withdraw(shop, event)
    shop.refresh()
    assert _plan(shop, "events_to_come") == (0,)
    assert _rows(shop, BELIEVED) == believed


def test_a_row_loaded_in_days_to_come_goes_when_the_input_has_it_no_more(shop):
    # It stays the newest for good: what arrives lies behind it, and so does what goes.
    _receive(shop, "wrong", "2024-03-15 12:00:00", "timestamp '2099-01-01 12:00:00'")
    shop.refresh()
    _receive(shop, "right", "2024-03-16 12:00:00", "timestamp '2024-04-02 14:00:00'")
    shop.refresh()
    taken = "select event_id from core.events where event_id in ('wrong', 'right')"
    assert _rows(shop, taken) == [("right",), ("wrong",)]
    for event, left in (("wrong", [("right",)]), ("right", [])):
        _withdraw(shop, event)
        shop.refresh()
        assert _rows(shop, taken) == left


def test_an_event_of_today_moves_the_clock_whatever_its_hour(shop):
    _receive(shop, "right", "2024-04-02 23:00:00", "timestamp '2024-04-02 14:00:00'")
    shop.refresh()
    assert _plan(shop, "as_of_day, events_to_come") == (date(2024, 4, 2), 0)
    _withdraw(shop, "right")
    shop.refresh()


@pytest.mark.parametrize("between", ["nothing", "held", "rolled back", "rolled back to it"])
def test_a_clock_that_an_event_led_to_goes_when_the_event_does(shop, between):
    # `latest` follows an event of a plausible day. History said for good that everybody had left by then.
    believed, changes = _rows(shop, BELIEVED), _rows(shop, CHANGES)
    day = "2024-04-01"
    _receive(shop, "wrong", f"{day} 12:00:00", f"timestamp '{day} 13:00:00'")
    shop.refresh()
    (followed,) = _plan(shop, "release_id")
    as_wrong = _rows(shop, BELIEVED)
    assert as_wrong != believed and _plan(shop, "as_of_day") == (date(2024, 4, 1),)
    told = _rows(shop, f"select release_id {LAST_RELEASE}")
    match between:
        case "held":
            _withdraw(shop, "wrong")
            shop.refresh(held=set(small_shop.SEGMENTS))
            # What readers see stands, and so does its clock.
            assert _rows(shop, BELIEVED) == as_wrong
        case "rolled back":
            roll_back(shop.warehouse.connection(), shop.root, followed - 1, now=NOW)
        case "rolled back to it":
            _withdraw(shop, "wrong")
            shop.refresh()
            roll_back(shop.warehouse.connection(), shop.root, followed, now=NOW)
            assert _rows(shop, CURRENT_CLOCKS) == [(date(2024, 4, 1),)]
    _withdraw(shop, "wrong")
    shop.refresh()
    assert _rows(shop, BELIEVED) == believed
    assert _rows(shop, CHANGES) == changes
    # As known when it was published, it stays what it was.
    assert _rows(shop, STAYS_AS_OF.format(release=told[0][0])) == as_wrong


def test_the_present_is_not_before_the_last_release(shop):
    # A machine whose clock had gone back a day published yesterday as the present.
    (as_of, began), *_ = _rows(shop, f"select as_of, started_at {LAST_RELEASE}")
    last = f"select published_at {LAST_RELEASE}"
    shop.database.execute("update ledger.releases set published_at = published_at + interval '1 day'")
    published = _rows(shop, last)[0][0]
    shop.started_at = began.replace(tzinfo=UTC) - timedelta(days=1)
    for _ in range(2):
        shop.refresh()
        # `latest` stays where it was, it is told, and what was known when release N was published still is.
        assert _plan(shop, "as_of, hours_gone_back") == (as_of, 24)
        assert _rows(shop, last)[0][0] > published
    # Nor does a rollback let the present fall behind: the next refresh asks the last release.
    roll_back(shop.warehouse.connection(), shop.root, 1, now=shop.started_at)
    assert _rows(shop, f"select started_at {LAST_RELEASE}") == [(began,)]

    shop.started_at = began.replace(tzinfo=UTC)
    shop.refresh()
    shop.set_variables({**small_shop.IN_MEMORY, "as_of": "now"})
    shop.started_at -= timedelta(minutes=5)
    shop.refresh()
    assert _plan(shop, "as_of") == (began,)
    shop.started_at -= timedelta(days=1)
    with pytest.raises(Exception, match=r"this machine's clock says .*; set the clock right"):
        shop.refresh()
    # Whoever knows that the clock is right now says so by naming a time.
    for as_of, hours in ((f"{shop.started_at:%Y-%m-%dT%H:%M}", 24), ("now", 0)):
        shop.set_variables({**small_shop.IN_MEMORY, "as_of": as_of})
        shop.refresh()
        assert _plan(shop, "hours_gone_back")[0] == pytest.approx(hours, abs=0.2)
    shop.set_variables({**small_shop.IN_MEMORY, "as_of": "2024-12-24"})
    with pytest.raises(Exception, match="as_of='2024-12-24' is in the future"):
        shop.refresh()
