"""What a refresh publishes, holds, refuses and removes, on the small shop."""

import json
from dataclasses import dataclass

import pytest
from conftest import BuiltProject, copy_built
from small_shop import DAY, write_segment
from warehouses import TARGET

from orchestration.project.project import Project

AS_OF = ("--as-of", DAY)
HISTORY = "select * from published.segment_history order by all"
MEMBERS = "select segment, customer_id, entered_at from published.segment_members order by all"


def _nodes_of_last_run(project) -> list[str]:
    folder = Project(project.root, TARGET).target_folder
    results = json.loads((folder / "run_results.json").read_text(encoding="utf-8"))
    return [result["unique_id"] for result in results["results"]]


def test_a_segment_out_of_its_band_keeps_its_last_good_members_until_it_is_mended(shop):
    before = shop.rows(MEMBERS)
    write_segment(shop.root, "loyal", "{{ did('order', at_least=1) }}", meta={"size_band": [1, 20]})
    answer = shop.refresh(*AS_OF)
    assert shop.rows(MEMBERS) == before
    # A segment that is built on a held one would be built on members that nobody sees.
    held = {row["segment"]: row["held_reason"] for row in answer["held"]}
    assert set(held) == {"loyal", "loyal_swedes"}
    assert held["loyal"] == "size_in_band: 32, expected 1 to 20"
    assert "loyal" in held["loyal_swedes"]
    assert {row["segment"] for row in answer["segments"] if row["status"] == "live"} == {"recent", "swedes"}

    write_segment(shop.root, "loyal", "{{ did('order', at_least=1) }}", meta={"size_band": [1, 40]})
    mended = shop.refresh(*AS_OF)
    assert mended["held"] == []
    assert {row["segment"]: row["size"] for row in mended["segments"]}["loyal"] == 32


def test_a_project_wide_failure_publishes_nothing(shop):
    before = shop.rows(MEMBERS)
    seen = shop.seen()
    with shop.connected(read_only=False) as connection:
        connection.execute("insert into shop.customers select * from shop.customers limit 1")
    done = shop.segments("refresh", *AS_OF)
    assert done.returncode == 1
    assert "Nothing was published" in done.stderr
    assert "customers_are_unique: expected at most 0, observed 1" in done.stderr
    assert shop.rows(MEMBERS) == before
    assert shop.rows("select count(*) from published.segment_releases") == [(1,)]
    assert shop.seen() == seen


def test_a_retired_segments_relation_is_empty_for_a_release_and_then_gone(shop):
    for ending in ("sql", "yml"):
        (shop.root / "models" / "segments" / "lifecycle" / f"recent.{ending}").unlink()
    write_segment(shop.root, "loyal_swedes", "country = 'SE'", access="private")
    shop.refresh(*AS_OF)
    assert _standing(shop) == [("hidden", "loyal_swedes"), ("published", "recent")]
    with shop.reading() as reader:
        assert reader.execute("select count(*) from published.recent").fetchone() == (0,)
    assert shop.rows("select 1 from published.segments where segment = 'loyal_swedes'") == []
    shop.refresh(*AS_OF)
    assert _standing(shop) == [("hidden", "loyal_swedes")]
    with shop.reading() as reader:
        found = reader.execute(
            "select table_name from information_schema.tables where table_schema in ('main', 'published')"
        )
        tables = {name for (name,) in found.fetchall()}
    assert not tables & {"recent", "loyal_swedes"}


def _standing(shop: BuiltProject) -> list[tuple[str, str]]:
    return shop.rows(
        "select table_schema, table_name from information_schema.tables"
        " where table_name in ('recent', 'loyal_swedes') order by 1"
    )


@dataclass
class Again:
    """The shop after the same refresh again, in a folder that it was moved to."""

    project: BuiltProject
    before: tuple[list, list]
    seen_by_reader: list


@pytest.fixture(scope="module")
def again(built_shop, tmp_path_factory) -> Again:
    root = tmp_path_factory.mktemp("again") / "moved"
    project = copy_built(built_shop, root)
    before = (project.rows(MEMBERS), project.rows(HISTORY))
    with project.reading() as reader:
        project.refresh(*AS_OF)
        seen = reader.execute("select release_id from published.segment_releases").fetchall()
    return Again(project, before, seen)


def test_the_same_refresh_twice_changes_nothing(again):
    assert (again.project.rows(MEMBERS), again.project.rows(HISTORY)) == again.before


@pytest.mark.duckdb
def test_a_reader_keeps_the_release_that_it_opened_and_the_next_sees_the_new_one(again):
    assert again.seen_by_reader == [(1,)]
    with again.project.reading() as reader:
        assert reader.execute("select max(release_id) from published.segment_releases").fetchone() == (2,)


def test_more_segments_run_no_more_nodes(again, shop):
    for count in range(1, 21):
        write_segment(shop.root, f"orders_{count:02}", f"{{{{ did('order', at_most={count}) }}}}")
    # The first refresh makes their relations. After that, they cost no node.
    shop.refresh(*AS_OF)
    # The run that publishes doesn't make them either: a client that finds a name in the catalogue can read
    # its relation.
    assert not [node for node in _nodes_of_last_run(shop) if "orders_" in node]
    shop.refresh(*AS_OF)
    assert len(shop.rows("select 1 from published.segments")) == 24
    assert sorted(_nodes_of_last_run(shop)) == sorted(_nodes_of_last_run(again.project))


def test_an_earlier_clock_shows_its_members_and_the_later_one_says_who_came_and_went_since(shop):
    shop.refresh("--as-of", "2024-03-20")
    changes = shop.rows(
        "select release_id, change, customer_id from published.segment_changes where segment = 'recent'"
    )
    later = {f"c{n:02}" for n in range(1, 15) if n % 5}
    earlier = {f"c{n:02}" for n in range(1, 41) if any(11 <= n + k < 26 for k in range(n % 5))}
    assert {customer for (customer,) in shop.rows("select customer_id from published.recent")} == earlier
    wanted = {(2, "entered"): earlier, (1, "entered"): later - earlier, (1, "exited"): earlier - later}
    assert set(changes) == {(*key, customer) for key, customers in wanted.items() for customer in customers}


def test_readers_never_see_a_hidden_segment(built_shop):
    with built_shop.reading() as reader:
        found = reader.execute(
            "select table_name from information_schema.tables where table_schema in ('main', 'published')"
        )
        tables = {name for (name,) in found.fetchall()}
        assert "segments" in tables
        assert {"loyal", "recent", "swedes", "loyal_swedes"} <= tables
        assert "quiet" not in tables
        named = reader.execute("select distinct segment from published.segment_members").fetchall()
        assert ("quiet",) not in named
        members = reader.execute("select count(*) from published.swedes").fetchone()
    assert members == (10,)
    for file in (built_shop.root / "published" / "parquet").glob("*.parquet"):
        assert b"quiet" not in file.read_bytes()
    assert "quiet" not in (built_shop.root / "published" / "report.html").read_text(encoding="utf-8")


def test_the_report_tells_a_rule_in_words_and_as_its_file_has_it(built_shop):
    page = (built_shop.root / "published" / "report.html").read_text(encoding="utf-8")
    assert "count of order >= 3" in page and "did('order', at_least=3)" in page
