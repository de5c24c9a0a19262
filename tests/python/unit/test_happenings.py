"""What counts as news of a segment, and that it is told once, whatever releases come after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from told_ledger import DAY, FIRST, release, told_project

from orchestration.notices.following import acknowledge, escalate, follow_ups
from orchestration.notices.keeping import MOST_AT_ONCE, note_release, open_notices
from orchestration.project.project import Project
from orchestration.rules.notify import Notify
from orchestration.warehouse.connections import Warehouse, open_warehouse

NOW = FIRST + 10 * DAY


class Story:
    """One segment, one entry of notify, and the releases that follow each other."""

    def __init__(self, project: Project, warehouse: Warehouse, entry: Notify):
        self.project, self.warehouse, self.entry = project, warehouse, entry

    def release(self, number: int, *arguments: Any, tells: bool = True, **options: Any) -> list[str]:
        """A release; gives the customers, or reasons, of the notices that it opened."""
        before = self.notices()
        if tells:
            note_release(self.warehouse, number)
        release(self.warehouse, number, *arguments, **options)
        open_notices(self.project, self.warehouse, [("loyal", self.entry)], NOW)
        return sorted(row["customer_id"] or row["reason"] for row in self.notices() if row not in before)

    def notices(self) -> list[dict[str, Any]]:
        """All notices."""
        return self.warehouse.rows("select * from notices.notices order by opened_at, notice")


@pytest.fixture
def begin(tmp_path) -> Iterator[Any]:
    project = told_project(tmp_path)
    with open_warehouse(project) as warehouse:

        def told_of(when: str, **options: Any) -> Story:
            story = Story(project, warehouse, Notify(when, "owner", **options))
            # Those whom the segment begins with.
            assert story.release(1, ["a", "b"]) == []
            return story

        yield told_of


def test_an_entry_is_told_once_and_again_after_an_exit(begin):
    story = begin("enter")
    assert story.release(2, ["c"]) == ["c"]
    assert story.release(3, [], ["c"]) == []
    assert story.release(4, ["c"]) == ["c"]
    # A second release of the same day, whatever it says.
    assert story.release(5, as_of=FIRST + 3 * DAY) == []


def test_an_entry_that_was_taken_back_and_made_again_is_no_news(begin):
    """A rollback is followed by a refresh whose clock is later."""
    story = begin("enter")
    assert story.release(2, ["c"]) == ["c"]
    story.warehouse.execute("delete from ledger.believed_stays where customer_id = 'c'")
    story.warehouse.execute("delete from ledger.clock_releases where release_id = 2")
    assert story.release(3, mode="rollback", tells=False, as_of=FIRST) == []
    assert story.release(4, ["c"]) == []
    assert story.release(5, [], ["c"]) == []
    assert story.release(6, ["c"]) == ["c"]


@pytest.mark.parametrize(("when", "turned"), [("enter", "entered_at"), ("exit", "exited_at")])
def test_what_a_second_release_of_its_clock_took_back_is_told_when_it_happens(begin, when, turned):
    """The second time nobody was told."""
    story = begin(when)
    into, out = (["c"], []) if when == "enter" else ([], ["a"])
    who = (into + out)[0]
    assert story.release(2, into, out) == [who]
    undone = "delete from" if when == "enter" else "update"
    change = "" if when == "enter" else " set exited_at = null"
    story.warehouse.execute(f"{undone} ledger.believed_stays{change} where customer_id = '{who}'")
    assert story.release(3, as_of=FIRST + DAY) == []
    assert story.release(4, into, out) == [who]
    assert story.release(5, into[1:], as_of=FIRST + 3 * DAY) == []


def test_a_size_that_a_second_release_of_its_clock_took_back_is_told_when_it_happens(begin):
    story = begin("size above 2")
    assert story.release(2, ["c"]) == ["It has 3 members, 2 before."]
    story.warehouse.execute("delete from ledger.believed_stays where customer_id = 'c'")
    assert story.release(3, as_of=FIRST + DAY) == []
    assert story.release(4, ["c"]) == ["It has 3 members, 2 before."]


def test_an_exit_is_told_once_and_again_after_an_entry(begin):
    story = begin("exit")
    assert story.release(2, [], ["a"]) == ["a"]
    assert story.release(3, ["a"]) == []
    assert story.release(4, [], ["a"]) == ["a"]


def test_the_past_is_not_told_and_a_release_whose_refresh_was_killed_is(begin):
    story = begin("enter")
    assert story.release(2, ["c"], tells=False) == []
    note_release(story.warehouse, 3)
    release(story.warehouse, 3, ["d"])
    # The next one tells both, and one as of an earlier day nothing.
    assert story.release(4, ["e"]) == ["d", "e"]
    assert story.release(5, ["f"], as_of=FIRST - DAY) == []


@pytest.mark.parametrize(("when", "told"), [("enter", []), ("size above 1", []), ("held", ["too small"])])
def test_after_a_first_history_only_what_is_held_is_told(tmp_path, when, told):
    """Whoever came in since the last month end would have been news at a project's very first refresh."""
    project = told_project(tmp_path)
    with open_warehouse(project) as warehouse:
        story = Story(project, warehouse, Notify(when, "owner"))
        held = "too small" if when == "held" else None
        assert story.release(1, ["a"], tells=False, held=held) == []
        assert story.release(2, ["b"], held=held) == told
        assert story.release(3, [], ["b"], held=held) == []
        assert story.release(4, ["c"]) == {"enter": ["c"], "held": []}.get(
            when, ["It has 2 members, 1 before."]
        )


