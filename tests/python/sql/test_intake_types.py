"""docs/own-data.md: each type that it names is accepted as it says, or refused in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from intake import IS_FILE, Intake, event, intake, knows

pytestmark = pytest.mark.fast

PAGE = (Path(__file__).parents[3] / "docs" / "own-data.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", PAGE.split("## Rows")[0], flags=re.MULTILINE)[2:]
NUMBERS = re.findall(r"`([^`]+)`", "".join(types for column, types, held in ROWS[:3]))

VALUES = {
    **dict.fromkeys(NUMBERS, "7"),
    "text": "'Ab 1'",
    "varchar(20)": "'Ab 1'",
    "char(8)": "'Ab 1'",
    "uuid": "'0F8FAD5B-D9CB-469F-A165-70867728950E'",
    "boolean": "true",
    "date": "'2024-03-10'",
    "json": "'{\"a\": 1}'",
    "interval": "'1 day'",
    "time": "'10:00:00'",
    "timestamptz": "'2024-03-10 04:59:59.123456+02'",
    **dict.fromkeys(
        ("timestamp", "timestamp(3)", "timestamp_s", "timestamp_ms", "timestamp_ns"), "'2024-03-10 04:59:59'"
    ),
    **dict.fromkeys(("decimal(18, 4)", "decimal(10, 2)", "decimal(20, 8)", "decimal(38, 20)"), "7"),
}
TEXTS = {
    **dict.fromkeys(("text", "varchar(20)", "char(8)"), "Ab 1"),
    "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e",
}


def _cases() -> Iterator[tuple[str, str, str]]:
    for columns, types, held in ROWS:
        for column in re.findall(r"`(\w+)`", columns) or ["trait"]:
            named = NUMBERS if types.startswith("any of these numbers") else []
            for kind in [*named, *re.findall(r"`([^`]+)`", types)]:
                yield column, kind, held


@pytest.fixture(scope="module")
def opened() -> Iterator[Intake]:
    with intake(time_zone="America/New_York") as opened:
        yield opened


def test_the_page_names_types_of_every_column() -> None:
    assert len(list(_cases())) > 100
    assert {kind for _, kind, _ in _cases()} <= set(VALUES)


@pytest.mark.parametrize(
    "columns",
    [("customer_id", "event_id"), ("occurred_at", "loaded_at"), ("amount", "quantity"), ("is_deleted",)],
)
def test_a_type_is_taken_as_the_page_says(opened: Intake, columns: tuple[str, ...]) -> None:
    for column, kind, held in _cases():
        # A type that both columns accept is tried with both at once.
        same = [
            other
            for other, of, told in _cases()
            if other in columns and of == kind and "refused" not in held + told
        ]
        if column not in columns or (same and column != same[0]) or not _is_tried(opened, column, kind):
            continue
        value = f"cast({VALUES[kind]} as {kind})"
        customer = value if "customer_id" in (column, *same) else "1"
        told = _taken(
            opened, f"select {customer} as customer_id", event(**dict.fromkeys(same or [column], value))
        )
        if held.startswith("refused"):
            assert re.search(rf"dbt_project.yml: \w+_relation='own.\w+': {column} is .+; write ", told), (
                kind,
                told,
            )
            continue
        assert not told, (column, kind, told)
        assert opened.rows("select reason, received from core.events_set_aside") == [], (column, kind)
        for each in same or [column]:
            _assert_taken(opened, each, kind, held)


def test_traits_and_dimensions_are_taken_as_the_page_says(opened: Intake) -> None:
    kinds = [kind for column, kind, _ in _cases() if column == "trait" and knows(opened, kind)]
    values = ", ".join(f"cast({VALUES[kind]} as {kind}) as c{place}" for place, kind in enumerate(kinds))
    assert not _taken(opened, f"select 1 as customer_id, {values}", f"{event()}, {values}")
    for place, kind in enumerate(kinds):
        for relation in ("customers", "events"):
            ((taken,),) = opened.rows(f"select c{place} from core.{relation}")
            _assert_value(opened.type_of(relation, f"c{place}"), kind, taken)
    # Nothing changed: values of other types are compared in core's types.
    opened.take()
    assert opened.rows("select * from core.customer_changes") == []


LISTS = ("varchar[]", "integer[]", "double precision[]", "numeric[]", "timestamp[]", "boolean[]")


def test_a_list_is_none_of_what_it_is_a_list_of(opened: Intake) -> None:
    """A list of texts was treated as a text, and a list of times caused the engine's own errors."""
    values = ", ".join(f"cast(null as {kind}) as c{place}" for place, kind in enumerate(LISTS))
    assert not _taken(opened, f"select 1 as customer_id, {values}", f"{event()}, {values}")
    for place, kind in enumerate(LISTS):
        assert opened.type_of("events", f"c{place}") == "varchar", kind
    for column, kind in (("event_id", 0), ("customer_id", 2), ("occurred_at", 4), ("amount", 3)):
        told = _taken(opened, "select 1 as customer_id", event(**{column: f"cast(null as {LISTS[kind]})"}))
        assert re.search(rf"events_relation='own.events': {column} is .+; write ", told), told


