"""Rows of events that core can't take stand aside with their reason; all others are taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from intake import Intake, event, intake

pytestmark = pytest.mark.fast

CUSTOMERS = "select 1 as customer_id union all select 2"
DOUBLE = "double precision"


def _amount(value: str) -> str:
    return f"cast({value} as {DOUBLE})"


FAULTS = {
    "no_id": ({"event_id": "null"}, "event_id is missing"),
    "blank_id": ({"event_id": "' '"}, "event_id is missing"),
    "no_name": ({"event_name": "null"}, "event_name is missing"),
    "empty_name": ({"event_name": "''"}, "event_name is missing"),
    "long_id": ({"event_id": "repeat('i', 201)"}, "event_id is longer than 200 characters"),
    "long_name": ({"event_name": "repeat('n', 256)"}, "event_name is longer than 255 characters"),
    "no_time": ({"occurred_at": "null"}, "occurred_at is missing"),
    "never": ({"occurred_at": "timestamp 'infinity'"}, "occurred_at is after the year 9999"),
    "always": ({"occurred_at": "timestamp '-infinity'"}, "occurred_at is before the year 1"),
    "not_yet": ({"loaded_at": "timestamp 'infinity'"}, "loaded_at is after the year 9999"),
    "nan": ({"amount": _amount("'NaN'")}, "amount is not a number, or is too large"),
    "infinite": ({"amount": _amount("'Infinity'")}, "amount is not a number, or is too large"),
    "minus": ({"amount": _amount("'-Infinity'")}, "amount is not a number, or is too large"),
    "large": ({"amount": _amount("1e14")}, "amount is not a number, or is too large"),
    "digits": (
        {"quantity": "cast('1.00000000001' as numeric(30, 20))"},
        "quantity has more than ten decimals",
    ),
    "half": (
        {"customer_id": _amount("1.5")},
        "customer_id is not a whole number that a floating number holds exactly",
    ),
    "nobody_told": (
        {"customer_id": _amount("9007199254740993")},
        "customer_id is not a whole number that a floating number holds exactly",
    ),
}
COLUMNS = {"amount": _amount("5"), "quantity": "cast(1 as numeric(30, 20))", "customer_id": _amount("1")}


def _rows(**of: dict[str, str]) -> str:
    """A query of events, each with an id of its own unless it says otherwise."""
    return " union all ".join(
        event(**({"event_id": f"'{name}'"} | COLUMNS | columns)) for name, columns in of.items()
    )


@pytest.fixture(scope="module")
def opened() -> Iterator[Intake]:
    with intake() as opened:
        yield opened


def _aside(opened: Intake) -> list[tuple[str | None, str]]:
    return sorted(opened.rows("select event_id, reason from core.events_set_aside"), key=str)


def _counting(opened: Intake) -> list[tuple[str, str]]:
    return opened.rows("select event_id, event_name from core.events order by 1, 2")


@pytest.mark.parametrize("road", ["full", "incremental"])
def test_rows_that_can_t_be_taken_stand_aside_with_their_reason(opened: Intake, road: str):
    """One NaN stopped every segment with a cast error that named no event."""
    faulty = _rows(**{name: columns for name, (columns, _) in FAULTS.items()})
    opened.begin(CUSTOMERS, f"{_rows(good={})}" + (f" union all {faulty}" if road == "full" else ""))
    opened.take()
    if road == "incremental":
        opened.run(f"insert into own.events {faulty}")
        opened.take()
        assert opened.rows("select events_reason from core.input_plan") == [(None,)]
    expected = sorted(
        (
            (None if name in ("no_id", "long_id") else " " if name == "blank_id" else name, reason)
            for name, (_, reason) in FAULTS.items()
        ),
        key=str,
    )
    assert _aside(opened) == expected
    assert _counting(opened) == [("good", "order")]
    opened.take()
    assert _aside(opened) == expected
    received = opened.rows("select received from core.events_set_aside where event_id = 'nan'")
    assert [text.lower() for (text,) in received] == ["nan"]
    # A name of 100 MB took gigabytes, and was kept in many places.
    ((kept,),) = opened.rows("select max(length(received)) from core.events_set_aside")
    assert kept == 100
    assert opened.rows("select event_name from core.events_set_aside where event_id = 'long_name'") == [
        (None,)
    ]


def test_no_rounding_lifts_an_amount_over_a_bound(opened: Intake):
    """99.99995 became 100 and passed >= 100."""
    opened.begin(
        CUSTOMERS,
        _rows(
            near={"amount": _amount("99.99995")},
            sum={"amount": _amount("0.1") + " + " + _amount("0.2")},
            dear={"amount": _amount("1234567890.12")},
        ),
    )
    opened.take()
    amounts = {name: str(amount) for name, amount in opened.rows("select event_id, amount from core.events")}
    assert {name: amount.rstrip("0") for name, amount in amounts.items()} == {
        "near": "99.99995",
        "sum": "0.3",
        "dear": "1234567890.12",
    }


def test_what_earlier_rows_said_stands_until_a_row_that_can_be_taken(opened: Intake):
    opened.begin(CUSTOMERS, _rows(e={}))
    opened.take()
    later = {"event_id": "'e'", "loaded_at": "timestamp '2024-03-11 00:00:00'", "event_name": "'visit'"}
    opened.run(f"insert into own.events {_rows(e=later | {'amount': _amount('1e300')})}")
    opened.take()
    assert (_counting(opened), _aside(opened)) == (
        [("e", "order")],
        [("e", "amount is not a number, or is too large")],
    )
    opened.run(
        f"insert into own.events {_rows(e=later | {'loaded_at': 'timestamp ' + repr('2024-03-12 00:00:00')})}"
    )
    opened.take()
    assert (_counting(opened), _aside(opened)) == ([("e", "visit")], [])
    opened.take(full=True)
    assert (_counting(opened), _aside(opened)) == ([("e", "visit")], [])


CONFLICT = "event_id came with one loaded_at in rows that differ"


@pytest.mark.parametrize("road", ["full", "incremental"])
def test_of_rows_that_contradict_each_other_none_counts_until_a_later_one_does(opened: Intake, road: str):
    """Two rows with one event_id and one loaded_at, but another name: one vanished, unseen."""
    other = _rows(e={"event_name": "'visit'"})
    opened.begin(CUSTOMERS, _rows(e={}, same={}) + " union all " + _rows(same={}))
    opened.take()
    assert _counting(opened) == [("e", "order"), ("same", "order")]
    opened.run(f"insert into own.events {other}")
    opened.take(full=road == "full")
    assert _counting(opened) == [("same", "order")]
    assert _aside(opened) == [("e", CONFLICT)] * 2
    assert opened.rows("select count(*) from core.pending_customers where customer_id = 1") == [(1,)] or (
        road == "full"
    )
    opened.run(
        "insert into own.events "
        + _rows(e={"event_name": "'return'", "loaded_at": "timestamp '2024-03-12 00:00:00'"})
    )
    opened.take()
    assert (_counting(opened), _aside(opened)) == ([("e", "return"), ("same", "order")], [])


@pytest.mark.parametrize("road", ["full", "incremental"])
def test_a_row_without_loaded_at_is_the_earliest_of_its_event(opened: Intake, road: str):
    none = {"loaded_at": "cast(null as timestamp)"}
    visit = none | {"event_name": "'visit'"}
    unstamped = [
        _rows(e=visit, alone=visit, same=none, torn=none, bad=none | {"amount": _amount("'NaN'")}),
        _rows(same=none, torn=visit),
    ]
    opened.begin(CUSTOMERS, " union all ".join(unstamped))
    opened.take()
    assert _counting(opened) == [("alone", "visit"), ("e", "visit"), ("same", "order")]
    assert _aside(opened) == [("bad", FAULTS["nan"][1]), ("torn", CONFLICT), ("torn", CONFLICT)]
    # A row that has one takes its place; another without one that comes later doesn't.
    for rows in (_rows(e={}, torn={}, bad={}), _rows(e=none | {"event_name": "'return'"}, torn=visit)):
        opened.run(f"insert into own.events {rows}")
        opened.take(full=road == "full")
        taken = [(name, "order") for name in ("bad", "e", "same", "torn")]
        assert _counting(opened) == [("alone", "visit"), *taken]
        # What can't be taken can't be told to have been replaced, either.
        assert _aside(opened) == [("bad", FAULTS["nan"][1])]


def test_a_row_that_the_input_no_longer_has_no_longer_stands_aside(opened: Intake):
    opened.begin(CUSTOMERS, _rows(good={}, bad={"amount": _amount("'NaN'")}))
    opened.take()
    opened.run("delete from own.events where event_id = 'bad'")
    opened.take()
    assert _aside(opened) == []


@pytest.mark.parametrize("kind", ["integer", "bigint", "text"])
@pytest.mark.parametrize("last", ["3", "3000000"])
def test_a_row_loaded_later_corrects_whatever_the_ids_are(opened: Intake, kind: str, last: str):
    later = {"loaded_at": "timestamp '2024-03-12 00:00:00'", "event_name": "'visit'"}
    events = [event(event_id=f"cast({key} as {kind})") for key in ("1", "2", last)]
    opened.begin(CUSTOMERS, " union all ".join([*events, event(event_id=f"cast(2 as {kind})", **later)]))
    opened.take(lists=False)
    counting = opened.rows("select event_id, event_name from core.events")
    assert {str(key): name for key, name in counting} == {"1": "order", "2": "visit", last: "order"}
    assert len(counting) == 3
    opened.run("delete from own.events where event_name = 'visit'")
    opened.take(full=True, lists=False)
    assert len(opened.rows("select event_id from core.events where event_name = 'order'")) == 3
