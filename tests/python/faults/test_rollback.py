"""`segments rollback` and `segments releases`: an earlier release's members, published again as a new one."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

import full_disk
import pytest
from conftest import BuiltProject, clean_environment, copy_built
from crash.published import Asked, differences, ledger
from small_shop import DAY, write_segment

from orchestration.project.errors import MAKE_ROOM
from orchestration.publication.ledger import ledger_tables, written_by
from orchestration.warehouse.lock import writer_lock

AS_OF = ("--as-of", DAY)
MEMBERS = (
    "select segment, customer_id from published.segment_members"
    " union all select segment, customer_id from hidden.segment_members order by all"
)
EVERYTHING = "select * from published.segment_{} order by all"
RETURNED = (
    "insert into shop.orders select 'r' || n, 'c05', 'order', timestamp '2024-03-30', 9.0, 'web'"
    " from generate_series(0, 3) as numbers(n)"
)
STAMPED = (
    "alter table shop.orders add column loaded_at timestamp; update shop.orders set loaded_at = occurred_at"
)


def _run(project: BuiltProject, *arguments: str) -> dict:
    done = project.segments(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _members(project: BuiltProject) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for segment, customer in project.rows(MEMBERS):
        members.setdefault(segment, set()).add(customer)
    return members


@dataclass
class Shops:
    """The shop after two releases, and a copy of it after a rollback to the first."""

    two: BuiltProject
    back: BuiltProject
    answer: dict
    first: dict[str, set[str]]
    second: dict[str, set[str]]


@pytest.fixture(scope="module")
def shops(built_shop, tmp_path_factory) -> Shops:
    folder = tmp_path_factory.mktemp("rollback")
    two = copy_built(built_shop, folder / "two")
    first = _members(two)
    # A customer returns, a rule is loosened, and one segment replaces another.
    with two.connected(read_only=False) as connection:
        connection.execute(RETURNED)
        connection.execute(STAMPED)
    write_segment(two.root, "loyal", "{{ did('order', at_least=2) }}")
    write_segment(two.root, "buyers", "{{ did('order') }}")
    for ending in ("sql", "yml"):
        (two.root / "models" / "segments" / "geographic" / f"swedes.{ending}").unlink()
    write_segment(two.root, "loyal_swedes", "{{ in_segment('loyal') }} and country = 'SE'")
    two.refresh(*AS_OF)
    back = copy_built(two, folder / "back")
    return Shops(two, back, _run(back, "rollback", "1"), first, _members(two))


def test_readers_see_what_the_earlier_release_had_published_and_the_rest_as_it_is(shops):
    now = _members(shops.back)
    for name in ("loyal", "loyal_swedes", "recent", "quiet"):
        assert now[name] == shops.first[name] != shops.second[name], name
    assert now["buyers"] == shops.second["buyers"]
    assert "swedes" not in now
    with shops.back.reading() as reader:
        rows = reader.execute("select segment, status, held_reason, size, release_id from published.segments")
        segments = {row[0]: row[1:] for row in rows.fetchall()}
        assert reader.execute("select count(*) from published.loyal").fetchone() == (16,)
    assert segments["loyal"] == ("held", "rolled back to release 1", 16, 1)
    assert segments["buyers"][:2] == ("live", None)
    assert segments["swedes"][0] == "retired"


def test_the_rule_of_then_stands_beside_its_members(shops):
    rules = dict(shops.back.rows("select segment, rule_sql from published.segments"))
    then = dict(shops.two.rows("select segment, rule_sql from ledger.segment_versions where release_id = 1"))
    assert rules["loyal"] == then["loyal"]


def test_changes_are_the_entries_and_exits_that_readers_see(shops):
    changes = shops.back.rows(
        "select segment, customer_id, change from ledger.segment_change_log where release_id = 3"
    )
    restored = shops.answer["restored"]
    assert restored == ["loyal", "loyal_swedes", "quiet", "recent"]
    for change, ours, theirs in (
        ("entered", shops.first, shops.second),
        ("exited", shops.second, shops.first),
    ):
        seen = {(segment, customer) for segment, customer, found in changes if found == change}
        wanted = {(name, customer) for name in restored for customer in ours[name] - theirs[name]}
        assert seen == wanted
        assert shops.answer[change] == len(wanted)


def test_what_was_believed_before_is_superseded_and_never_erased(shops):
    def believed(project, release):
        return project.rows(
            "select segment, customer_id, entered_at, exited_at from ledger.segment_stays"
            f" where recorded_release <= {release} and coalesce(superseded_release > {release}, true)"
            " order by all"
        )

    for release in (1, 2):
        assert believed(shops.back, release) == believed(shops.two, release)
    now = {
        (segment, customer)
        for segment, customer, _, exited_at in believed(shops.back, 3)
        if segment in shops.answer["restored"] and exited_at is None
    }
    assert now == {(name, customer) for name in shops.answer["restored"] for customer in shops.first[name]}


def test_releases_are_listed_latest_first(shops):
    rows = _run(shops.back, "releases")
    assert [row["release_id"] for row in rows] == [3, 2, 1]
    assert [row["status"] for row in rows] == ["rolled back to 1", "published", "published"]
    assert [row["mode"] for row in rows] == ["rollback", "full", "full"]
    assert (rows[0]["as_of"], rows[0]["events_seen"]) == (rows[2]["as_of"], rows[2]["events_seen"])
    assert (rows[0]["segments_published"], rows[0]["segments_held"]) == (1, 3)
    assert len(_run(shops.back, "releases", "--limit", "1")) == 1
    table = shops.back.segments("releases").stdout
    assert table.split()[:3] == ["release", "as", "of"]
    assert "rolled back to 1" in table


def test_the_next_refresh_publishes_by_the_present_definitions_and_data(shops, tmp_path):
    project = copy_built(shops.back, tmp_path / "project")
    answer = project.refresh(*AS_OF)
    assert answer["release"]["mode"] == "incremental"
    assert answer["held"] == []
    assert _members(project) == shops.second
    sizes = dict(project.rows("select segment, size from ledger.current_versions where status <> 'retired'"))
    assert sizes == {name: len(members) for name, members in shops.second.items()}


def test_one_segment_can_be_rolled_back_alone(shops, tmp_path):
    project = copy_built(shops.two, tmp_path / "project")
    done = project.segments("rollback", "1", "--segment", "loyal")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Release 3: 1 segment as release 1 published them, as of 2024-03-31; ")
    assert _members(project) == shops.second | {"loyal": shops.first["loyal"]}


def test_who_was_erased_since_does_not_come_back(shops, tmp_path):
    project = copy_built(shops.two, tmp_path / "project")
    assert project.segments("erase", "c04", "--yes").returncode == 0
    answer = _run(project, "rollback", "1")
    assert "c04" in shops.first["loyal"]
    assert _members(project)["loyal"] == shops.first["loyal"] - {"c04"}
    assert project.rows("select size from published.segments where segment = 'loyal'") == [(15,)]
    assert answer["release"]["release_id"] == 3


def test_what_a_release_that_never_was_left_in_any_table_of_the_ledger_does_not_stand(shops, tmp_path):
    """drift_log, profile_log and arrival_log kept rows of a failed release, because no list named them."""
    project = copy_built(shops.two, tmp_path / "project")
    with project.connected(read_only=False) as connection:
        tables = ledger_tables(Asked(connection), project.root)
        unfinished = {name: column for name in tables if (column := written_by(tables[name]))}
        assert unfinished.keys() >= {"drift_log", "profile_log", "arrival_log", "segment_stays"}
        del unfinished["releases"]
        for table, column in unfinished.items():
            columns = ["3" if name == column else name for name in tables[table]]
            select = f"select {', '.join(columns)} from ledger.{table}"
            connection.execute(f"insert into ledger.{table} {select}")
            if "superseded_release" in tables[table]:
                ended = f"update ledger.{table} set superseded_release = 3 where superseded_release is null"
                connection.execute(ended)
    assert ledger(project.root) != ledger(shops.two.root)
    _run(project, "rollback", "1")
    assert list(differences(ledger(project.root), ledger(shops.back.root))) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["9"], "There is no release 9; the latest are 2, 1. `segments releases` lists them."),
        (["2"], "Release 2 is the current one: there is nothing to roll back."),
        (["1", "--segment", "loyall"], "Release 1 published no segment 'loyall'; the nearest is 'loyal'."),
        (
            ["1", "--segment", "swedes"],
            "'swedes' is retired: restore its file and refresh before you roll it back.",
        ),
    ],
)
def test_what_cannot_be_restored_is_refused_in_a_sentence(shops, arguments, sentence):
    seen = shops.two.seen()
    done = shops.two.segments("rollback", *arguments)
    assert done.returncode == 1
    assert done.stderr.strip() == sentence
    assert shops.two.rows("select max(release_id) from ledger.releases") == [(2,)]
    assert shops.two.seen() == seen


def test_it_waits_for_the_one_writer(shops):
    with writer_lock(shops.two.root / "warehouse" / "refresh.lock"):
        done = shops.two.segments("rollback", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("Another refresh is running")


KILLED = """
import os
from orchestration.cli import app as cli
from orchestration.warehouse import connections as warehouse
execute = warehouse.Warehouse.execute
def until_commit(self, sql, parameters=()):
    if sql == "commit":
        os.kill(os.getpid(), 9)
    execute(self, sql, parameters)
