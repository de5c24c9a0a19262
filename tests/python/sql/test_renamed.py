"""A renamed segment keeps its history, or the former name that it claims is refused."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import BuiltProject
from proof.harness import Project, SegmentFile
from small_shop import DAY, IN_MEMORY, SEGMENTS, write_segment

from orchestration.publication.renames import carry_on, pending_renames
from orchestration.rules.former_names import former_name_mistakes, ledger_mistakes
from orchestration.rules.registry import Segment

pytestmark = pytest.mark.slow

STAYS = """
select segment, customer_id, entered_at, exited_at, recorded_release, superseded_release
from ledger.segment_stays order by 1, 2, 3, 5
"""
COUNT = "select count(*) from ledger.{} where segment = '{}'"
LOGS = ("segment_versions", "segment_change_log", "metric_log", "turnover_log", "drift_log")


def _segment(name: str, formerly: Any = None, access: str = "public") -> Segment:
    config = {"meta": {"formerly": formerly}, "access": access, "group": "crm"}
    return Segment(name, f"models/segments/value/{name}.sql", "true", {}, {"config": config})


def _named(*segments: Segment) -> dict[str, Segment]:
    return {segment.name: segment for segment in segments}


def _files(names: dict[str, str]) -> list[SegmentFile]:
    """Returns the shop's files, some of them under other names."""
    return [
        SegmentFile(
            names.get(name, name),
            "{% call segment() %}\n"
            + rule.replace("loyal", names.get("loyal", "loyal"))
            + "\n{% endcall %}\n",
            family,
        )
        for name, (family, rule) in SEGMENTS.items()
    ]


def test_history_goes_on_under_the_new_name(shop_in_memory: Project) -> None:
    """A renamed segment started over: its members had entered today, and its past belonged to no segment."""
    database, warehouse = shop_in_memory.database, shop_in_memory.warehouse.connection()
    shop_in_memory.set_segments(_files({}))
    shop_in_memory.refresh()
    before = database.execute(STAYS).fetchall()
    counted = {log: database.execute(COUNT.format(log, "loyal")).fetchall() for log in LOGS}

    renamed = _named(_segment("devoted", "loyal", access="private"))
    assert pending_renames(warehouse, renamed) == {"devoted": "loyal"}
    carry_on(warehouse, renamed, {"devoted": "loyal"})
    assert pending_renames(warehouse, renamed) == {}
    assert list(ledger_mistakes(renamed, warehouse)) == []
    # A segment that will be hidden isn't visible under its new name before the release.
    assert database.execute(
        "select access, owner_group from ledger.current_versions where segment = 'devoted'"
    ).fetchall() == [("private", "crm")]
    after = database.execute(STAYS).fetchall()
    assert after == sorted(("devoted" if row[0] == "loyal" else row[0], *row[1:]) for row in before)
    for log, rows in counted.items():
        assert database.execute(COUNT.format(log, "devoted")).fetchall() == rows != [(0,)]
        assert database.execute(COUNT.format(log, "loyal")).fetchall() == [(0,)]

    # The next refresh finds nothing to do: the same clock, the same rule, the same members.
    shop_in_memory.set_segments(_files({"loyal": "devoted"}))
    shop_in_memory.set_variables(IN_MEMORY)
    shop_in_memory.refresh()
    assert database.execute(STAYS).fetchall() == after
    assert database.execute(
        "select segment, status from ledger.current_versions order by segment"
    ).fetchall() == [(name, "live") for name in ("devoted", "loyal_swedes", "quiet", "recent", "swedes")]
    assert database.execute("select mode from ledger.releases order by release_id").fetchall() == [
        ("full",),
        ("incremental",),
    ]


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        (
            [_segment("new", "old"), _segment("old")],
            "meta.formerly='old' still has its file, models/segments/value/old.sql;"
            " two segments can't share one history",
        ),
        (
            [_segment("new", "old"), _segment("newer", "old")],
            "meta.formerly='old' is claimed by models/segments/value/new.sql too; only one segment can"
            " take its history",
        ),
        (
            [_segment("new", "new")],
            "meta.formerly='new' is its name now; write the one before, or nothing",
        ),
        (
            [_segment("new", 7)],
            "meta.formerly=7 is not a name; write the segment's former name",
        ),
    ],
)
def test_a_former_name_that_cannot_be_meant_is_refused(segments: list[Segment], sentence: str) -> None:
    (told,) = former_name_mistakes(_named(*segments))
    assert told in {f"{segment.file}: {sentence}" for segment in segments}


def test_a_renamed_file_carries_on_with_the_next_refresh(shop: BuiltProject) -> None:
    folder = shop.root / "models" / "segments" / "value"
    for ending in ("sql", "yml"):
        (folder / f"loyal.{ending}").unlink()
    rule = "{{ did('order', at_least=3) }}"
    write_segment(shop.root, "loyal_swedes", "{{ in_segment('devoted') }} and {{ in_segment('swedes') }}")

    file = write_segment(shop.root, "devoted", rule, meta={"formerly": "loyall"})
    where = file.relative_to(shop.root).as_posix()
    done = shop.segments("check", "devoted")
    assert done.returncode == 1
    told = f"{where}: meta.formerly='loyall': no release has published it; the nearest is 'loyal'\n"
    assert done.stderr == told

    write_segment(shop.root, "devoted", rule, meta={"formerly": "loyal"})
    shop.refresh("--as-of", DAY)
    assert shop.rows("select count(*) from published.devoted") == [(16,)]
    recorded = (
        "select count(*), count(distinct recorded_at) from published.segment_history where segment = '{}'"
    )
    assert shop.rows(recorded.format("devoted")) == [(16, 1)]
    metrics = "select release_id, entered, exited from published.segment_metrics where segment = '{}'"
    assert sorted(shop.rows(metrics.format("devoted"))) == [(1, 16, 0), (2, 16, 0)]
    standing = "select status from published.segments where segment in ('loyal', 'devoted')"
    assert shop.rows(standing) == [("live",)]
    with shop.reading() as reader:
        names = reader.execute("select table_name from information_schema.tables").fetchall()
    assert ("devoted",) in names and ("loyal",) not in names

    # Published under both names, it would have two histories.
    write_segment(shop.root, "swedes", "country = 'SE'", "geographic", meta={"formerly": "recent"})
    (shop.root / "models" / "segments" / "lifecycle" / "recent.sql").unlink()
    (shop.root / "models" / "segments" / "lifecycle" / "recent.yml").unlink()
    done = shop.segments("check", "swedes")
    assert "meta.formerly='recent' comes too late: 'swedes' has been published" in done.stderr
