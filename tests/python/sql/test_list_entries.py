"""Whom entries of lists name: by id, by hashed address, and as somebody said last by hand."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from intake import Intake, event, intake

from orchestration.lists.tables import CREATE

pytestmark = pytest.mark.fast

CUSTOMERS = "select n as customer_id from (values (1), (2), (3), (4)) as numbers(n)"
CONTACTS = "select n as customer_id, ' C' || n || '@Example.com' as email from ({}) as of_customers(n)"
ENTRY = "insert into raw.list_entries values ('{}', '{}', {}, {}, 'crm')"
EDIT = "insert into raw.list_edits values ('vip', '{}', {}, timestamp '{}', 'ann', null)"


@pytest.fixture(scope="module")
def opened() -> Iterator[Intake]:
    lists = {"all": ["vip"]}
    relations = {"contacts_relation": "own.contacts", "consents_relation": "own.consents"}
    with intake(**relations, suppression_lists=lists) as opened:
        yield opened


def stand(opened: Intake) -> None:
    opened.begin(CUSTOMERS, event())
    opened.run(f"create table own.contacts as {CONTACTS.format(CUSTOMERS)}")
    opened.run(
        "create table own.consents as select customer_id, 'email' as channel, true as is_allowed,"
        f" timestamp '2024-03-01' as decided_at from ({CUSTOMERS}) as customers"
    )
    for statement in CREATE:
        opened.run(statement)
    opened.project.forget_relations()


def entry(opened: Intake, listed_as: str, *, is_hashed: bool = False, added_at: str = "null") -> None:
    opened.run(ENTRY.format("vip", listed_as, str(is_hashed).lower(), added_at))


def hashed(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def listed(opened: Intake) -> list[int]:
    opened.take()
    return [row[0] for row in opened.rows("select distinct customer_id from core.imported_lists order by 1")]


def test_a_hashed_address_names_whoever_has_it_now(opened: Intake):
    stand(opened)
    entry(opened, hashed("c2@example.com"), is_hashed=True)
    entry(opened, hashed("nobody@example.com"), is_hashed=True)
    assert listed(opened) == [2]
    assert opened.rows("select listed_as from core.unmatched_list_entries") == [
        (hashed("nobody@example.com"),)
    ]
    opened.run("update own.contacts set email = 'c2@example.com' where customer_id = 3")
    opened.run("update own.contacts set email = 'elsewhere@example.com' where customer_id = 2")
    assert listed(opened) == [3]
    assert sorted(opened.rows("select customer_id from core.list_changes")) == [(2,), (3,)]


ADDRESSES = ["c2@example.com\t", "\u00a0C2@Example.com", "c2@EXAMPLE.com \n"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_hashed_without_the_blanks_around_it(opened: Intake, address: str):
    """A tab behind the address in the contacts, and the entry excluded nobody."""
    stand(opened)
    opened.run(f"update own.contacts set email = '{address}' where customer_id = 2")
    entry(opened, hashed("c2@example.com"), is_hashed=True)
    assert listed(opened) == [2]


def test_a_former_address_still_excludes_and_no_longer_includes(opened: Intake):
    """Who unsubscribed by an address is the same person with the next. Others may have the address now."""
    stand(opened)
    opened.run("drop table own.contacts")
    later = f"{CONTACTS} union all select 2, 'new@example.com'".format(CUSTOMERS)
    opened.run(
        "create table own.contacts as select contacts.*, case when email = 'new@example.com' then"
        f" timestamp '2024-03-02' else timestamp '2024-03-01' end as loaded_at from ({later}) as contacts"
    )
    entry(opened, hashed("c2@example.com"), is_hashed=True)
    assert listed(opened) == []
    opened.project.build({"contactable"})
    assert opened.rows("select customer_id from contacts.contactable order by 1") == [(1,), (3,), (4,)]


def test_an_id_that_looks_like_a_hash_is_an_id(opened: Intake):
    stand(opened)
    entry(opened, hashed("c2@example.com"))
    assert listed(opened) == []


def test_files_the_seed_and_a_hand_make_one_list(opened: Intake):
    stand(opened)
    opened.run("insert into raw.imported_list_rows values ('vip', '1', null, 'seed')")
    entry(opened, "02")
    opened.run(EDIT.format("3", "true", "2024-03-01"))
    assert listed(opened) == [1, 2, 3]
    assert opened.rows("select * from core.unmatched_list_entries") == []


@pytest.mark.parametrize("road", ["file", "seed", "address"])
def test_whoever_was_taken_off_by_hand_stays_off_whatever_lists_them(opened: Intake, road: str):
    """A customer who had asked to be taken off came back with the next file."""
    stand(opened)
    entry(opened, "1")
    if road == "file":
        entry(opened, "2.0")
    elif road == "seed":
        opened.run("insert into raw.imported_list_rows values ('vip', ' 2', null, 'seed')")
    else:
        entry(opened, hashed("c2@example.com"), is_hashed=True)
    assert listed(opened) == [1, 2]
    opened.run(EDIT.format("2", "false", "2024-03-01"))
    assert listed(opened) == [1]
    assert opened.rows("select customer_id from core.list_changes") == [(2,)]
    # They are a customer, whose entry nobody has to mend.
    assert opened.rows("select * from core.unmatched_list_entries") == []
    opened.run(EDIT.format("2", "true", "2024-03-02"))
    assert listed(opened) == [1, 2]


def test_a_hand_is_heeded_by_deliveries_at_once(opened: Intake):
    stand(opened)
    entry(opened, "1")
    opened.take()
    opened.project.build({"contactable"})
    asked = "select customer_id from contacts.contactable order by 1"
    assert opened.rows(asked) == [(2,), (3,), (4,)]
    opened.run(EDIT.format("2", "true", "2024-03-01"))
    opened.run(EDIT.format("1", "false", "2024-03-01"))
    assert opened.rows(asked) == [(1,), (3,), (4,)]
    opened.run("delete from raw.list_entries")
    opened.run("delete from raw.list_edits")
    assert opened.rows(asked) == []


def test_the_erased_are_taken_out_of_what_a_file_brings_again(opened: Intake):
    stand(opened)
    opened.run("create table ledger.erased_customers (customer_hash varchar(64), erased_at timestamp)")
    opened.run("insert into ledger.erased_customers values (md5('2'), null)")
    opened.project.forget_relations()
    for name in ("1", "2", "02"):
        entry(opened, name)
    opened.run("insert into raw.list_refusals values ('vip', 5, '2', 'it repeats line 4')")
    assert listed(opened) == [1]
    assert opened.rows("select listed_as from raw.list_entries") == [("1",)]
    assert opened.rows("select * from raw.list_refusals") == []


def test_hashes_that_nothing_is_compared_with_close_the_channel():
    """Without e-mail addresses among the contacts, whom a list of hashes excludes is unknown."""
    with intake(consents_relation="own.consents", suppression_lists={"all": ["vip"]}) as bare:
        stand(bare)
        entry(bare, "1")
        bare.take()
        bare.project.build({"contactable"})
        asked = "select customer_id from contacts.contactable order by 1"
        assert bare.rows(asked) == [(2,), (3,), (4,)]
        entry(bare, hashed("c2@example.com"), is_hashed=True)
        assert bare.rows(asked) == []