warehouse.Warehouse.execute = until_commit
cli.main()
"""


def test_killed_in_between_nothing_has_happened(shops, tmp_path):
    project = copy_built(shops.two, tmp_path / "project")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "rollback", "1"],
        cwd=project.root,
        env=clean_environment(project.root),
        check=False,
    )
    assert done.returncode == -9
    assert _members(project) == shops.second
    for table in ("history", "changes", "releases"):
        assert project.rows(EVERYTHING.format(table)) == shops.two.rows(EVERYTHING.format(table))
    assert _run(project, "rollback", "1")["release"]["release_id"] == 3


@pytest.mark.duckdb
@pytest.mark.parametrize(("room", "released"), [(1000, 2), (1_000_000, 3)])
def test_a_full_disk_is_told_in_a_sentence_and_leaves_a_whole_release(shops, tmp_path, room, released):
    """No file can grow beyond the limit: first the database's log, then the file for readers."""
    project = copy_built(shops.two, tmp_path / "project")
    reader = project.reader_file.read_bytes()
    done = full_disk.run(project, room, "rollback", "1")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == MAKE_ROOM
    assert project.reader_file.read_bytes() == reader
    assert project.rows("select max(release_id) from ledger.releases") == [(released,)]
    assert _run(project, "rollback", "1")["release"]["release_id"] == released + 1
    assert project.reader_file.read_bytes() != reader


