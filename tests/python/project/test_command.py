"""The `segments` command: its answers and exit codes."""

import json
import os
from datetime import datetime

import pytest
from small_shop import DAY, write_segment

from orchestration.project.figures import clock
from orchestration.warehouse.lock import writer_lock


def _json(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_list_gives_the_published_segments_by_family_then_size(built_shop):
    rows = _json(built_shop.segments("list", "--json"))
    assert [row["segment"] for row in rows] == ["swedes", "recent", "loyal", "loyal_swedes"]
    assert {"family", "size", "share", "unknown", "value", "status", "as_of", "rule_sql"} <= set(rows[0])


def test_list_shows_a_table_to_people(built_shop):
    done = built_shop.segments("list")
    assert done.returncode == 0
    assert done.stdout.split()[:6] == ["segment", "family", "size", "share", "value", "status"]


def test_show_gives_everything_of_a_segment(built_shop):
    answer = _json(built_shop.segments("show", "loyal", "--json"))
    assert answer["size"] == 16
    assert answer["owner"] == "CRM"
    assert not answer["hidden"]
    assert {row["check_name"] for row in answer["audits"]} >= {"size_in_band", "churn"}
    assert [row["size"] for row in answer["metrics"]] == [16]


def test_show_finds_a_hidden_segment_in_the_warehouse_and_says_so(built_shop):
    assert _json(built_shop.segments("show", "quiet", "--json"))["hidden"]
    assert "quiet (hidden)" in built_shop.segments("show", "quiet").stdout


@pytest.mark.parametrize("command", ["show", "preview"])
def test_an_unknown_name_is_refused_with_the_nearest(built_shop, command):
    done = built_shop.segments(command, "loyall")
    assert done.returncode == 1
    assert done.stderr.strip() == "No segment is called 'loyall'; the nearest is 'loyal'."
    as_json = built_shop.segments(command, "loyall", "--json")
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout) == {"error": [done.stderr.strip()]}


def test_preview_evaluates_the_file_as_it_stands_and_publishes_nothing(shop):
    write_segment(shop.root, "loyal", "{{ did('order', at_least=4) }} or country = 'SE'")
    answer = _json(shop.segments("preview", "loyal", "--as-of", DAY, "--json"))
    members = {f"c{n:02}" for n in range(1, 41) if n % 5 == 4 or n % 4 == 1}
    published = {f"c{n:02}" for n in range(1, 41) if n % 5 >= 3}
    unknown = {f"c{n:02}" for n in range(1, 41) if n % 5 != 4 and n % 4 == 0}
    assert answer["size"] == len(members)
    assert answer["added"] == len(members - published)
    assert answer["removed"] == len(published - members)
    assert answer["unknown"] == len(unknown)
    assert answer["members"] == sorted(members)[:10]
    assert _json(shop.segments("show", "loyal", "--json"))["size"] == len(published)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("{{ did('ordr') }}", "did(): unknown event 'ordr'; the nearest is 'order'"),
        ("contry = 'SE'", "'contry'; the nearest is 'country'"),
        ("", "the rule is empty"),
    ],
)
def test_a_mistake_in_a_rule_is_one_sentence_that_names_the_file(shop, rule, sentence):
    write_segment(shop.root, "mistaken", rule)
    done = shop.segments("refresh", "--as-of", DAY, "--json")
    assert done.returncode == 1
    (said,) = json.loads(done.stdout)["error"]
    assert said.startswith("models/segments/value/mistaken.sql: ")
    assert sentence in said
    assert "Traceback" not in done.stderr
    assert shop.rows("select count(*) from published.segment_releases") == [(1,)]


def test_a_circle_is_refused(shop):
    write_segment(shop.root, "one", "{{ in_segment('two') }}")
    write_segment(shop.root, "two", "{{ in_segment('one') }}")
    done = shop.segments("refresh", "--json")
    assert done.returncode == 1
    (said,) = json.loads(done.stdout)["error"]
    assert "models/segments/value/one.sql" in said
    assert "models/segments/value/two.sql" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("refresh", "--as-of", "yesterday"),
        ("refresh", "--as-of", "2024-02-30"),
        ("refresh", "--wait", "-1"),
        ("show",),
        ("publish",),
    ],
)
def test_wrong_usage_is_exit_code_2(built_shop, arguments):
    assert built_shop.segments(*arguments).returncode == 2


def test_a_refresh_beside_another_is_refused_at_once(shop):
    with writer_lock(shop.root / "warehouse" / "refresh.lock"):
        done = shop.segments("refresh")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Another refresh is running (process {os.getpid()}, since ")


def test_a_clock_is_shown_as_it_was_set():
    assert clock(datetime(2017, 7, 1, 3, 59, 59, 999999), "America/New_York") == "2017-06-30"
    assert clock(datetime(2017, 6, 30, 18, 0), "America/New_York") == "2017-06-30 14:00 EDT"


def test_outside_a_project_there_is_a_sentence(built_shop, tmp_path):
    elsewhere = type(built_shop)(tmp_path)
    done = elsewhere.segments("list")
    assert done.returncode == 1
    assert done.stderr.startswith("No dbt_project.yml in ")


@pytest.mark.duckdb
def test_before_the_first_refresh_there_is_a_sentence(shop):
    shop.reader_file.unlink()
    done = shop.segments("list")
    assert done.returncode == 1
    assert done.stderr.strip() == "published/segments.duckdb isn't there yet: run `segments refresh` first."


def test_an_unknown_target_names_those_that_there_are(built_shop):
    done = built_shop.segments("refresh", "--target", "oracle")
    assert done.returncode == 1
    assert "valid are duckdb, postgres" in done.stderr
