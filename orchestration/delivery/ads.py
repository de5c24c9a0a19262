"""The payloads of ad platforms: Google Customer Match (Data Manager API) and Meta Custom Audiences.

Both take identifiers as SHA-256 of a form that they document, so that nobody sees an address:
https://developers.google.com/data-manager/api/devguides/concepts/formatting and
https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from orchestration.delivery.batches import Batch, RowsRefusedError
from orchestration.delivery.destinations import Destination

GOOGLE = "https://datamanager.googleapis.com/v1"
META = "https://graph.facebook.com/v24.0"

OF_GMAIL = ("gmail.com", "googlemail.com")
SHORTEST_PHONE = 7  # digits


def hashed(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits in lower case; '' of nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def google_email(text: str) -> str:
    """Lower case without spaces; of Gmail's addresses without dots and without what follows a plus sign.

    >>> google_email("cloudy.sanfrancisco+shopping@gmail.com")
    'cloudysanfrancisco@gmail.com'
    """
    name, at, domain = "".join(text.lower().split()).rpartition("@")
    if domain in OF_GMAIL:
        name = name.partition("+")[0].replace(".", "")
    return f"{name}@{domain}" if at and name and domain else ""


def google_phone(text: str) -> str:
    """E.164: a plus sign, the country and the number; '' where the country isn't said.

    >>> google_phone("+1 (800) 555-0100")
    '+18005550100'
    """
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if text.strip().startswith("+") and len(digits) >= SHORTEST_PHONE else ""


def google_name(text: str) -> str:
    """Lower case, without spaces around it."""
    return text.strip().lower()


def meta_email(text: str) -> str:
    """Lower case, without spaces around it."""
    return text.strip().lower()


def meta_phone(text: str) -> str:
    """Digits alone, the country's first, without leading zeros.

    >>> meta_phone("+1 (650) 555-1212")
    '16505551212'
    """
    return re.sub(r"\D", "", text).lstrip("0")


def meta_name(text: str) -> str:
    """Letters alone, in lower case; letters of other alphabets stay.

    >>> meta_name(" O'Brien-Valéry ")
    'obrienvaléry'
    """
    kept = (
        sign for sign in unicodedata.normalize("NFC", text.lower()) if unicodedata.category(sign)[0] in "LM"
    )
    return "".join(kept)


def meta_postal_code(text: str) -> str:
    """Lower case without spaces; nothing after a hyphen, as of ZIP+4."""
    return "".join(text.lower().split()).partition("-")[0]


# How Meta calls a column, and the form in which it hashes it. It takes our own ids as they are.
OF_META: dict[str, tuple[str, Callable[[str], str]]] = {
    "email": ("EMAIL", meta_email),
    "phone": ("PHONE", meta_phone),
    "first_name": ("FN", meta_name),
    "last_name": ("LN", meta_name),
    "city": ("CT", meta_name),
    "state": ("ST", meta_name),
    "country": ("COUNTRY", meta_name),
    "postal_code": ("ZIP", meta_postal_code),
    "gender": ("GEN", lambda text: meta_name(text)[:1]),
}
DATE = re.compile(r"(\d{4})\D?(\d{2})\D?(\d{2})")


def google_payload(destination: Destination, batch: Batch) -> dict[str, Any]:
    """The body of audienceMembers:ingest or :remove.

    Raises RowsRefusedError where a member has no identifier that Google could know them by.
    """
    settings = destination.settings
    account = {"accountType": "GOOGLE_ADS", "accountId": str(settings["account_id"])}
    target: dict[str, Any] = {
        "operatingAccount": account,
        "productDestinationId": str(settings["audience_id"]),
    }
    if "login_account_id" in settings:
        target["loginAccount"] = {**account, "accountId": str(settings["login_account_id"])}
    payload: dict[str, Any] = {
        "destinations": [target],
        "audienceMembers": [
            {"userData": {"userIdentifiers": _google_identifiers(row.values)}} for row in batch.rows
        ],
        "encoding": "HEX",
    }
    if not batch.is_removal:
        payload["consent"] = {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_GRANTED"}
        payload["termsOfService"] = {"customerMatchTermsOfServiceStatus": "ACCEPTED"}
    return payload


def _google_identifiers(values: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if email := google_email(values.get("email", "")):
        found.append({"emailAddress": hashed(email)})
    if phone := google_phone(values.get("phone", "")):
        found.append({"phoneNumber": hashed(phone)})
    first, last = (google_name(values.get(name, "")) for name in ("first_name", "last_name"))
    country, postal_code = (values.get(name, "").strip() for name in ("country", "postal_code"))
    # An address counts with all of its parts only.
    if first and last and country and postal_code:
        names = {"givenName": hashed(first), "familyName": hashed(last)}
        found.append({"address": {**names, "regionCode": country.upper(), "postalCode": postal_code}})
    if not found:
        raise RowsRefusedError("no identifier in a form that Google knows")
    return found


def meta_payload(destination: Destination, batch: Batch) -> dict[str, Any]:
    """The body of a POST or DELETE to an audience's users: a schema, and a list a member in its order.

    Raises RowsRefusedError where a member has no identifier.
    """
    schema = [key for column in destination.columns for key in _meta_keys(column)]
    data = [
        [value for column in destination.columns for value in _meta_values(column, row.values)]
        for row in batch.rows
    ]
    if not all(any(values) for values in data):
        raise RowsRefusedError("no identifier in a form that Meta knows")
    return {"payload": {"schema": schema, "data": data}}


def _meta_keys(column: str) -> tuple[str, ...]:
    if column == "birthdate":
        return "DOBY", "DOBM", "DOBD"
    return ("EXTERN_ID",) if column == "customer_id" else (OF_META[column][0],)


def _meta_values(column: str, values: Mapping[str, str]) -> list[str]:
    value = values.get(column, "")
    if column == "birthdate":
        found = DATE.fullmatch(value.strip()[:10])
        return [hashed(part) for part in found.groups()] if found else ["", "", ""]
    return [value] if column == "customer_id" else [hashed(OF_META[column][1](value))]
