"""Names and lists of the user's data: case is ignored, core reserves no name, unknown IDs are reported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from intake import IS_FILE, Intake, event, intake
from proof.harness import SegmentFile

pytestmark = pytest.mark.fast

CUSTOMERS = "select n as customer_id from (values (1), (2), (3)) as numbers(n)"
LISTED = "insert into raw.imported_list_rows values ('vip', '{}', null, 'test')"


@pytest.fixture(scope="module")
def opened() -> Iterator[Intake]:
    with intake(default_input={"lists": "brought_list_rows"}) as opened:
        yield opened


@pytest.fixture(scope="module", params=["bigint", "text", "uuid"])
def of_type(request: pytest.FixtureRequest) -> str:
    return request.param


def test_columns_are_known_in_any_case(opened: Intake):
    """AMOUNT, LOADED_AT and IS_DELETED were ignored: amounts were null, deletions not applied."""
    names = {
        '"EVENT_ID"': "'e'",
        '"Customer_Id"': "1",
        '"Event_Name"': "'order'",
        '"OCCURRED_AT"': "timestamp '2024-03-10 12:00:00'",
        '"LOADED_AT"': "timestamp '2024-03-11 12:00:00'",
        '"AMOUNT"': "5",
        '"IS_DELETED"': "false",
        '"Channel"': "'web'",
    }
    first = "select " + ", ".join(f"{value} as {name}" for name, value in names.items())
    gone = first.replace("'e'", "'gone'")
    deleted = gone.replace("false", "true").replace("2024-03-11", "2024-03-12")
    customers = 'select 1 as "CUSTOMER_ID", \'SE\' as "Country"'
    opened.begin(customers, f"{first} union all {gone} union all {deleted}")
    opened.take()
    taken = opened.rows("select event_id, amount, loaded_at, channel from core.events")
    assert [(str(row[0]), int(row[1]), str(row[2])[:10], row[3]) for row in taken] == [
        ("e", 5, "2024-03-11", "web")
    ]
    assert opened.rows("select customer_id, country from core.customers") == [(1, "SE")]
    opened.take()
    assert opened.rows("select * from core.customer_changes") == []


INTERNAL = [
    "is_gone",
    "version_rank",
    "previous_customer_id",
    "fault",
    "received",
    "is_new",
    "place",
    "measured",
    "ranked",
    "events",
    "customers",
    "reason",
    "listed_as",
    "segment",
    "value",
]


@pytest.mark.parametrize("road", ["full", "incremental"])
def test_no_name_of_a_column_means_anything_to_core(opened: Intake, road: str):
    """A trait is_gone made its customers vanish, and an event column version_rank all events."""
    more = ", ".join(f"true as {name}" for name in INTERNAL)
    opened.begin(f"select customers.*, {more} from ({CUSTOMERS}) as customers", f"{event()}, {more}")
    opened.take()
    opened.run("delete from own.customers where customer_id = 3")
    opened.run("update own.customers set is_gone = false where customer_id = 2")
    later = event(event_id="'e2'", loaded_at="timestamp '2024-03-12 00:00:00'")
    opened.run(f"insert into own.events {later}, {more}")
    opened.take(full=road == "full")
    assert opened.rows("select customer_id, is_gone from core.customers order by 1") == [
        (1, True),
        (2, False),
    ]
    assert opened.rows("select event_id, version_rank from core.events order by 1") == [
        ("e1", True),
        ("e2", True),
    ]


def test_events_may_have_thousands_of_names(opened: Intake):
    """Each refresh looked up every name separately, and two thousand names exceeded a statement's limits."""
    opened.begin(
        CUSTOMERS,
        "select 'e' || n as event_id, 1 as customer_id, 'view of page ' || n as event_name,"
        " timestamp '2024-03-10 12:00:00' as occurred_at, timestamp '2024-03-10 13:00:00' as loaded_at"
        " from generate_series(1, 3000) as numbers(n)",
    )
    opened.take()
    opened.run(
        "insert into own.events select 'e' || n, 1, 'order', timestamp '2024-03-11 12:00:00',"
        " timestamp '2024-03-11 13:00:00' from generate_series(1, 2) as numbers(n)"
    )
    opened.take()
    assert opened.rows("select count(*) from core.event_names") == [(2999,)]


