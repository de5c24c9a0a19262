"""Who may be contacted, by what, and that nobody is where it is in doubt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from intake import Intake, event, intake

pytestmark = pytest.mark.fast

CUSTOMERS = "select n as customer_id from (values (1), (2), (3), (4)) as numbers(n)"
LISTED = "insert into raw.imported_list_rows values ('{}', '{}', null, 'test')"
NOW = "(current_timestamp at time zone 'UTC')"


@pytest.fixture(scope="module")
def opened() -> Iterator[Intake]:
    named = {"contacts_relation": "own.contacts", "consents_relation": "own.consents"}
    lists = {"all": ["never"], "email": ["bounced"]}
    with intake(**named, suppression_lists=lists) as opened:
        yield opened


def stand(opened: Intake, contacts: str = "", consents: str = "", listed: tuple[str, ...] = ()) -> None:
    """The three customers with their contacts, decisions and lists, taken in."""
    opened.begin(CUSTOMERS, event())
    opened.run(f"create table own.contacts as {contacts or contact(1)}")
    opened.run(f"create table own.consents as {consents or decision(1)}")
    for entry in ("never:nobody", "bounced:nobody", *listed):
        opened.run(LISTED.format(*entry.split(":")))
    opened.take()
    opened.project.build(CONTACTS)


CONTACTS = {"contact_points", "contactable"}


def contact(customer: object, email: str = "a@example.com", loaded_at: str = "2024-03-01") -> str:
    return (
        f"select {customer} as customer_id, '{email}' as email, 4512345678 as phone,"
        f" timestamp '{loaded_at}' as loaded_at"
    )


def decision(customer: object, allows: str = "true", at: str = "timestamp '2024-03-01'", on: str = "email"):
    return f"select {customer} as customer_id, '{on}' as channel, {allows} as is_allowed, {at} as decided_at"


def contactable(opened: Intake) -> list[tuple[int, str]]:
    return opened.rows("select customer_id, channel from contacts.contactable order by 1, 2")


def together(*queries: str) -> str:
    return " union all ".join(queries)


def test_a_customer_has_one_contact_point_the_newest(opened: Intake):
    stand(opened, together(contact(1), contact(1, "b@example.com", "2024-03-02"), contact("2.0"), contact(9)))
    assert opened.rows("select customer_id, email, phone from contacts.contact_points order by 1") == [
        (1, "b@example.com", "4512345678"),
        (2, "a@example.com", "4512345678"),
    ]


def test_of_two_newest_contact_points_that_differ_neither_counts(opened: Intake):
    """Either may be somebody else's address."""
    stand(opened, together(contact(1), contact(1, "b@example.com"), contact(2), contact(2)))
    assert opened.rows("select customer_id from contacts.contact_points") == [(2,)]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([decision(1), decision(9)], [(1, "email")]),
        ([decision(1, on=" E-Mail ")], [(1, "e-mail")]),
        ([decision(1), decision(1, on="sms")], [(1, "email"), (1, "sms")]),
        ([decision(1), decision(1, "false", "timestamp '2024-03-02'")], []),
        ([decision(1, "false"), decision(1, at="timestamp '2024-03-02'")], [(1, "email")]),
        ([decision(1, "false"), decision(1)], []),
        ([decision(1), decision(1, "cast(null as boolean)", "timestamp '2024-03-02'")], []),
        ([decision(1), decision(1, "false", "cast(null as timestamp)")], []),
        ([decision(1, at="cast(null as timestamp)")], []),
        ([decision(1, at=f"{NOW} + interval '1 day'")], []),
        ([decision(1), decision(1, "false", f"{NOW} + interval '1 day'")], []),
        ([decision(1, at=f"{NOW} - interval '1 day'")], [(1, "email")]),
    ],
    ids=[
        "consent",
        "a channel as people write it",
        "a channel each",
        "withdrawn",
        "given again",
        "refusal wins a tie",
        "unknown",
        "refusal at no time",
        "consent at no time",
        "consent to come",
        "refusal to come",
        "consent of yesterday",
    ],
)
def test_the_newest_decision_counts_and_in_doubt_the_refusal(opened: Intake, decisions, expected):
    stand(opened, consents=together(*decisions))
    assert contactable(opened) == expected