def test_days_beyond_what_times_reach_are_set_aside(opened: Intake) -> None:
    for column in ("occurred_at", "loaded_at"):
        assert not _taken(opened, "select 1 as customer_id", event(**{column: "date '300000-01-01'"}))
        reasons = opened.rows("select reason from core.events_set_aside")
        assert reasons == [(f"{column} is after the year 9999",)]


def test_ids_that_cannot_be_customers_are_counted_not_named(opened: Intake) -> None:
    """Errors are stored and sent, so an ID in one outlives its erasure."""
    for value, said in (
        ("1.5", "of 64 bits in 1 row; write the ids as text"),
        ("repeat('7', 201)", "shorter ids"),
    ):
        opened.begin(f"select {value} as customer_id", event(customer_id=value))
        with pytest.raises(Exception, match=said) as refused:
            opened.take()
        assert "1.5" not in str(refused.value) and "77" not in str(refused.value)


def _is_tried(opened: Intake, column: str, kind: str) -> bool:
    """Returns whether to try a type. DuckDB's numeric is decimal(18, 3)."""
    return knows(opened, kind) and not (IS_FILE and column == "amount" and kind == "numeric")


def _taken(opened: Intake, customers: str, events: str) -> str:
    """Returns the error about the input, or ''."""
    opened.begin(customers, events)
    try:
        opened.take(lists="c0" in customers)
    except Exception as failure:
        return str(failure)
    return ""


def _assert_taken(opened: Intake, column: str, kind: str, held: str) -> None:
    if column == "is_deleted":
        assert opened.rows("select * from core.events") == []
        return
    relation = "customers" if column == "customer_id" else "events"
    ((taken,),) = opened.rows(f"select {column} from core.{relation}")
    type_of = opened.type_of(relation, column)
    about = (column, kind, taken, type_of)
    if column in ("customer_id", "event_id"):
        assert str(taken) == TEXTS[kind] if kind in TEXTS else taken == 7, about
        assert column == "event_id" or type_of == ("varchar" if kind in TEXTS else "bigint"), about
        matched = opened.rows(
            "select count(*) from core.events inner join core.customers using (customer_id)"
        )
        assert matched == [(1,)], about
    elif column in ("amount", "quantity"):
        assert taken == 7, about
        assert type_of in (
            "decimal",
            re.search(r"numeric(\(.+\))", held)[0].replace("numeric", "decimal").replace(" ", ""),
        ), about
    else:
        _assert_value(type_of, kind, taken)


def _assert_value(type_of: str, kind: str, taken: object) -> None:
    about = (kind, taken, type_of)
    if kind.startswith("timestamp") or (kind == "date" and type_of != "date"):
        instants = {"date": "2024-03-10 05:00:00", "timestamptz": "2024-03-10 02:59:59.123456"}
        assert str(taken) == instants.get(kind, "2024-03-10 04:59:59"), about
        assert type_of in ("timestamp", "timestamp without time zone"), about
    elif kind not in ("boolean", "date"):
        assert type_of == "varchar", about
