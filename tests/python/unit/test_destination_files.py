"""A wrong file of a destination gets one sentence for each mistake, with the nearest valid choice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.delivery.mistakes import file_mistakes

SEGMENTS = {"loyal": False, "quiet": True}
CONTACTS = ["email", "phone"]
ARMS = {"summer sale": {"loyal": ["holdout", "mailing"]}}
GOOD: dict[str, Any] = {
    "kind": "rest",
    "segments": ["loyal"],
    "columns": ["email"],
    "match": "email",
    "channel": "email",
    "url": "https://crm.example/members",
    "token_env": "CRM_TOKEN",
}
SECRET = "sk-live-7391"
BOTH_OR_NEITHER = (
    "names password_env: and key_env: both or neither; write the one whose environment variable holds the"
    " password, or the private key"
)


def said(tmp_path: Path, **changes: Any) -> list[str]:
    content = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    file = tmp_path / "crm.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return list(file_mistakes(file, SEGMENTS, CONTACTS, ARMS))


def test_a_file_that_is_right_has_no_mistake(tmp_path: Path):
    assert said(tmp_path) == []
    assert (
        said(tmp_path, channel=None, purpose="internal", columns=["customer_id"], match="customer_id") == []
    )
    assert said(tmp_path, segments=["quiet"], allow_hidden=True) == []
    assert said(tmp_path, campaign="summer sale", arm="mailing") == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "rset"}, "kind: 'rset' is not a kind of destination; the nearest is 'rest'"),
        ({"url": None}, "url: is missing; a destination of kind rest needs it"),
        ({"match": None}, "match: is missing; a destination of kind rest needs it"),
        ({"batch": 3}, "unknown key 'batch'; the nearest is 'match'"),
        ({"token": SECRET}, "unknown key 'token'; the nearest is 'token_env'"),
        (
            {"token_env": SECRET},
            "token_env: is not the name of an environment variable; write it like CRM_TOKEN",
        ),
        ({"segments": ["loyl"]}, "segments: no segment is called 'loyl'; the nearest is 'loyal'"),
        ({"segments": "loyal"}, "segments: is not a list of names; write it like [champions, lapsing]"),
        (
            {"segments": ["quiet"]},
            "segments: 'quiet' is hidden; write allow_hidden: true if this destination may have it",
        ),
        (
            {"columns": ["email", "phon"]},
            "columns: contacts_relation has no column 'phon'; the nearest is 'phone'",
        ),
        ({"match": "phone"}, "match: 'phone' is not one of columns; valid are email"),
        (
            {"channel": None},
            "says neither channel: nor purpose: internal; write the channel on which members agreed",
        ),
        (
            {"purpose": "internal"},
            "says both channel: and purpose: internal; members are contacted there, or they are not",
        ),
        ({"purpose": "sales", "channel": None}, "purpose: 'sales' is not a purpose; valid is internal"),
        (
            {"campaign": "summer sale"},
            "campaign: goes with arm:, and both are texts; write them like campaign: sale and arm: mailing",
        ),
        (
            {"campaign": "sumer sale", "arm": "mailing"},
            "campaign: no campaign 'sumer sale' was started; the nearest is 'summer sale'; `segments"
            " start-campaign` records arms",
        ),
        (
            {"campaign": "summer sale", "arm": "mailin"},
            "arm: 'mailin' is not an arm of summer sale; the nearest is 'mailing'",
        ),
        (
            {"campaign": "summer sale", "arm": "mailing", "segments": ["quiet"], "allow_hidden": True},
            "segments: summer sale doesn't go to 'quiet'; valid are loyal",
        ),
        ({"limits": {"max_removd": 0.1}}, "limits: unknown key 'max_removd'; the nearest is 'max_removed'"),
        ({"limits": {"max_removed": 30}}, "limits: max_removed: 30 is not between 0 and 1"),
        ({"limits": {"batch_size": 2.5}}, "limits: batch_size: '2.5' is not a whole number"),
        (
            {"url": f"https://crm.example/?token={SECRET}"},
            "url: holds more than an address; keep secrets in environment variables, see token_env",
        ),
        (
            {"url": f"https://me:{SECRET}@crm.example/"},
            "url: holds more than an address; keep secrets in environment variables, see token_env",
        ),
        (
            {"url": "http://crm.example/"},
            "url: does not begin with https://, and only an address of this machine may do without it",
        ),
    ],
)
def test_a_mistake_is_told_in_a_sentence_without_a_secret(tmp_path: Path, changes: dict, sentence: str):
    found = said(tmp_path, **changes)
    assert found == [sentence]
    assert SECRET not in found[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    assert (
        len(said(tmp_path, kind="file", path="a.xlsx", segments=["a", "b"], match="x", limits={"x": 1})) == 8
    )


def test_an_ad_platform_takes_its_own_identifiers_and_needs_consent(tmp_path: Path):
    google = {
        "kind": "google_customer_match",
        "account_id": "1234567890",
        "audience_id": "42",
        "terms": "accepted",
        "url": None,
    }
    assert said(tmp_path, **google) == []
    assert said(tmp_path, **google, columns=["email", "shoe"]) == [
        "columns: 'shoe' is not an identifier of google_customer_match; the nearest is 'phone'"
    ]
    assert said(tmp_path, **google, channel=None, purpose="internal") == [
        "channel: is missing; google_customer_match may have those alone who agreed to it"
    ]
    assert said(tmp_path, **{**google, "account_id": "123-456"}) == [
        "account_id: is not a number without hyphens; write it like '1234567890'"
    ]
    assert said(tmp_path, **google, limits={"batch_size": 20_000}) == [
        "limits: batch_size: 20000 is not between 1 and 10000"
    ]


@pytest.mark.parametrize("text", ["kind: [", "- kind", "just text"])
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str):
    file = tmp_path / "crm.yml"
    file.write_text(text, encoding="utf-8")
    assert len(list(file_mistakes(file, SEGMENTS, CONTACTS))) == 1


SFTP = {
    **dict.fromkeys(("url", "token_env")),
    "kind": "sftp",
    "host": "sftp.partner.example",
    "host_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIt3fa0na5yr",
    "user": "warehouse",
    "password_env": "PARTNER_PASSWORD",
    "path": "in/{segment}.csv",
}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"host_key": None}, "host_key: is missing; a destination of kind sftp needs it"),
        (
            {"host_key": SECRET},
            "host_key: is not a public key; write it as `ssh-keyscan` prints it, from ssh-ed25519 on",
        ),
        ({"port": "22"}, "port: '22' is not a port; write it like 22"),
        ({"user": 7}, "user: is not a text"),
        ({"key_env": "PARTNER_KEY"}, BOTH_OR_NEITHER),
        ({"password_env": None}, BOTH_OR_NEITHER),
        ({"password": SECRET}, "unknown key 'password'; the nearest is 'password_env'"),
        (
            {"path": "in/loyal.txt"},
            "path: 'in/loyal.txt' is not a file of a known kind; its ending is one of .csv, .jsonl, .parquet",
        ),
    ],
)
def test_a_mistake_about_a_server_is_one_sentence(tmp_path: Path, changes: dict[str, Any], sentence: str):
    assert said(tmp_path, **SFTP) == []
    assert said(tmp_path, **SFTP, port=2222) == []
    assert said(tmp_path, **{**SFTP, **changes}) == [sentence]
