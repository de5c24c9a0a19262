"""A value in an engine's error message never appears in an error, an event or a notice."""

import pytest
from small_shop import write_segment

from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.find import find_project
from orchestration.warehouse.redaction import without_values

SECRET = "anna.o'hara@secret.example"

# What each engine refuses once it reads the value, and what remains of its message.
REFUSED = {
    "select cast(country as int) from shop.customers": "int",
    "select cast(country as timestamp) from shop.customers": "timestamp",
    "select cast(country as numeric(18, 3)) from shop.customers": "",
    "select cast(cast(number as bigint) as smallint) from shop.customers": "out of range",
    "create table shop.again as select * from shop.customers;"
    " create unique index one on shop.again (country); insert into shop.again select * from shop.again": "",
}


def _bytes_with(folder, text):
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def test_a_failed_cast_leaves_no_value_in_what_is_said_or_kept(shop, monkeypatch):
    """A rule that cast a trait put a customer's address into Dagster's events, the notices and the mail."""
    with shop.connected(read_only=False) as connection:
        connection.execute("alter table shop.customers add column number bigint")
        said = SECRET.replace("'", "''")
        connection.execute(
            f"update shop.customers set country = '{said}', number = 7391884212 where customer_id = 'c03'"
        )
    # Rules may not contain casts that can fail. The project itself casts a trait that is the members' value.
    write_segment(shop.root, "counted", "{{ did('order') }}", meta={"value_trait": "country"})
    done = shop.segments("refresh", "--json")
    assert done.returncode == 1
    assert "(a value)" in done.stdout
    for part in (SECRET, "secret.example", "hara"):
        assert part not in done.stdout + done.stderr
        assert _bytes_with(shop.root / ".dagster", part) == []
    _assert_said_without(shop, monkeypatch)


def _assert_said_without(shop, monkeypatch) -> None:
    for name, value in shop.environment.items():
        monkeypatch.setenv(name, value)
    with open_warehouse(find_project(shop.root)) as warehouse:
        for statement, kept in REFUSED.items():
            with pytest.raises(warehouse.errors) as refused:
                warehouse.rows(statement)
            said = str(refused.value)
            assert "hara" not in said and "7391884212" not in said and "\n" not in said, statement
            assert kept in said.lower()


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "Database Error in model events (models/core/events.sql)\n"
            '  invalid input syntax for type integer: "no column \\"x\\" does not exist"\n  LINE 3: a',
            "Database Error in model events (models/core/events.sql)\n"
            "  invalid input syntax for type integer: (a value)",
        ),
        (
            'Invalid Input Error: Could not parse string "a\nb"\na\nb\n^',
            "Invalid Input Error: Could not parse string (a value)",
        ),
        ("ungültige Eingabe für Typ integer: »anna«", "ungültige Eingabe für Typ integer: (a value)"),
        ('column "foo" does not exist\nLINE 1: select foo', 'column "foo" does not exist'),
        (
            "Overflow in multiplication of INT64 (92233 * 2)!",
            "Overflow in multiplication of INT64 ((a value) * (a value))!",
        ),
        (
            'duplicate key violates unique constraint "u"\nDETAIL:  Key (id)=(x1) already exists.',
            'duplicate key violates unique constraint "u"',
        ),
    ],
)
def test_the_column_and_the_type_stay(message, kept):
    assert without_values(message) == kept


def test_what_stands_in_the_statement_may_be_said():
    said = "Could not convert string 'abc' to INT32"
    assert without_values(said, "select cast('abc' as int)") == said
