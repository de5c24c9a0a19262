"""Files of lists/ come into the warehouse whole or not at all, and a list is never lost without a word."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import warehouses

from orchestration.lists import edits, loading
from orchestration.lists.edits import edit
from orchestration.lists.loading import LoadedLists, load_lists
from orchestration.lists.reading import read_list, read_lists
from orchestration.lists.tables import prepare
from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse

ROOT = Path(__file__).parents[3]
CORE = (
    "create schema core",
    "create table core.imported_lists (list_name varchar, customer_id bigint)",
    "create table core.unmatched_list_entries (list_name varchar)",
    "create table core.customers (customer_id bigint)",
    "insert into core.customers values (1), (5)",
    "insert into core.imported_lists values ('vip', 1)",
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "lists").mkdir()
    monkeypatch.delenv("SEGMENTS_WAREHOUSE", raising=False)
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    warehouses.make(tmp_path)
    for name, value in warehouses.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    yield Project(tmp_path, warehouses.TARGET)
    warehouses.drop(tmp_path)


def load(project: Project, content: bytes | None) -> LoadedLists:
    """Put a file in place of the last one, or none, and take it in."""
    file = project.root / "lists" / "vip.csv"
    file.unlink(missing_ok=True)
    if content is not None:
        file.write_bytes(content)
    return load_lists(project)


def entries(project: Project) -> list[str]:
    with open_warehouse(project, read_only=True) as warehouse:
        rows = warehouse.rows("select listed_as from raw.list_entries where list_name = 'vip' order by 1")
    return [row["listed_as"] for row in rows]


def found(project: Project) -> dict[str, Any]:
    with open_warehouse(project, read_only=True) as warehouse:
        return read_list(warehouse, "vip")


def test_without_lists_the_tables_stand_all_the_same(project: Project):
    """Deliveries didn't heed the first customer on a list by hand: their view was made before its table."""
    assert load_lists(project) == LoadedLists([], [], [])
    with open_warehouse(project, read_only=True) as warehouse:
        assert warehouse.columns("raw.list_edits")


def test_a_file_is_taken_once_and_again_when_it_changed(project: Project):
    first = load(project, b"customer_id\n1\n2\n2\n")
    assert (first.taken, first.standing) == (["vip"], [])
    assert first.news == [
        "lists/vip.csv: 1 of 3 rows were refused; `segments lists report vip` says which and why."
    ]
    again = load_lists(project)
    assert (again.taken, again.news, again.standing) == ([], [], first.news)
    assert load(project, b"customer_id\n3\n") == LoadedLists(["vip"], [], [])
    assert entries(project) == ["3"]
    assert [(row["version"], row["rows_taken"]) for row in found(project)["versions"]] == [(2, 1), (1, 2)]
    assert found(project)["refused"] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "the file is gone; the list keeps its 2 entries until `segments lists drop vip`"),
        (b"customer_id\n", "none of its 0 rows can be taken, and the list has 2; the list stays as it was"),
        (
            b"customer_id\n,\n",
            "none of its 1 rows can be taken, and the list has 2; the list stays as it was",
        ),
        (b"1\n2\n", "line 1 has no column customer_id"),
    ],
    ids=["gone", "empty", "nothing right", "no header"],
)
def test_a_file_that_is_lost_leaves_the_list_and_is_told_once_and_said_each_time(
    project: Project, content: bytes | None, says: str
):
    """An exclusion list whose file was gone excluded nobody."""
    load(project, b"customer_id\n1\n2\n")
    lost = load(project, content)
    assert lost.taken == lost.standing == []
    assert len(lost.news) == 1 and says in lost.news[0]
    again = load_lists(project)
    assert (again.news, again.standing) == ([], lost.news)
    assert entries(project) == ["1", "2"]
    assert load(project, b"customer_id\n1\n2\n").taken == ["vip"]


def test_a_new_list_without_anybody_is_said(project: Project):
    assert load(project, b"customer_id\n").news == [
        "lists/vip.csv: the list 'vip' is empty: it includes and excludes nobody."
    ]


