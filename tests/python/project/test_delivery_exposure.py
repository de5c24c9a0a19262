"""A delivery gives nobody what isn't theirs to have, and keeps sending who withdrew until they are gone."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from delivery_world import World, customers, loyal_world, sound
from faulty_server import Service

from orchestration.delivery import export
from orchestration.delivery.receipts import RECEIPTS
from orchestration.erasure.erase import forget_rows
from orchestration.erasure.places import Place
from orchestration.project.layers import DELIVERIES
from orchestration.warehouse.connections import open_warehouse

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> World:
    return loyal_world(tmp_path / "project", 5)


@pytest.mark.parametrize("columns", [["email", "phone"], ["customer_id", "phone"]])
def test_an_address_beside_the_key_is_not_sent_if_somebody_else_who_has_it_refused(
    world: World, served: tuple[Service, str], columns: list[str]
):
    service, url = served
    service.key = columns[0]
    world.declare("crm", kind="rest", url=url, columns=columns, match=columns[0])
    world.know(["c1", "c2"], phone="+45 70 1111")
    sound(world)
    assert len(service.keys("loyal")) == 5
    world.allow(customers(0, 1, 3, 4))
    sound(world)
    assert len(service.keys("loyal")) == 3


def test_whoever_withdrew_is_removed_again_and_again_though_the_destination_refused(
    world: World, served: tuple[Service, str]
):
    service, url = served
    world.declare("crm", kind="rest", url=url)
    sound(world)
    world.allow(customers(*range(4)))
    service.refused = {"C4@EXAMPLE.COM"}
    for _ in range(2):
        (delivery,) = world.export().values()
        assert delivery.dead_letters == 1 and delivery.problems
    service.refused = set()
    sound(world)
    assert "c4@example.com" not in service.keys("loyal")


@pytest.mark.parametrize("status", [402, 407, 501, 520])
def test_what_a_server_says_of_the_sender_or_itself_buries_nobody(
    world: World, served: tuple[Service, str], status: int
):
    service, url = served
    world.declare("crm", kind="rest", url=url)
    service.status = status
    (delivery,) = world.export().values()
    assert delivery.problems and delivery.dead_letters == 0
    service.status = None
    sound(world)
    assert len(service.keys("loyal")) == 5


def test_withheld_members_show_nothing_that_the_file_may_not_have_any_more(world: World):
    world.know(customers(*range(40)))
    world.publish("loyal", customers(*range(40)))
    said = {"purpose": "internal", "match": "customer_id", "path": "out/loyal.csv"}
    world.declare("sales", kind="file", columns=["customer_id", "phone"], **said)
    sound(world)
    world.publish("loyal", customers(*range(20)))
    world.declare("sales", kind="file", columns=["customer_id", "email"], **said)
    (delivery,) = world.export().values()
    assert [due.withheld for due in delivery.staged] == [20]
    rows = list(csv.DictReader((world.root / "out/loyal.csv").open(encoding="utf-8")))
    assert len(rows) == 40
    assert {row["email"] for row in rows} == {"", *(f"{each}@example.com" for each in customers(*range(20)))}


@pytest.mark.parametrize("segments", [("loyal", "able"), ("loyal", "zealous")])
def test_a_file_whose_segment_changes_holds_the_new_one(world: World, segments: tuple[str, str]):
    world.publish(segments[1], customers(0, 1))
    said = {"purpose": "internal", "columns": ["customer_id"], "match": "customer_id", "path": "out/list.csv"}
    for segment in segments:
        world.declare("sales", kind="file", segments=[segment], **said)
        sound(world)
    lines = (world.root / "out/list.csv").read_text(encoding="utf-8").split()
    assert lines == ["customer_id", "c0", "c1"]


def test_another_address_of_somebody_who_is_there_is_no_further_contact(
    world: World, served: tuple[Service, str]
):
    """They dropped out: the address they had was removed, and the new one waited."""
    service, url = served
    world.declare("crm", kind="rest", url=url)
    world.run(
        "create table contacts.contact_limits"
        " (channel text, at_most int, within_days int, counts_from timestamp)"
    )
    world.run(
        "insert into contacts.contact_limits"
        " select 'email', 1, 7, cast(now() at time zone 'UTC' as timestamp) - interval '7 days'"
    )
    sound(world)
    world.know(["c1"], email="new@example.com")
    sound(world)
    assert "new@example.com" in service.keys("loyal") and len(service.keys("loyal")) == 5
    assert world.rows("select count(*) from contacts.contacts_made where customer_id = 'c1'") == [(1,)]


def test_a_key_of_two_customers_goes_by_the_one_who_is_left(world: World, served: tuple[Service, str]):
    world.declare("crm", kind="rest", url=served[1])
    world.know(["c1", "c2"], email="both@example.com")
    sound(world)
    world.publish("loyal", customers(0, 2, 3, 4))
    sound(world)
    key = "both@example.com"
    assert world.rows(f"select customer_id from deliveries.receipts where member_key = '{key}'") == [("c2",)]


def test_members_are_not_removed_by_an_identifier_that_they_werent_sent_by(
    world: World, served: tuple[Service, str]
):
    """After match: was changed, the destination was asked to remove phone numbers that were addresses."""
    service, url = served
    world.declare("crm", kind="rest", url=url, columns=["email", "phone"], match="email")
    sound(world)
    world.declare("crm", kind="rest", url=url, columns=["email", "phone"], match="phone")
    for is_plan in (True, False):
        (delivery,) = world.export(is_plan=is_plan).values()
        assert delivery.problems == [
            "destinations/crm.yml: match: is phone, and it has 5 members by email; write match: email with"
            " segments: [] and deliver, which removes them, before you change it."
        ]
    world.declare("crm", kind="rest", url=url, columns=["email", "phone"], match="email", segments=[])
    sound(world)
    assert not service.keys("loyal")
    service.key = "phone"
    world.declare("crm", kind="rest", url=url, columns=["email", "phone"], match="phone")
    sound(world)
    assert len(service.keys("loyal")) == 5


@pytest.mark.parametrize(("match", "kept"), [("email", "c1@example.com"), ("phone", "+45 70 000001")])
def test_of_an_erased_customer_the_key_alone_stays_until_the_destination_removed_it(
    world: World, served: tuple[Service, str], match: str, kept: str
):
    """Receipts kept the number of somebody who was erased, and their id as a column."""
    service, url = served
    service.key = match
    world.declare("crm", kind="rest", url=url, columns=["customer_id", "email", "phone"], match=match)
    sound(world)
    # As after a delivery of which nobody knows whether it arrived.
    world.run(f"update {RECEIPTS} set doubted = 'email:c1@example.com', doubted_id = 'x'")
    place = Place(DELIVERIES, "receipts", "customer_id")
    with open_warehouse(world.project) as warehouse, warehouse.transaction():
        assert forget_rows(warehouse, place, ["c1"]) == 1
    found = f"select columns, content, doubted from {RECEIPTS} where customer_id is null"
    assert world.rows(found) == [(match, kept, None)]
    world.run("delete from ledger.current_members where customer_id = 'c1'")
    sound(world)
    assert len(service.keys("loyal")) == 4 and world.rows(found) == []


def test_what_is_due_is_worked_out_anew_before_the_next_batch_once_it_is_old(
    world: World, served: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
):
    service, url = served
    world.declare("crm", kind="rest", url=url, limits={"batch_size": 1})
    monkeypatch.setattr(export, "FRESH", 1.0)

    def withdraw() -> None:
        if not service.requests:
            world.allow(customers(0, 1))
            time.sleep(1.2)

    service.before = withdraw
    sound(world)
    assert service.keys("loyal") == {"c0@example.com", "c1@example.com"}


def test_an_address_in_a_variable_is_held_to_the_same_rule_as_one_in_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CRM_URL", "http://crm.example/hook/secret")
    world.declare("crm", kind="webhook", url_env="CRM_URL")
    (delivery,) = world.export().values()
    assert delivery.problems == [
        "destinations/crm.yml: url_env: the address in CRM_URL does not begin with https://, and only an"
        " address of this machine may do without it."
    ]
