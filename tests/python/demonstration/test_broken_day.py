"""Broken days of the demonstration's shop (`make demo-incident`): which segments are held, and how long."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import ROOT, BuiltProject, copy_project
from incident.__main__ import closing
from incident.days import BEFORE, DAYS, deliver, furnish, prepare

MEMBERS = (
    "select segment, customer_id from published.segment_members"
    " union all select segment, customer_id from hidden.segment_members order by all"
)
# The broken days are made in a file, from the demonstration's file.
pytestmark = pytest.mark.duckdb

HALF, LATE, TWICE, WITHDRAWN, WITHOUT_TRAIT, MENDED = range(6)


@dataclass
class Told:
    """What each day's refresh reported, and which members readers saw after it."""

    project: BuiltProject
    answers: list[dict] = field(default_factory=list)
    members: list[list[tuple]] = field(default_factory=list)

    def held(self, place: int) -> dict[str, str]:
        return {row["segment"]: row["held_reason"] for row in self.answers[place]["held"]}


@pytest.fixture(scope="module")
def told(warehouse, tmp_path_factory) -> Told:
    project = copy_project(tmp_path_factory.mktemp("incident") / "project")
    furnish(project.root)
    prepare(project.path, warehouse.path)
    project.refresh("--as-of", BEFORE)
    told = Told(project)
    for day in DAYS:
        deliver(project.path, day)
        told.answers.append(project.refresh("--as-of", day.day))
        told.members.append(project.rows(MEMBERS))
    return told


def _reading(*words: str) -> set[str]:
    """Returns the segments whose files name one of these events or traits."""
    spoken = re.compile("|".join(rf"\b{word}\b" for word in words))
    return {
        file.stem
        for file in Path(ROOT, "models", "segments").glob("*/*.sql")
        if spoken.search(re.sub("--.*", "", file.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize(("place", "much"), [(HALF, "few"), (TWICE, "many")])
def test_segments_that_read_the_broken_events_are_held_and_say_which(told, place, much):
    held = told.held(place)
    on_others = {name for name, reason in held.items() if reason.startswith("built on ")}
    assert on_others == {"vip_care"}
    assert set(held) - on_others == _reading("basket", "purchase", "visit")
    for reason in (held[name] for name in held.keys() - on_others):
        found = re.fullmatch(
            r"events_as_usual: (\d+) of (basket|purchase|visit), expected (\d+) to (\d+)", reason
        )
        assert found, reason
        seen, low, high = (int(found[group]) for group in (1, 3, 4))
        assert seen < low if much == "few" else seen > high


def test_the_others_are_published(told):
    everything = {file.stem for file in Path(ROOT, "models", "segments").glob("*/*.sql")}
    for place in (HALF, TWICE, WITHOUT_TRAIT):
        published = told.project.rows(
            "select segment from ledger.segment_versions where status in ('live', 'new')"
            f" and release_id = {told.answers[place]['release']['release_id']}"
        )
        assert {name for (name,) in published} == everything - set(told.held(place)) != set()


def test_held_segments_keep_the_members_of_the_last_good_day(told):
    for place in (TWICE, WITHOUT_TRAIT):
        held = set(told.held(place))
        before, after = ([row for row in told.members[when] if row[0] in held] for when in (place - 1, place))
        assert before == after != []


def test_a_trait_that_is_gone_holds_the_segments_that_read_it(told):
    held = told.held(WITHOUT_TRAIT)
    assert set(held) == _reading("home_store")
    assert all("not_empty: 0" in reason for reason in held.values())
    lost = {name for name, reason in held.items() if "unknown_as_usual: 0." in reason}
    assert lost == {"flagship_drifters", "fuel_prospects"}


def test_the_next_good_day_recovers_by_itself(told):
    assert [told.held(place) for place in (LATE, WITHDRAWN, MENDED)] == [{}, {}, {}]


def test_in_the_end_everybody_is_where_an_undisturbed_shop_has_them(told, warehouse):
    assert told.members[MENDED] == warehouse.rows(MEMBERS)


def test_what_the_incident_says_to_do_works_as_typed(built_shop: BuiltProject) -> None:
    """The incident ended with `segments show NAME`, which no shell found."""
    lines = closing(built_shop.root, "loyal").splitlines()
    commands = [line.strip() for line in lines if line.startswith("  (")]
    assert len(commands) == 3
    # The last command would change what other tests read.
    for command in commands[:2]:
        done = subprocess.run(
            command, shell=True, cwd=ROOT, env=built_shop.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
