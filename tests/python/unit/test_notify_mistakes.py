"""What is wrong with meta.notify, or with the people it names, gets one sentence with the nearest choice."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
import small_shop
from conftest import ROOT

from orchestration.project.project import Project
from orchestration.rules.notify import Notify, notify_entries, notify_mistakes
from orchestration.rules.registry import Segment

MANIFEST = {
    "groups": {
        "one": {"name": "crm", "owner": {"name": "CRM", "email": "crm@example.com"}},
        "two": {"name": "research", "owner": {"name": "Research"}},
    }
}
ENTRY = "meta.notify: entry 1: "
FILE = "models/segments/value/loyal.sql"
VALID = {"when": "enter", "to": "vp_care", "within": 24, "escalate_to": ["owner", "CARE_URL", "a@b.example"]}


@pytest.fixture
def project(tmp_path) -> Project:
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / part, tmp_path / part)
    return _with_people(tmp_path, "{vp_care: vp@example.com, desk: DESK_URL}")


def _with_people(root, people: str) -> Project:
    small_shop.set_variables(root, people=people)
    return Project(root, "duckdb")


def _segment(notify: Any, group: str = "crm") -> Segment:
    node = {"config": {"meta": {"notify": notify}, "group": group}}
    return Segment("loyal", FILE, "true", {}, node)


def _found(project: Project, notify: Any, group: str = "crm") -> list[str]:
    return list(notify_mistakes(project, MANIFEST, [_segment(notify, group)]))


def test_valid_entries_are_read_as_they_stand(project):
    given = [
        VALID,
        {"when": "size below 20", "to": "owner", "digest": True},
        {"when": "late", "to": "desk"},
        {"when": "exit", "to": "desk", "because": "data"},
    ]
    assert _found(project, given) == []
    assert _found(project, None) == []
    first, second, third, fourth = notify_entries(_segment(given))
    assert first == Notify("enter", "vp_care", 24, ("owner", "CARE_URL", "a@b.example"))
    assert (second.bound, second.digest, third.within) == (("below", 20), True, None)
    assert (third.because, fourth.because) == (None, "data")


@pytest.mark.parametrize(
    ("notify", "sentence"),
    [
        (
            [{"when": "enter", "to": "owner", "because": "date"}],
            ENTRY + "because: 'date' is neither data nor definition; the nearest is 'data'",
        ),
        (
            [{"when": "held", "to": "owner", "because": "data"}],
            ENTRY + "because: has no meaning with 'held'; only enter and exit have a reason",
        ),
        (
            "enter",
            "meta.notify=enter is not a list of entries such as [{when: enter, to: owner, within: 24}]",
        ),
        (
            ["enter"],
            f"{ENTRY}enter is not an entry such as {{when: enter, to: owner, within: 24}}",
        ),
        (
            [{**VALID, "when": "entered"}],
            f"{ENTRY}when: 'entered' is not known; the nearest is 'enter'",
        ),
        (
            [{**VALID, "when": "size over 50"}],
            f"{ENTRY}when: 'size over 50' is not known; the nearest is 'size above 500'",
        ),
        (
            [{**VALID, "to": "vp_car"}],
            f"{ENTRY}to: nobody is called 'vp_car'; the nearest is 'vp_care'",
        ),
        (
            [{**VALID, "escalate_to": ["boss"]}],
            f"{ENTRY}escalate_to: nobody is called 'boss'; valid are owner, vp_care, desk",
        ),
        (
            [{**VALID, "within": "1 day"}],
            f"{ENTRY}within: 1 day is not a number of hours above 0, such as 24",
        ),
        (
            [{**VALID, "within": 0}],
            f"{ENTRY}within: 0 is not a number of hours above 0, such as 24",
        ),
        (
            [{"when": "held", "to": "owner", "escalate_to": ["desk"]}],
            f"{ENTRY}escalate_to has no meaning without within, the hours after which the next person is"
            " told",
        ),
        ([{**VALID, "digest": "yes"}], f"{ENTRY}digest: yes is neither true nor false"),
        (
            [{**VALID, "escalate": []}],
            f"{ENTRY}unknown key 'escalate'; the nearest is 'escalate_to'",
        ),
        (
            [{True: "enter", **VALID}],
            f"{ENTRY}unknown key 'on', which YAML reads as true; write when",
        ),
        (
            [{"when": "enter"}],
            f"{ENTRY}to: nobody is named; write owner, a name of the variable people, or a mail address",
        ),
        (
            [{**VALID, "to": ["owner"]}],
            f"{ENTRY}to: ['owner'] is not one person; write an entry for each",
        ),
        (
            [{**VALID, "to": "slack://T0KEN/planted"}],
            f"{ENTRY}to: write the NAME of an environment variable that holds the address, not itself",
        ),
        (
            [VALID, VALID],
            "meta.notify: entry 2: 'vp_care' is told of 'enter' by an earlier entry, too; keep one",
        ),
    ],
)
def test_a_mistake_gets_one_sentence(project, notify, sentence):
    assert _found(project, notify) == [f"{FILE}: {sentence}"]


def test_an_owner_without_an_address_cant_be_told(project):
    found = _found(project, [{"when": "held", "to": "owner"}], group="research")
    ending = "owner has no address; give the group an owner with an email in groups.yml"
    assert found == [f"{FILE}: meta.notify: entry 1: to: {ending}"]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("[vp]", "people is not a mapping such as {care_desk: care@example.com}"),
        (
            "{owner: a@b.example}",
            "people: 'owner' can't name a person; use a-z, digits and _, and not 'owner'",
        ),
        (
            "{Vp Care: a@b.example}",
            "people: 'Vp Care' can't name a person; use a-z, digits and _, and not 'owner'",
        ),
        (
            "{desk: 'slack://T0KEN/planted'}",
            "people: desk has neither a mail address nor the NAME of an environment variable that holds"
            " a webhook or an Apprise URL",
        ),
    ],
)
def test_people_who_cant_be_reached_are_told_without_what_stands_there(project, people, sentence):
    wrong = _with_people(project.root, people)
    assert _found(wrong, None) == [f"dbt_project.yml: {sentence}"]
