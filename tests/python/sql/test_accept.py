"""A held day that was looked at is accepted for its check and its day; a known day isn't held at all."""

from __future__ import annotations

import json
import shlex
from datetime import date

import pytest
import small_shop
from conftest import open_in_memory

from orchestration.audit.acceptance import how_to_accept, with_accepted
from orchestration.audit.bounds import with_bounds
from orchestration.audit.segment_checks import SEGMENT_CHECKS
from orchestration.audit.verdicts import Verdict
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse


def test_an_accepted_finding_holds_no_more_on_its_day(shop, monkeypatch):
    band = {"size_band": [100, 200], "checks": {"unknown_share": {"at_most": 0.1}}}
    small_shop.write_segment(shop.root, "swedes", "country = 'SE'", "geographic", meta=band)
    (held,) = (row for row in shop.refresh("--as-of", small_shop.DAY)["held"] if row["segment"] == "swedes")
    assert held["held_reason"].startswith("size_in_band: 10,")
    told = ["--release", "2", "--note", "The shop is small."]

    nothing = shop.segments("accept", "swedes", "quiet", *told)
    assert (nothing.returncode, shop.rows(TABLES)) == (1, []), "it recorded a part"
    assert "Release 2 didn't hold 'quiet'" in nothing.stderr
    inherited = shop.segments("accept", "loyal_swedes", *told)
    assert "(built on swedes, which is held): accept or fix the one it names" in " ".join(
        inherited.stderr.split()
    )

    done = shop.segments("accept", "swedes", *told, "--by", "anna")
    assert done.returncode == 0, done.stderr
    published = shop.refresh("--as-of", small_shop.DAY)
    assert published["held"] == []
    shown = json.loads(shop.segments("show", "swedes", "--json").stdout)
    assert shown["status"] == "live"
    (audit,) = (row for row in shown["audits"] if row["check_name"] == "size_in_band")
    assert (audit["severity"], audit["passed"]) == ("warn", False)
    assert audit["expected"] == "100 to 200; accepted as of release 2"
    (row,) = shown["accepted"]
    assert (row["accepted_by"], row["note"], row["check_name"]) == (
        "anna",
        "The shop is small.",
        "size_in_band",
    )

    # Another day, another check, another segment: judged as ever.
    for name, value in shop.environment.items():
        monkeypatch.setenv(name, value)
    target = shop.environment.get("DBT_TARGET", "duckdb")
    with open_warehouse(Project(shop.root, target), read_only=True) as warehouse:
        day = date.fromisoformat(small_shop.DAY)
        for other, verdict in (
            (day.replace(day=30), _verdict("swedes", "size_in_band")),
            (day, _verdict("swedes", "size_as_usual")),
            (day, _verdict("recent", "size_in_band")),
        ):
            assert with_accepted(warehouse, other, [verdict]) == [verdict]
        assert with_accepted(warehouse, day, [_verdict("swedes", "size_in_band")])[0].severity == "warn"


def test_a_hold_says_how_to_go_on(shop):
    """The refresh, the segment's page and the notice told what was held, and not that it can be accepted."""
    band = {"size_band": [100, 200]}
    small_shop.write_segment(shop.root, "swedes", "country = 'SE'", "geographic", meta=band)
    refreshed = shop.segments("refresh", "--as-of", small_shop.DAY)
    lines = refreshed.stdout.splitlines()
    assert sorted(line for line in lines if line.startswith("held")) == [
        "held loyal_swedes: built on swedes, which is held",
        "held swedes: size_in_band: 10, expected 100 to 200",
    ]
    (way_on,) = [line for line in lines if SAYS in line]
    shown, inherited = shop.segments("show", "swedes"), shop.segments("show", "loyal_swedes")
    assert [line for line in shown.stdout.splitlines() if SAYS in line] == [way_on]
    assert SAYS not in inherited.stdout
    notices = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8").splitlines()
    assert notices[-1].endswith(f" segments held: {way_on}")

    program, *arguments = shlex.split(way_on.partition(SAYS)[2])
    assert (program, arguments[:2]) == ("segments", ["accept", "swedes"])
    done = shop.segments(*arguments)
    assert done.returncode == 0, done.stderr
    assert shop.refresh("--as-of", small_shop.DAY)["held"] == []
    assert SAYS not in shop.segments("show", "swedes").stdout


SAYS = "if the data are right: "


def test_what_can_not_be_right_is_not_offered(built_shop):
    project = Project(built_shop.root, built_shop.environment.get("DBT_TARGET", "duckdb"))

    def offered(reason: str, *checks: str) -> list[str]:
        failed = {"segment": "swedes", "release_id": 2, "severity": "hold", "passed": False}
        held = [{"segment": "swedes", "held_reason": reason}]
        return how_to_accept(project, held, [failed | {"check_name": check} for check in checks])

    assert offered("churn: 1", "churn") and offered("churn: 1; size_in_band: 1", "churn", "size_in_band")
    assert not offered("churn: 1; recomputed_alike: 1", "churn", "recomputed_alike")
    assert not offered("built on recent, which is held")
    assert not offered("rolled back to release 1", "churn")


TABLES = "select table_name from information_schema.tables where table_name = 'accepted_findings'"


def _verdict(segment: str, check: str) -> Verdict:
    return Verdict(3, segment, check, "hold", False, "10", "100 to 200")


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        # A day whose orders are missing.
        ("", False),
        (f"'{small_shop.DAY}', null, 0, 1, 'the shop is closed'", True),
        (f"'{small_shop.DAY}', 'order', 0, null, 'the shop is closed'", True),
        # Another day, another kind of event, another expectation.
        ("'2024-03-24', null, 0, 1, 'the week before'", False),
        (f"'{small_shop.DAY}', 'visit', 0, 1, 'the web shop is closed'", False),
        (f"'{small_shop.DAY}', null, 1, 3, 'a sale'", False),
    ],
)
def test_a_known_day_is_judged_by_what_is_expected_of_it(daily_shop, row, passes):
    database = daily_shop.database
    database.execute("delete from raw.unusual_days")
    if row:
        database.execute(f"insert into raw.unusual_days values ({row})")
    daily_shop.forget_relations()
    daily_shop.build(["candidate_events"])
    (fact,) = database.execute(
        "select events, usual_events, usual_deviation, least_events, most_events"
        " from membership.candidate_events where segment = 'loyal'"
    ).fetchall()
    (check,) = (check for check in SEGMENT_CHECKS if check.name == "events_as_usual")
    names = ("events", "usual_events", "usual_deviation_of_events", "least_events", "most_events")
    (judged,), _ = with_bounds([dict(zip(names, fact, strict=True))], [check], {}, [{}])
    low, high = judged["events_as_usual_at_least"], judged["events_as_usual_at_most"]
    assert (low <= fact[0] <= high) is passes, (low, fact[0], high)


@pytest.fixture(scope="module")
def daily_shop():
    """The shop with two hundred orders on each day of ten weeks, and forty on the last."""
    with open_in_memory() as project:
        # The last day's lie further apart, so that its 24 hours hold none of the day before.
        project.database.execute(
            f"""
            insert into shop.orders
            select
                'd' || n || '-' || k, 'c05', 'order',
                timestamp '{small_shop.DAY} 12:00:00' - n * interval '1 day'
                    + k * case n when 0 then 5 else 1 end * interval '1 second',
                1.0, 'web', timestamp '{small_shop.DAY} 20:00:00'
            from generate_series(0, 69) as days(n), generate_series(1, 200) as orders(k)
            where n > 0 or k <= 40
            """
        )
        project.refresh()
        yield project
