"""What ad platforms get: identifiers in the form and with the hashes that they document."""

from __future__ import annotations

import doctest

import pytest
from google.ads.datamanager_v1 import IngestAudienceMembersRequest, RemoveAudienceMembersRequest
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError

from orchestration.delivery import ads
from orchestration.delivery.ads import google_payload, hashed, meta_name, meta_payload
from orchestration.delivery.batches import Batch, Row, RowsRefusedError
from orchestration.delivery.destinations import Destination
from orchestration.delivery.kinds import Limits


def destination(kind: str, *columns: str, **settings: str) -> Destination:
    ids = {"account_id": "1234567890", "audience_id": "42", **settings}
    return Destination("ads", kind, ("loyal",), columns, columns[0], "ads", False, Limits(), ids)


def batch(action: str = "add", **values: str) -> Batch:
    return Batch("b1", "loyal", action, 0, 2, [Row("r1", "k", values)])


def test_the_examples_in_the_documentation_hold():
    found = doctest.testmod(ads)
    assert (found.attempted, found.failed) == (4, 0)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("cloudy.sanfrancisco+shopping@gmail.com", "cloudysanfrancisco@gmail.com"),
        ("user.name+NYC@Example.com", "user.name+nyc@example.com"),
        (" A b@Googlemail.com ", "ab@googlemail.com"),
        ("nobody", ""),
    ],
)
def test_google_takes_addresses_in_its_form(received: str, expected: str):
    """The first two are examples of developers.google.com/data-manager/api/devguides/concepts/formatting."""
    assert ads.google_email(received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [("+1 (800)555-0100", "+18005550100"), ("(800)555-0100", ""), ("+45", ""), ("", "")],
)
def test_google_takes_numbers_with_their_country(received: str, expected: str):
    assert ads.google_phone(received) == expected


# Of Meta's page on customer information parameters: input, form and hash as they stand there.
@pytest.mark.parametrize(
    ("form", "received", "expected"),
    [
        (
            ads.meta_email,
            "John_Smith@gmail.com",
            "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
        ),
        (
            ads.meta_phone,
            "1 (650)555-1212",
            "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
        ),
        (meta_name, "Mary", "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"),
        (meta_name, "정", "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14"),
        (meta_name, "Valéry", "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"),
        (meta_name, "us", "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"),
    ],
)
def test_meta_gets_the_hashes_that_it_documents(form, received: str, expected: str):
    assert hashed(form(received)) == expected


def test_a_customer_match_addition_names_account_audience_consent_and_terms():
    google = destination("google_customer_match", "email", "phone", "first_name", login_account_id="99")
    payload = google_payload(google, batch(email="A@example.com", phone="+4570123456", first_name="Ann"))
    assert payload["destinations"] == [
        {
            "operatingAccount": {"accountType": "GOOGLE_ADS", "accountId": "1234567890"},
            "productDestinationId": "42",
            "loginAccount": {"accountType": "GOOGLE_ADS", "accountId": "99"},
        }
    ]
    (member,) = payload["audienceMembers"]
    # A first name alone is no address.
    assert member["userData"]["userIdentifiers"] == [
        {"emailAddress": hashed("a@example.com")},
        {"phoneNumber": hashed("+4570123456")},
    ]
    assert payload["consent"]["adUserData"] == "CONSENT_GRANTED"
    removal = google_payload(google, batch("remove", email="A@example.com"))
    assert {"consent", "termsOfService"}.isdisjoint(removal)


ADDRESS = {"first_name": "Ann", "last_name": "Lee", "country": "DK", "postal_code": "1050"}


def test_an_address_is_hashed_but_for_country_and_postal_code():
    names = {"first_name": " Ann ", "last_name": "LEE", "country": "dk", "postal_code": " 1050 "}
    payload = google_payload(destination("google_customer_match", *names), batch(**names))
    assert payload["audienceMembers"][0]["userData"]["userIdentifiers"] == [
        {
            "address": {
                "givenName": hashed("ann"),
                "familyName": hashed("lee"),
                "regionCode": "DK",
                "postalCode": "1050",
            }
        }
    ]


@pytest.mark.parametrize("columns", [["email"], ["email", "phone"], ["email", *ADDRESS]])
@pytest.mark.parametrize(
    ("action", "request_type"),
    [("add", IngestAudienceMembersRequest), ("remove", RemoveAudienceMembersRequest)],
)
def test_requests_are_messages_of_the_published_schema(action: str, request_type, columns: list[str]):
    """Each field, type and name of an enumeration as Google's package of the Data Manager API has them."""
    google = destination("google_customer_match", *columns, login_account_id="99")
    values = {"email": "a@example.com", "phone": "+4570123456", **ADDRESS}
    payload = google_payload(google, batch(action, **{name: values[name] for name in columns}))

    message = ParseDict(payload, request_type.pb()())

    # Nothing was lost, and nothing is an enumeration's default.
    assert MessageToDict(message) == payload
    with pytest.raises(ParseError, match="audienceMember"):
        ParseDict({**payload, "audienceMember": []}, request_type.pb()())


def test_meta_gets_a_schema_and_rows_in_its_order_and_nothing_in_the_clear_but_our_ids():
    meta = destination("meta_custom_audience", "email", "birthdate", "customer_id", "gender")
    payload = meta_payload(
        meta, batch(email="a@b.example", birthdate="1997-02-16", customer_id="c1", gender="")
    )
    assert payload["payload"] == {
        "schema": ["EMAIL", "DOBY", "DOBM", "DOBD", "EXTERN_ID", "GEN"],
        "data": [[hashed("a@b.example"), hashed("1997"), hashed("02"), hashed("16"), "c1", ""]],
    }


def test_whoever_has_no_identifier_in_a_known_form_is_refused_without_a_value():
    with pytest.raises(RowsRefusedError, match=r"^no identifier in a form that Google knows$"):
        google_payload(destination("google_customer_match", "phone"), batch(phone="70123456"))
    with pytest.raises(RowsRefusedError, match=r"^no identifier in a form that Meta knows$"):
        meta_payload(destination("meta_custom_audience", "email"), batch(email=""))