@pytest.mark.parametrize("kind", ["locked", "damaged", "cut off"])
def test_a_file_that_cant_be_read_stops_no_refresh(
    project: Project, monkeypatch: pytest.MonkeyPatch, kind: str
):
    """One such file in lists/ stopped every refresh with an error of the engine's."""
    name, says = "vip.parquet", "lists/vip.parquet: its rows can't be read"
    file = project.root / "lists" / name
    duckdb.sql("select range as customer_id from range(100000)").write_parquet(str(file))
    whole = file.read_bytes()
    if kind == "locked":
        says = "lists/vip.parquet: it can't be read: Permission denied"

        def refused(path: Path, *how: Any, **more: Any) -> Any:
            if path == file:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return opened(path, *how, **more)

        # As root, who may read everything, the tests can't take the right away.
        opened = Path.open
        monkeypatch.setattr(Path, "open", refused)
    elif kind == "damaged":
        file.write_bytes(whole[:100] + bytes(1000) + whole[1100:])
    else:
        says = "lists/vip.parquet: it isn't Parquet"
        file.write_bytes(whole[:-5000])
    first = load_lists(project)
    assert first.taken == [] and len(first.news) == 1 and first.news[0].startswith(says)
    again = load_lists(project)
    assert (again.news, again.standing) == ([], first.news)
    if kind != "locked":
        file.write_bytes(whole)
        assert load_lists(project).taken == ["vip"]


def test_a_file_is_taken_whole_or_not_at_all(project: Project, monkeypatch: pytest.MonkeyPatch):
    load(project, b"customer_id\n1\n2\n")

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(loading, "_note", fail)
        with pytest.raises(KeyboardInterrupt):
            load(project, b"customer_id\n3\n")
    assert entries(project) == ["1", "2"]
    assert load_lists(project).taken == ["vip"]
    assert entries(project) == ["3"]


def test_a_list_whose_file_is_gone_is_dropped_by_name(project: Project):
    load(project, b"customer_id\n1\n2\n")
    load(project, None)
    with open_warehouse(project) as warehouse:
        assert loading.drop(warehouse, "vip") == 2
    assert entries(project) == []
    assert load_lists(project) == LoadedLists([], [], [])
    assert [row["status"] for row in found(project)["versions"]] == ["dropped", "gone", "taken"]


def test_an_edit_says_who_and_when_and_makes_sense_only_once(project: Project):
    with open_warehouse(project) as warehouse:
        for statement in CORE:
            warehouse.execute(statement)
        prepare(warehouse)
        done = edit(warehouse, "vip", "5", is_listed=True, note="asked")
        assert done["edited_by"] and done["edited_at"] and done["note"] == "asked"
        edit(warehouse, "vip", "1", is_listed=False, note=None)
        edit(warehouse, "new_list", "1", is_listed=True, note=None, is_new=True)
        for name, customer, is_listed, says in (
            ("vip", "5", True, "Customer 5 was added to the list 'vip' already"),
            ("vip", "1", False, "Customer 1 was removed from the list 'vip' already"),
            ("vip", "7", True, "'7' isn't a customer's id"),
            ("vlp", "1", True, "'vlp' isn't a list; the nearest is 'vip'"),
        ):
            with pytest.raises(RefusedError, match=says):
                edit(warehouse, name, customer, is_listed=is_listed, note=None)
        with pytest.raises(RefusedError, match="'Bad Name' can't name a list"):
            edit(warehouse, "Bad Name", "1", is_listed=True, note=None, is_new=True)
        lists = {
            row["list_name"]: (row["customers"], row["added"], row["removed"])
            for row in read_lists(warehouse)
        }
    assert lists == {"vip": (1, 1, 1), "new_list": (0, 1, 0)}


def test_the_last_edit_counts_after_the_machines_clock_went_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    """Somebody taken off a list at 10:05 by a clock put right at 10:00 stayed on it."""
    with open_warehouse(project) as warehouse:
        for statement in CORE:
            warehouse.execute(statement)
        edit(warehouse, "vip", "5", is_listed=True, note=None)
        monkeypatch.setattr(edits, "utc_now", lambda: datetime(2020, 1, 1))
        for is_listed in (False, True, False):
            edit(warehouse, "vip", "5", is_listed=is_listed, note=None)
            assert warehouse.rows(f"select is_listed from ({edits.LAST}) as last") == [
                {"is_listed": is_listed}
            ]
