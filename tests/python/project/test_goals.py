"""Goals are judged by the published metrics, reported if wrong, and shown only to users who may see them."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import BuiltProject, copy_built
from small_shop import DAY

from orchestration.rules.goals import GOAL_COLUMNS, GOALS, NOTE_COLUMNS, NOTES, goal_mistakes

pytestmark = pytest.mark.slow

NEW_YORK = ZoneInfo("America/New_York")
BEGUN = date.fromisoformat(DAY)
TODAY = BEGUN + timedelta(days=10)


def _day(days: int) -> date:
    return BEGUN + timedelta(days=days)


# Goal: segment, metric, direction, target, days from DAY when it was set and is due, days between reviews.
# With each day without orders, `recent` loses at most one customer. The others don't change.
SET = {
    "reached": ("recent", "size", "at_most", 9, 0, 30, 400),
    "well_ahead": ("recent", "size", "at_most", 3, 0, 20, 7),
    "behind": ("recent", "size", "at_most", 1, 0, 12, 400),
    "wrong_way": ("recent", "value_total", "at_least", 3000, 0, 60, 400),
    "too_late": ("recent", "size", "at_most", 5, 0, 4, 400),
    "looked_at": ("recent", "size", "at_most", 5, 0, 4, 400),
    "earlier_than_all": ("swedes", "share", "at_least", 0.3, -90, 60, 7),
    "before_any_clock": ("swedes", "share", "at_least", 0.3, -90, -60, 400),
    "of_quiet": ("quiet", "size", "at_least", 1, 0, 60, 400),
}
# Notes: the goal and days from DAY.
WRITTEN = [
    ("looked_at", 2, "Ann", "Early."),
    ("looked_at", 6, "Bo", "We know."),
    ("well_ahead", 5, "Ann", "Good."),
]


@pytest.fixture(scope="module")
def shop(built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The shop with goals, refreshed as of three days."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("goals") / "project")
    rows = [
        f"{goal},{segment},{metric},{direction},{target},{_day(set_on)},{_day(due_on)},ann@example.com,{days}"
        for goal, (segment, metric, direction, target, set_on, due_on, days) in SET.items()
    ]
    _write(project, GOALS, GOAL_COLUMNS, rows)
    notes = [f"{goal},{_day(days)},{author},{note}" for goal, days, author, note in WRITTEN]
    _write(project, NOTES, NOTE_COLUMNS, notes)
    for day in (_day(3), TODAY):
        project.refresh("--as-of", day.isoformat())
    return project


def test_each_goal_is_where_the_published_metrics_put_it(shop: BuiltProject) -> None:
    found = {row["goal"]: row for row in _goals(shop, "published") + _goals(shop, "hidden")}
    assert found.keys() == SET.keys()
    for goal, (segment, metric, direction, target, set_on, due_on, _) in SET.items():
        schema = "hidden" if segment == "quiet" else "published"
        query = (
            f"select as_of, {metric} from {schema}.segment_metrics where is_latest_of_clock and segment = "
        )
        points = {_local(as_of): float(value) for as_of, value in shop.rows(f"{query}'{segment}'")}
        begun = [day for day in points if day <= _day(set_on)]
        first = points[max(begun) if begun else min(points)]
        until = [day for day in points if day <= _day(due_on)]
        last = points[max(until)] if until else None
        passed = min((TODAY - _day(set_on)).days / (due_on - set_on), 1)
        row = found[goal]
        assert (row["baseline"], row["observed"], row["time_passed"]) == pytest.approx((first, last, passed))
        if last is None:
            assert (row["progress"], row["status"]) == (None, "unknown")
            continue
        progress = (last - first) / (target - first)
        assert row["progress"] == pytest.approx(progress)
        if last >= target if direction == "at_least" else last <= target:
            status = "met"
        elif due_on < (TODAY - BEGUN).days:
            status = "missed"
        else:
            status = "on_track" if progress >= passed else "at_risk"
        assert row["status"] == status
    assert {row["status"] for row in found.values()} == {"met", "on_track", "at_risk", "missed", "unknown"}


def test_a_review_is_due_until_somebody_has_written_what_came_of_it(shop: BuiltProject) -> None:
    found = {row["goal"]: row for row in _goals(shop, "published")}
    due = {goal for goal, row in found.items() if row["is_review_due"]}
    # A week after it was set, or once it was due. A note postpones the review. A note after the due day ends
    # it.
    assert due == {"too_late", "earlier_than_all", "before_any_clock"}
    assert found["well_ahead"]["review_due_on"] == _day(12)
    assert (found["looked_at"]["note"], found["looked_at"]["author"]) == ("We know.", "Bo")


def test_a_goal_of_a_hidden_segment_is_hidden(shop: BuiltProject) -> None:
    assert [row["goal"] for row in _goals(shop, "hidden")] == ["of_quiet"]
    content = re.search(r'id="content">(.*?)</script>', _page(shop), flags=re.DOTALL)
    assert {row[0] for row in json.loads(content[1])["goals"]} == SET.keys() - {"of_quiet"}
    told = json.loads(shop.segments("goals", "--json").stdout)
    assert {row["goal"] for row in told} == SET.keys()
    # The most urgent comes first.
    assert [row["is_review_due"] for row in told] == sorted(
        (row["is_review_due"] for row in told), reverse=True
    )


def test_compared_segments_share_whom_their_members_say(shop: BuiltProject) -> None:
    names = ["swedes", "loyal", "quiet"]
    done = shop.segments("compare", *names, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    everybody = [row[0] for row in shop.rows("select customer_id from core.customers")]
    of = {name: set() for name in names}
    for schema in ("published", "hidden"):
        for name, customer in shop.rows(f"select segment, customer_id from {schema}.segment_members"):
            of.get(name, set()).add(customer)
    assert [(row["segment"], row["size"]) for row in answer["segments"]] == [(n, len(of[n])) for n in names]
    for pair in answer["pairs"]:
        one, other = of[pair["one"]], of[pair["other"]]
        counts = (len(one & other), len(one - other), len(other - one))
        assert (pair["in_both"], pair["only_one"], pair["only_other"]) == counts
        assert pair["jaccard"] == pytest.approx(len(one & other) / len(one | other))
        assert pair["lift"] == pytest.approx(len(one & other) * len(everybody) / len(one) / len(other))
    assert len(answer["pairs"]) == 3
    assert "only the second" in shop.segments("compare", "swedes", "loyal").stdout


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["swedes"], "Name two or three segments, each once; received: swedes."),
        (["swedes", "swedes"], "Name two or three segments, each once; received: swedes, swedes."),
        (["swedes", "loyl"], "loyal"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(
    shop: BuiltProject, names: list[str], sentence: str
) -> None:
    done = shop.segments("compare", *names)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "quiet" not in done.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"segment": "swede"}, "segment: no segment is called 'swede'; the nearest is 'swedes'"),
        ({"metric": "sise"}, "metric: 'sise' is not one of size, share"),
        ({"direction": "above"}, "direction: 'above' is not one of at_least, at_most"),
        ({"target": "many"}, "target: 'many' is not a number; write it like 1500 or 0.05"),
        ({"target": "nan"}, "target: 'nan' is not a number"),
        ({"set_on": "1/2/2024"}, "set_on: '1/2/2024' is not a date; write it like 2017-06-30"),
        ({"due_on": "2024-01-01"}, "due_on: 2024-01-01 is not after set_on 2024-03-31"),
        ({"review_every_days": "0"}, "review_every_days: '0' is not a number of days from 1 to 3660"),
        ({"owner": " "}, "owner: nothing is given"),
    ],
)
def test_a_wrong_goal_is_told_with_its_line(tmp_path, change: dict[str, str], sentence: str) -> None:
    right = dict(
        zip(
            GOAL_COLUMNS, ["g", "swedes", "size", "at_least", "1", DAY, "2024-06-30", "Ann", "7"], strict=True
        )
    )
    assert _mistakes(tmp_path, [right]) == []
    assert _mistakes(tmp_path, [right, right]) == [
        f"{GOALS}: line 3: goal: 'g' stands on an earlier line, too"
    ]
    (mistake,) = _mistakes(tmp_path, [right | change])
    assert mistake.startswith(f"{GOALS}: line 2: {sentence}")


def test_a_note_needs_its_goal_and_a_refresh_refuses_what_check_does(built_shop, tmp_path) -> None:
    project = copy_built(built_shop, tmp_path / "project")
    _write(project, GOALS, GOAL_COLUMNS, [])
    _write(project, NOTES, NOTE_COLUMNS, ["growth,2024-04-01,Ann,Good."])
    before = project.seen()
    for command in (("refresh", "--as-of", DAY), ("check",)):
        done = project.segments(*command)
        assert done.returncode == 1
        assert "seeds/goal_notes.csv: line 2: goal: no goal is called 'growth'" in done.stderr
    assert project.seen() == before


def _mistakes(folder: Any, rows: list[dict[str, str]]) -> list[str]:
    project = SimpleNamespace(root=folder)
    _write(project, GOALS, GOAL_COLUMNS, [",".join(row.values()) for row in rows])
    return list(goal_mistakes(project, ["swedes", "loyal"], BEGUN))


def _write(project: Any, file: str, columns: tuple[str, ...], rows: list[str]) -> None:
    path = project.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([",".join(columns), *rows, ""]), encoding="utf-8")


def _goals(project: BuiltProject, schema: str) -> list[dict[str, Any]]:
    with project.connected() as connection:
        answer = connection.execute(f"select * from {schema}.segment_goals")
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _page(project: BuiltProject) -> str:
    return (project.root / "published" / "report.html").read_text(encoding="utf-8")


def _local(as_of: Any) -> date:
    return as_of.replace(tzinfo=UTC).astimezone(NEW_YORK).date()