@pytest.mark.duckdb
def test_a_warehouse_that_another_program_holds_is_left_alone(shops, tmp_path):
    project = copy_built(shops.two, tmp_path / "project")
    with project.connected(read_only=False):
        done = project.segments("rollback", "1")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Another process has warehouse/warehouse.duckdb open for writing:"
        " let the refresh finish, or close that program."
    )
    assert _members(project) == shops.second


def test_a_refresh_and_a_rollback_at_once_come_one_after_the_other(shops, tmp_path):
    project = copy_built(shops.two, tmp_path / "project")
    command = [sys.executable, "-m", "orchestration.cli", "refresh", *AS_OF, "--wait", "120"]
    refresh = subprocess.Popen(
        command,
        cwd=project.root,
        env=clean_environment(project.root),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    while not (project.root / "warehouse" / "refresh.lock").read_text():
        assert refresh.poll() is None
        time.sleep(0.05)
    rolled_back = _run(project, "rollback", "1", "--wait", "120")
    assert refresh.wait() == 0, refresh.stderr.read()
    statuses = project.rows("select status from published.segment_releases order by release_id")
    assert sorted(statuses[2:]) == [("published",), ("rolled back to 1",)]
    # Readers see whichever release was the last.
    wanted = shops.first if rolled_back["release"]["release_id"] == 4 else shops.second
    assert _members(project)["loyal"] == wanted["loyal"]
