"""A delivery sends what changed since the last confirmed one, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from delivery_world import World, customers, loyal_world, sound
from faulty_server import Service

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> World:
    return loyal_world(tmp_path / "project", 10)


@pytest.fixture
def service(world: World, served: tuple[Service, str]) -> Service:
    """The service that the destination `crm` is."""
    world.declare("crm", kind="rest", url=f"{served[1]}/members")
    return served[0]


def addresses(*numbers: int) -> set[str]:
    return {f"{customer}@example.com" for customer in customers(*numbers)}


def test_only_what_changed_is_sent(world: World, service: Service):
    sound(world)
    assert service.keys("loyal") == addresses(*range(10))
    assert [len(request["members"]) for request in service.requests] == [3, 3, 3, 1]
    before = len(service.requests)
    sound(world)
    assert len(service.requests) == before
    world.publish("loyal", customers(*range(1, 10)))
    world.know(["c10"])
    world.allow(customers(*range(11)))
    world.publish("loyal", customers(*range(1, 11)))
    sound(world)
    assert [(each["action"], each["method"]) for each in service.requests[before:]] == [
        ("add", "POST"),
        ("remove", "DELETE"),
    ]
    assert service.keys("loyal") == addresses(*range(1, 11))


LIMIT = (
    "insert into contacts.contact_limits select '{}', {}, {}, cast(now() at time zone 'UTC' as timestamp)"
    " - interval '{} days'"
)


@pytest.fixture
def limits(world: World) -> None:
    world.run(
        "create table contacts.contact_limits"
        " (channel text, at_most int, within_days int, counts_from timestamp)"
    )


@pytest.mark.parametrize("channel", ["email", "all"])
def test_whoever_has_had_enough_waits_and_nobody_is_removed(
    world: World, service: Service, limits: None, channel: str
):
    """Once a cap counted as withdrawn consent: each delivery removed whom the one before had added."""
    world.run(LIMIT.format(channel, 1, 7, 7))
    world.publish("loyal", customers(0, 1))
    sound(world)
    world.publish("loyal", customers(0, 1, 2))
    world.run(
        "insert into contacts.contacts_made"
        " values ('c2', 'email', 'other', 'recent', now() at time zone 'UTC')"
    )
    sound(world)
    sound(world)
    assert service.keys("loyal") == addresses(0, 1)
    world.run("update contacts.contacts_made set sent_at = sent_at - interval '8 days'")
    sound(world)
    assert service.keys("loyal") == addresses(0, 1, 2)


def test_a_limit_of_another_channel_holds_nobody_back(world: World, service: Service, limits: None):
    world.run(LIMIT.format("sms", 1, 7, 7))
    sound(world)
    sound(world)
    assert service.keys("loyal") == addresses(*range(10))
    world.run(
        "insert into contacts.contacts_made select customer_id, 'sms', 'x', 'y', now() from core.customers"
    )
    world.know(["c10"])
    world.allow(customers(*range(11)))
    world.publish("loyal", customers(*range(11)))
    sound(world)
    assert service.keys("loyal") == addresses(*range(11))


def test_two_segments_of_one_delivery_do_not_both_take_the_last_contact(
    world: World, served: tuple[Service, str], limits: None
):
    world.run(LIMIT.format("email", 1, 7, 7))
    world.publish("recent", customers(*range(5, 10)))
    world.publish("loyal", customers(*range(7)))
    world.declare("crm", kind="rest", url=f"{served[1]}/members", segments=["loyal", "recent"])
    sound(world)
    assert served[0].keys("loyal") == addresses(*range(7))
    assert served[0].keys("recent") == addresses(7, 8, 9)


def test_a_plan_says_what_is_due_and_sends_and_records_nothing(world: World, service: Service):
    planned = world.export("crm", is_plan=True)["crm"]
    assert (planned.staged[0].size, planned.staged[0].added, service.requests) == (10, 10, [])
    assert (
        world.rows("select schema_name from information_schema.schemata where schema_name = 'deliveries'")
        == []
    )


def test_whoever_withdraws_consent_is_removed_before_anything_else(world: World, service: Service):
    sound(world)
    before = len(service.requests)
    world.know(["c10"])
    world.publish("loyal", customers(*range(1, 11)))
    world.allow(customers(*range(3), *range(4, 11)))
    sound(world)
    sent = [
        (each["action"], sorted(row["email"] for row in each["members"]))
        for each in service.requests[before:]
    ]
    assert sent == [
        ("remove", ["c3@example.com"]),
        ("add", ["c10@example.com"]),
        ("remove", ["c0@example.com"]),
    ]


def test_without_consents_nobody_is_sent_and_it_says_so(world: World, service: Service):
    world.run("drop table contacts.contactable")
    delivery = world.export("crm")["crm"]
    assert (delivery.staged[0].size, service.requests) == (0, [])
    assert delivery.notes == ["crm: nobody can be contacted on channel 'email', so nobody is sent"]


def test_an_address_of_several_customers_is_sent_only_if_all_of_them_agreed(world: World, service: Service):
    world.know(["c1", "c2"], email="both@example.com")
    sound(world)
    assert "both@example.com" in service.keys("loyal")
    world.allow(customers(0, 1, *range(3, 10)))
    sound(world)
    assert "both@example.com" not in service.keys("loyal")


def test_more_removals_than_the_limit_stay_and_additions_go(world: World, service: Service):
    world.know(customers(*range(40)))
    world.allow(customers(*range(40)))
    world.publish("loyal", customers(*range(30)))
    sound(world)
    world.publish("loyal", customers(*range(18), 35))
    (delivery,) = world.export("crm").values()
    assert delivery.problems == [
        "crm: loyal: 12 of 30 members would be removed, more than limits: max_removed: 0.3; they stay."
        " If it is right, raise the limit in destinations/crm.yml."
    ]
    assert service.keys("loyal") == addresses(*range(30), 35)


def test_a_key_that_is_only_written_otherwise_is_neither_gone_nor_new(world: World, service: Service):
    sound(world)
    before = len(service.requests)
    world.know(["c1"], email=" C1@Example.COM ")
    sound(world)
    assert [(each["action"], len(each["members"])) for each in service.requests[before:]] == [("add", 1)]
    assert service.keys("loyal") == addresses(*range(10))


def test_a_changed_address_is_added_before_the_former_one_goes(world: World, service: Service):
    sound(world)
    before = len(service.requests)
    world.know(["c1"], email="new@example.com")
    sound(world)
    assert [each["action"] for each in service.requests[before:]] == ["add", "remove"]
    assert service.keys("loyal") == addresses(0, *range(2, 10)) | {"new@example.com"}


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "double", "double_drop", "busy", "down"])
def test_what_goes_wrong_once_is_tried_again_under_the_same_key(world: World, service: Service, fault: str):
    service.faults = [fault]
    sound(world)
    assert service.keys("loyal") == addresses(*range(10))
    if fault != "double":
        assert service.requests[0]["delivery"] == service.requests[1]["delivery"]
        assert service.headers[0]["Idempotency-Key"] == service.headers[1]["Idempotency-Key"]


def test_a_delivery_that_broke_off_goes_on_with_the_same_rows_under_the_same_key(
    world: World, service: Service
):
    service.faults = ["", "drop_after", "drop_after"]
    (delivery,) = world.export("crm").values()
    assert delivery.problems == ["crm: no answer after 2 attempts."]
    assert delivery.sent.confirmed == 3
    sound(world)
    lost = next(each for each in service.requests if each["fault"] == "drop_after")
    again = service.requests[3]
    assert (again["delivery"], again["members"]) == (lost["delivery"], lost["members"])
    assert service.keys("loyal") == addresses(*range(10))
    assert max(service.times.values()) == 3
    assert service.offences == []


def test_whoever_withdrew_while_it_was_in_doubt_is_removed_and_not_sent_again(world: World, service: Service):
    service.faults = ["drop_after", "drop_after"]
    world.export("crm")
    world.allow(customers(*range(1, 10)))
    service.barred = {"C0@EXAMPLE.COM"}
    sound(world)
    assert service.keys("loyal") == addresses(*range(1, 10))
    assert service.offences == []


def test_a_row_that_is_refused_stops_no_other_and_waits_for_retry(world: World, service: Service):
    service.refused = {"C4@EXAMPLE.COM"}
    (delivery,) = world.export("crm").values()
    assert delivery.problems == ["crm: it refused 1 members; `segments export crm --retry` sends them again."]
    assert service.keys("loyal") == addresses(*range(4), *range(5, 10))
    before = len(service.requests)
    assert world.export("crm")["crm"].dead_letters == 1
    assert len(service.requests) == before
    service.refused = set()
    sound(world, retry=True)
    assert service.keys("loyal") == addresses(*range(10))


def test_contacts_are_recorded_once_by_channel(world: World, service: Service):
    sound(world)
    world.know(["c1"], email="C1@example.com")
    sound(world)
    made = world.rows(
        "select customer_id, channel, destination, segment from contacts.contacts_made order by 1"
    )
    assert made == [(customer, "email", "crm", "loyal") for customer in customers(*range(10))]


def test_a_segment_that_the_file_no_longer_names_leaves(world: World, service: Service, served):
    sound(world)
    world.declare("crm", kind="rest", url=f"{served[1]}/members", segments=[])
    sound(world)
    assert service.keys("loyal") == set()


def test_one_destination_that_is_away_or_wrong_stops_no_other(world: World, service: Service):
    world.declare("away", kind="rest", url="http://127.0.0.1:9/")
    world.declare("wrong", kind="rset")
    found = world.export()
    assert {name: bool(each.problems) for name, each in found.items()} == {
        "away": True,
        "crm": False,
        "wrong": True,
    }
    assert service.keys("loyal") == addresses(*range(10))


def test_a_recorded_arm_is_sent_members_still_or_not(world: World, served: tuple[Service, str]):
    service, url = served
    world.declare("arm", kind="rest", url=f"{url}/arm", campaign="sale", arm="mailing")
    (problem,) = world.export("arm")["arm"].problems
    assert problem == (
        "destinations/arm.yml: campaign: no campaign 'sale' was started; `segments start-campaign` records"
        " arms"
    )
    world.start("sale", "loyal", mailing=customers(0, 1, 2), holdout=customers(3))
    world.start("other", "loyal", mailing=customers(4), holdout=customers(5))
    world.publish("loyal", customers(1, 2, 3, 9))
    sound(world)
    assert service.keys("loyal") == addresses(0, 1, 2)
    # Who withdraws consent goes, and so does who is erased.
    world.allow(customers(0, 1, 3, 9))
    world.run("delete from ledger.arm_members where customer_id = 'c1'")
    sound(world)
    assert service.keys("loyal") == addresses(0)


def test_an_arm_of_a_hidden_segment_goes_nowhere_that_doesnt_say_so(world: World):
    world.publish("loyal", customers(0, 1), access="private")
    world.start("sale", "loyal", mailing=customers(0, 1))
    said = {"kind": "file", "path": "exports/arm.csv", "purpose": "internal"}
    said |= {"columns": ["customer_id"], "match": "customer_id", "campaign": "sale", "arm": "mailing"}
    world.declare("arm", **said)
    assert "'loyal' is hidden" in world.export("arm")["arm"].problems[0]
    world.declare("arm", **said, allow_hidden=True)
    assert world.export("arm")["arm"].sent.confirmed == 2
