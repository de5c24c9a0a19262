"""A jump between two as-of times is explained by what happened to the segment, not to its customers."""

from __future__ import annotations

import random
from datetime import date, timedelta

import small_shop
from conftest import open_in_memory
from proof.harness import SegmentFile


def test_a_changed_definition_and_a_held_release_explain_the_clock_that_follows() -> None:
    """loyal is published, held on the 29th, published again, and has a stricter rule on the 31st."""
    with open_in_memory() as project:
        for day, orders, held in ((28, 3, []), (29, 3, ["loyal"]), (30, 3, []), (31, 4, [])):
            project.set_variables({**small_shop.IN_MEMORY, "as_of": f"2024-03-{day}"})
            project.set_segments(
                SegmentFile(
                    name,
                    f"{{% call segment() %}}\n{{{{ did('order', at_least={least}) }}}}\n{{% endcall %}}\n",
                )
                for name, least in (("loyal", orders), ("others", 2))
            )
            project.refresh(held)
        query = f"select segment, as_of_day, explained_by from ({project.render('segment_metrics')})"
        found = project.database.execute(f"{query} where explained_by is not null order by 1, 2").fetchall()

    assert [(segment, str(day), why) for segment, day, why in found] == [
        ("loyal", "2024-03-30", "held before"),
        ("loyal", "2024-03-31", "definition changed"),
    ]


def test_random_ledgers_are_explained_as_their_clocks_say() -> None:
    """Clocks in any order, holds and rollbacks at, before and between them, and definitions that change."""
    chance = random.Random(5)
    with open_in_memory() as project:
        project.set_variables({**small_shop.IN_MEMORY, "as_of": "2024-03-01"})
        rule = "{% call segment() %}\n{{ did('order') }}\n{% endcall %}\n"
        project.set_segments([SegmentFile("loyal", rule)])
        project.refresh()
        view, told = project.render("segment_metrics"), 0
        for _ in range(40):
            releases = [("loyal", 1, date(2024, 3, 1), "live", None, None)]
            project.database.execute(
                "delete from ledger.releases where release_id > 1;"
                " delete from ledger.segment_versions where release_id > 1;"
                " delete from ledger.metric_log where release_id > 1"
            )
            for number in range(2, chance.randint(3, 25)):
                day = date(2024, 2, chance.randint(1, 12))
                status = chance.choice(["live", "live", "held"])
                reason = chance.choice(["rolled back to release 1", "size"]) if status == "held" else None
                releases.append(("loyal", number, day, status, reason, chance.choice("ab")))
                _release(project, *releases[-1])
            found = project.database.execute(
                f"select as_of_day, explained_by from ({view}) where is_latest_of_clock"
            ).fetchall()
            first_hash = project.database.execute(
                "select definition_hash from ledger.segment_versions where release_id = 1"
            ).fetchall()[0][0]
            wanted = _explained([(*row[:5], row[5] or first_hash) for row in releases])
            assert dict(found) == wanted
            told += sum(why is not None for why in wanted.values())
    assert told > 50


def _release(project, segment: str, number: int, day: date, status: str, reason, definition: str) -> None:
    """A release of a day as the ledger would have it: held ones have the members of the release before."""
    at = f"timestamp '{day + timedelta(days=1)} 04:59:59.999999'"
    kept = "null" if status == "held" else str(number)
    said = f"'{reason}'" if reason else "null"
    for table, changed in {
        "releases": f"{number} as release_id, {at} as as_of, timestamp '{day}' as published_at",
        "segment_versions": f"{number} as release_id, {at} as as_of, '{status}' as status,"
        f" {said} as held_reason, {kept} as members_release_id, '{definition}' as definition_hash",
        "metric_log": f"{number} as release_id, {at} as as_of",
    }.items():
        project.database.execute(
            f"insert into ledger.{table} select * replace ({changed}) from ledger.{table}"
            " where release_id = 1"
        )


def _explained(releases: list[tuple]) -> dict[date, str | None]:
    clocks = {}
    for _, _, day, status, _, definition in releases:
        if status != "held":
            clocks[day] = definition
    days, found = sorted(clocks), {}
    for place, day in enumerate(days):
        why = None
        if place:
            before = days[place - 1]
            between = [
                reason for _, _, at, status, reason, _ in releases if status == "held" and before < at < day
            ]
            if clocks[day] != clocks[before]:
                why = "definition changed"
            elif any(reason.startswith("rolled back") for reason in between):
                why = "rolled back before"
            elif between:
                why = "held before"
        found[day] = why
    return found