def test_a_name_that_core_keeps_is_refused(opened: Intake):
    opened.begin('select 1 as customer_id, 2 as "Segments__Is_Gone"', event())
    with pytest.raises(Exception, match="Segments__Is_Gone; names that begin with segments__ are core's own"):
        opened.take()


@pytest.mark.skipif(IS_FILE, reason="DuckDB has no two such columns")
def test_two_columns_that_differ_by_case_only_are_refused(opened: Intake):
    opened.begin(CUSTOMERS, event(**{"amount": "1", '"AMOUNT"': "2"}))
    with pytest.raises(Exception, match='has the columns "amount" and "AMOUNT", which differ by case only'):
        opened.take()


def test_a_column_with_a_quotation_mark_is_refused(opened: Intake):
    opened.begin('select 1 as customer_id, 2 as "a ""b"', event())
    with pytest.raises(Exception, match='has a column a "b; no rule can name a column with a quotation mark'):
        opened.take()


def test_a_trait_of_the_name_of_a_rule_s_part_is_refused(opened: Intake):
    rule = "{% call segment() %}\n{{ did('order') }}\n{% endcall %}\n"
    opened.project.set_segments([SegmentFile("buyers", rule)])
    opened.begin("select 1 as customer_id, 2 as segment__buyers", event())
    needed = opened.project.needed_by("affected_customers")
    opened.take()
    opened.project.start()
    with pytest.raises(Exception, match=r"value/buyers.sql: the trait 'segment__buyers' has the name"):
        opened.project.build(needed - opened.core - opened.lists)
    opened.project.set_segments([])


ENTRIES = {
    "bigint": (["2", " 2", "2 ", "02", "2.0", "\t2"], ["22", "two", ".", "2.5", "", "-2", "2,0"]),
    "text": (["b", " b", "b "], ["B", "b b", " "]),
    "uuid": (
        ["00000000-0000-0000-0000-00000000000b", " 00000000-0000-0000-0000-00000000000B"],
        ["0000000000000000000000000000000b0"],
    ),
}
IDS = {
    "bigint": ("1", "2"),
    "text": ("a", "b"),
    "uuid": ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"),
}


def test_a_list_names_whom_it_means_and_reports_who_is_nobody(opened: Intake, of_type: str):
    """IDs " 2" and 3.0 on an exclusion list silently excluded nobody."""
    one, other = (f"cast('{key}' as {of_type})" for key in IDS[of_type])
    opened.begin(f"select {one} as customer_id union all select {other}", event(customer_id=one))
    opened.take()
    somebody, nobody = ENTRIES[of_type]
    for entry in [*somebody, *nobody]:
        opened.run(LISTED.format(entry))
    opened.take()
    listed = opened.rows("select customer_id, listed_as from core.imported_lists")
    assert sorted(listed) == sorted(
        (2 if of_type == "bigint" else IDS[of_type][1], entry) for entry in somebody
    )
    assert sorted(opened.rows("select listed_as from core.unmatched_list_entries")) == sorted(
        (entry,) for entry in nobody
    )
    changed = opened.rows("select customer_id from core.list_changes")
    assert [str(key) for (key,) in changed] == [IDS[of_type][1]]
    opened.take()
    assert opened.rows("select customer_id from core.list_changes") == []


def test_whoever_has_exactly_the_id_is_meant_before_others(opened: Intake):
    opened.begin("select 'a' as customer_id union all select ' a'", event(customer_id="'a'"))
    opened.run(LISTED.format(" a"))
    opened.take()
    assert opened.rows("select customer_id from core.imported_lists") == [(" a",)]


def test_lists_that_come_with_the_project_are_not_one_s_own(opened: Intake):
    """They applied to every customer with a number from 0 to 2999."""
    opened.begin(CUSTOMERS, event())
    opened.run("create table raw.brought_list_rows as select * from raw.imported_list_rows")
    opened.run(LISTED.format("1").replace("imported", "brought"))
    opened.take()
    assert opened.rows("select * from core.imported_lists") == []
    assert opened.rows("select * from core.unmatched_list_entries") == []