def test_a_size_is_told_when_it_crosses_the_bound(begin):
    story = begin("size above 2")
    assert story.release(2, ["c"]) == ["It has 3 members, 2 before."]
    assert story.release(3, ["d"]) == []
    assert story.release(4, [], ["c", "d"]) == []
    assert story.release(5, ["c"]) == ["It has 3 members, 2 before."]
    below = Story(story.project, story.warehouse, Notify("size below 3", "owner"))
    assert below.release(6, [], ["c"]) == ["It has 2 members, 3 before."]


def test_a_hold_is_told_when_it_begins(begin):
    story = begin("held")
    assert story.release(2, held="churn: 0.9") == ["churn: 0.9"]
    assert story.release(3, held="churn: 0.8") == []
    assert story.release(4) == []
    assert story.release(5, mode="rollback", held="rolled back to release 1", tells=False) == []
    assert story.release(6) == []
    assert story.release(7, held="churn: 0.7") == ["churn: 0.7"]


def test_a_goal_is_told_when_it_was_missed_and_not_long_after(begin):
    story = begin("goal missed")
    rows = [
        (goal, "loyal", "size", 2.0, 5.0, due_on, "missed")
        for goal, due_on in (("old", (FIRST - 9 * DAY).date()), ("new", (FIRST + DAY).date()))
    ]
    assert story.release(2) == []
    story.warehouse.insert("published.segment_goals", rows)
    assert story.release(3) == ["size is 2, and was to be 5 by 2024-04-01."]
    # The last instant of that day in the project's zone, New York.
    assert [row["happened_at"] for row in story.notices()] == [datetime(2024, 4, 2, 3, 59, 59, 999999)]
    assert story.release(4) == []


def test_many_at_once_are_one_message_and_escalate_as_one(begin):
    story = begin("enter", within=24, escalate_to=("boss@shop.example",))
    many = [f"n{number:02}" for number in range(MOST_AT_ONCE + 1)]
    assert story.release(2, many) == many
    messages = "select message, count(*) as notices from notices.messages where step = ? group by message"
    assert [row["notices"] for row in story.warehouse.rows(messages, [0])] == [len(many)]
    assert escalate(story.warehouse, NOW + timedelta(hours=23)) == 0
    assert escalate(story.warehouse, NOW + timedelta(hours=25)) == len(many)
    assert escalate(story.warehouse, NOW + timedelta(hours=99)) == 0
    assert [row["notices"] for row in story.warehouse.rows(messages, [1])] == [len(many)]
    assert {row["responsible"] for row in follow_ups(story.warehouse, NOW)} == {"boss@shop.example"}


def test_a_closed_follow_up_escalates_no_more(begin):
    story = begin("enter", within=24, escalate_to=("x@shop.example", "y@shop.example"))
    story.release(2, ["c", "d"])
    first, second = follow_ups(story.warehouse, NOW)
    acknowledge(story.warehouse, first["notice"], "Done.", "anna", NOW)
    # Nobody looked for two days: both steps follow each other.
    assert escalate(story.warehouse, NOW + timedelta(hours=49)) == 2
    (left,) = follow_ups(story.warehouse, NOW + timedelta(hours=49))
    assert (left["notice"], left["step"], left["is_overdue"]) == (second["notice"], 2, True)
