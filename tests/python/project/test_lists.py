"""`segments lists` and the folder lists/, from the file to the segment."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from small_shop import DAY, set_variables, write_segment

pytestmark = pytest.mark.slow

AS_OF = ("--as-of", DAY)


def write(shop, text: str, name: str = "vip.csv") -> None:
    (shop.root / "lists").mkdir(exist_ok=True)
    (shop.root / "lists" / name).write_text(text, encoding="utf-8")


def told(shop, *arguments: str, code: int = 0) -> str:
    done = shop.segments("lists", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def standing(shop) -> dict[str, dict]:
    return {row["list_name"]: row for row in json.loads(told(shop, "--json"))}


def members(shop, segment: str) -> set[str]:
    return {key for (key,) in shop.rows(f"select customer_id from published.{segment}")}


@pytest.fixture
def listed(shop):
    """The shop with a list of three customers and somebody unknown, and a segment of those on it."""
    write(shop, "customer_id;added_by\nc01;ann\n c02;ann\nc03;bo\nc03;bo\nc99;bo\n")
    told(shop, "load")
    write_segment(shop.root, "guests", "{{ in_list('vip') }}")
    shop.refresh(*AS_OF)
    return shop


def test_a_file_becomes_a_list_with_its_report(listed):
    assert members(listed, "guests") == {"c01", "c02", "c03"}
    row = standing(listed)["vip"]
    assert {
        key: row[key] for key in ("file", "version", "customers", "unknown", "rows_refused", "status")
    } == {
        "file": "lists/vip.csv",
        "version": 1,
        "customers": 3,
        "unknown": 1,
        "rows_refused": 1,
        "status": "taken",
    }
    said = told(listed, "report", "vip")
    assert "version 1, lists/vip.csv, " in said and "4 of 5 rows taken" in said
    assert "line 5: it repeats line 4 (c03)" in said
    assert "'c99' on the list 'vip' isn't a customer's id (added by bo)" in listed.segments("lint").stdout
    # The same file again is no new version.
    assert "No file of lists/ changed." in told(listed, "load")
    assert standing(listed)["vip"]["version"] == 1


def test_a_file_refused_whole_is_told_once_and_not_called_unchanged(listed):
    write(listed, "name\nc01\n")
    refused = told(listed, "load")
    assert "No file of lists/ changed." not in refused and "line 1 has no column" in refused
    notices = (listed.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert notices.count("Lists: lists/vip.csv: line 1 has no column") == 1
    write(listed, "customer_id;added_by\nc01;ann\n c02;ann\nc03;bo\nc03;bo\nc99;bo\n")
    assert "Taken: vip." in told(listed, "load")


def test_a_hand_goes_before_the_file_until_it_is_taken_back(listed):
    assert "is off the list 'vip', whatever its file says" in told(listed, "remove", "vip", "c01")
    told(listed, "add", "vip", "c04", "--note", "asked by telephone")
    write(listed, "customer_id\nc01\nc02\nc05\n")
    listed.refresh(*AS_OF)
    assert members(listed, "guests") == {"c02", "c04", "c05"}
    row = standing(listed)["vip"]
    assert (row["version"], row["added"], row["removed"]) == (2, 1, 1)
    assert "c04 added" in (said := told(listed, "report", "vip")) and ": asked by telephone" in said
    told(listed, "add", "vip", "c01")
    listed.refresh(*AS_OF)
    assert members(listed, "guests") == {"c01", "c02", "c04", "c05"}


def test_a_list_whose_file_is_lost_stays_until_it_is_dropped_and_then_no_rule_may_name_it(listed):
    """An exclusion list whose file was gone excluded nobody."""
    (listed.root / "lists" / "vip.csv").unlink()
    listed.refresh(*AS_OF)
    assert members(listed, "guests") == {"c01", "c02", "c03"}
    notices = (listed.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    assert notices.count("Lists: lists/vip.csv: the file is gone; the list keeps its 4 entries") == 1
    assert "Dropped the 4 entries" in told(listed, "drop", "vip")
    done = listed.segments("refresh", *AS_OF)
    assert done.returncode == 1
    assert "'vip'" in done.stderr and "list" in done.stderr


def test_whoever_is_erased_again_is_still_found_on_lists_by_a_hashed_address(listed):
    """The second time, core knew the customer no longer, and the line of the file was told to nobody."""
    with listed.connected(read_only=False) as connection:
        connection.execute(
            "create table shop.contacts as select 'c05' as customer_id, ' Cy@Example.com' as email"
        )
    set_variables(listed.root, contacts_relation="shop.contacts")
    hashed = sha256(b"cy@example.com").hexdigest()
    write(listed, f"email_sha256\n{sha256(b'somebody').hexdigest()}\n{hashed}\n", "bounced.csv")
    told(listed, "load")
    listed.refresh(*AS_OF)
    for _ in range(2):
        done = listed.segments("erase", "c05", "--yes")
        assert done.returncode == 0, done.stderr
        assert "lists/bounced.csv:3" in done.stdout


def test_an_erased_customer_leaves_lists_and_does_not_come_back_with_the_file(listed):
    told(listed, "add", "vip", "c04")
    done = listed.segments("erase", "c03", "c04", "--yes")
    assert done.returncode == 0, done.stderr
    assert "lists/vip.csv:4" in done.stdout and "lists/vip.csv:5" in done.stdout
    kept = "select count(*) from raw.{} where {} in ('c03', 'c04')"
    for table, column in (
        ("list_entries", "listed_as"),
        ("list_refusals", "listed_as"),
        ("list_edits", "customer_id"),
    ):
        assert listed.rows(kept.format(table, column)) == [(0,)], table
    write(listed, "customer_id\nc01\nc03\n")
    listed.refresh(*AS_OF)
    assert members(listed, "guests") == {"c01"}
    assert listed.rows(kept.format("list_entries", "listed_as")) == [(0,)]
