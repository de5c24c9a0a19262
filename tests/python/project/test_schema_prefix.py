"""One prefix per developer: production and Anna share a file, and neither changes the other's relations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import BuiltProject, copy_built
from small_shop import DAY
from two_prefixes import VARIABLE, Under

pytestmark = [pytest.mark.duckdb, pytest.mark.slow]


@pytest.fixture(scope="module")
def shared(
    built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Under, Under]]:
    """The shop without a prefix, and Anna's in the same file and folder."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("prefixes") / "project")
    production, anna = Under(project, "", project.root), Under(project, "anna_", project.root)
    before, files = production.written(), _files(project.root)
    anna.refresh("--as-of", DAY)
    assert production.written() == before
    # Each has its own folder for readers.
    assert _files(project.root) == files
    yield production, anna


def test_a_prefix_has_everything_of_its_own(shared):
    production, anna = shared
    assert len(anna.written()) == 1
    hers, theirs = anna.published(), production.published()
    assert hers["published.segment_members"] == theirs["published.segment_members"]
    assert hers["hidden.segment_members"] == theirs["hidden.segment_members"] != []
    schemas = {name for (name,) in anna.project.rows("select schema_name from information_schema.schemata")}
    assert {"published", "ledger", "anna_published", "anna_ledger", "anna_hidden"} <= schemas
    with duckdb.connect(str(anna.project.root / "anna_published/segments.duckdb"), read_only=True) as reader:
        found = reader.execute("select segment, size from anna_published.segments order by 1").fetchall()
    assert found == [(name, size) for name, size, *_ in hers["published.segments"]]


def test_every_command_reads_what_is_under_its_prefix(shared):
    _, anna = shared
    for command in (
        ["list"],
        ["show", "loyal"],
        ["show", "quiet"],
        ["explain", "loyal", "c04"],
        ["preview", "loyal"],
        ["check"],
        ["lint"],
        ["releases"],
        ["compare", "loyal", "recent"],
        ["attrition", "loyal"],
        ["goals"],
        ["report"],
    ):
        done = anna.segments(*command)
        assert done.returncode == 0, (command, done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


def test_an_erased_customer_is_said_to_be_left_under_other_prefixes(shared):
    production, anna = shared
    done = anna.segments("erase", "c07", "--yes")
    assert done.returncode in (0, 1), done.stderr
    assert "core.customers" in done.stdout + done.stderr
    assert production.project.rows("select count(*) from core.customers where customer_id = 'c07'") == [(1,)]
    assert anna.project.rows("select count(*) from anna_core.customers where customer_id = 'c07'") == [(0,)]


@pytest.mark.parametrize(
    "prefix", ["anna", "Anna_", "1_", "pg_", "segments_owner_", "a-b_", "x" * 20 + "_", "a;_"]
)
def test_a_prefix_that_cannot_begin_a_name_is_refused_in_a_sentence(shared, prefix):
    production, _ = shared
    done = Under(production.project, prefix, production.root).segments("list")
    assert done.returncode == 1
    assert f"{VARIABLE}: '{prefix}' can't begin the names of schemas" in done.stderr
    assert "such as 'anna_'" in done.stderr
    assert "Traceback" not in done.stderr


def test_cleaning_under_a_prefix_keeps_what_is_under_another(shared):
    production, anna = shared
    before = production.published()
    process = anna.begun("orchestration.cli.clean")
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert production.published() == before
    assert anna.project.rows("select 1 from information_schema.schemata where schema_name like 'anna%'") == []
    assert not (anna.project.root / "anna_published").exists()
    assert (anna.project.root / "published/segments.duckdb").is_file()


def _files(root: Path) -> dict[str, bytes]:
    """Returns what readers open, by path."""
    return {
        os.path.relpath(file, root): file.read_bytes()
        for file in sorted((root / "published").rglob("*"))
        if file.is_file()
    }