def test_a_withdrawal_and_a_list_count_at_once_without_a_refresh(opened: Intake):
    stand(opened, consents=together(*(decision(n, on=on) for n in (1, 2, 3) for on in ("email", "sms"))))
    withdrawn = decision(1, "false", "timestamp '2024-03-05'")
    opened.run(f"insert into own.consents {withdrawn}")
    opened.run(LISTED.format("never", " 2"))
    opened.run(LISTED.format("bounced", "3.0"))
    assert contactable(opened) == [(1, "sms"), (3, "sms")]


def test_a_suppression_list_that_is_gone_closes_its_channel(opened: Intake):
    """An export without it would have written to everybody whom it excluded."""
    stand(opened, consents=together(decision(1), decision(1, on="sms")))
    opened.run("delete from raw.imported_list_rows where list_name = 'bounced'")
    assert contactable(opened) == [(1, "sms")]
    opened.run("delete from raw.imported_list_rows")
    assert contactable(opened) == []


def test_whoever_is_no_customer_any_more_is_in_neither(opened: Intake):
    stand(opened, together(contact(1), contact(2)), together(decision(1), decision(2)))
    opened.run("delete from own.customers where customer_id = 1")
    opened.take()
    assert opened.rows("select customer_id from contacts.contact_points") == [(2,)]
    assert contactable(opened) == [(2, "email")]


@pytest.mark.parametrize(
    ("relation", "query", "says"),
    [
        ("contacts", "select 'a' as customer_id", "contacts_relation='own.contacts': customer_id is "),
        ("contacts", "select 1 as customer, 'x' as email", "has no column customer_id"),
        ("consents", decision(1).replace("true", "'yes'"), "is_allowed is .*; write a boolean"),
        ("consents", decision(1, at="'monday'"), "decided_at is .*; write a timestamp"),
        ("consents", decision(1).replace("channel", "chanel"), "has no column channel.* 'chanel'"),
    ],
)
def test_an_input_of_the_wrong_types_is_refused(opened: Intake, relation: str, query: str, says: str):
    with pytest.raises(Exception, match=says):
        stand(opened, **{relation: query})


def test_without_the_relations_nobody_has_a_contact_point_and_nobody_is_contactable():
    with intake() as bare:
        bare.begin(CUSTOMERS, event())
        bare.take()
        bare.project.build(CONTACTS)
        assert contactable(bare) == []
        assert bare.rows("select * from contacts.contact_points") == []


@pytest.mark.parametrize("lists", ["never", {"all": "never"}])
def test_suppression_lists_that_are_none_by_channel_are_refused(lists):
    says = r"suppression_lists.*such as.*\[do_not_contact\]"
    with pytest.raises(Exception, match=says):
        Intake(suppression_lists=lists, consents_relation="own.consents")


def test_limits_count_from_so_many_days_before_the_query():
    limits = [{"channel": " Email", "at_most": 3, "within_days": 30}]
    with intake(contact_limits=limits) as limited:
        limited.begin(CUSTOMERS, event())
        limited.project.build({"contact_limits"})
        away = f"abs(extract(epoch from {NOW} - interval '30 days' - counts_from)) < 60"
        found = limited.rows(f"select channel, at_most, within_days, {away} from contacts.contact_limits")
    assert found == [("email", 3, 30, True)]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ("email", "contact_limits is 'email'; write a list of limits"),
        ([{"channel": "email", "at_most": 3}], "is not a limit such as"),
        (
            [{"channel": "email", "at_most": 0, "within_days": 3}],
            "at_most is '0'; write a whole number from 1",
        ),
    ],
)
def test_limits_that_are_none_are_refused(limits, says):
    with pytest.raises(Exception, match=says):
        Intake(contact_limits=limits)
