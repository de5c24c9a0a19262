"""The command's output can be copied as printed, and the shell completes what one starts to type."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from conftest import BuiltProject
from rich.console import Console
from rich.table import Table
from warehouses import TARGET

from orchestration.project.project import Project
from orchestration.publication.catalogue import still_listed
from orchestration.terminal import console

PATH = "postgresql://segments_writer@/warehouse?host=/a/folder/whose/name/is/long/enough/to/be/cut&port=5432"


def test_nothing_in_a_table_is_cut_or_folded_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """household_compositi… can't be copied into a rule, nor half of an address into a BI tool."""
    written = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=written, width=80))
    table = Table("trait", "for BI", "what it is", box=None)
    table.add_row("household_composition", PATH, "Adults and children in words.")
    console.show(table)
    assert "household_composition" in written.getvalue() and PATH in written.getvalue()


def test_a_shell_completes_names_of_segments(built_shop: BuiltProject) -> None:
    asked = {"_SEGMENTS_COMPLETE": "complete_bash", "COMP_WORDS": "segments show lo", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-c", "from orchestration.cli import main; main()"],
        cwd=built_shop.root,
        env=built_shop.environment | asked,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["loyal", "loyal_swedes"]


def test_a_rule_is_shown_in_words_with_the_text_of_its_file_beside_it(built_shop: BuiltProject) -> None:
    shown = built_shop.segments("show", "loyal").stdout
    assert "\ncount of order >= 3\n" in shown
    assert "{{ did('order', at_least=3) }}" in shown
    assert "count__" not in shown


def test_a_retired_segment_leaves_the_list_after_some_days(built_shop: BuiltProject) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {"segment": "old", "status": "retired", "published_at": now - timedelta(days=31)},
        {"segment": "fresh", "status": "retired", "published_at": now - timedelta(days=29)},
        {"segment": "live", "status": "live", "published_at": now - timedelta(days=400)},
    ]
    listed = still_listed(Project(built_shop.root, TARGET), rows)
    assert [row["segment"] for row in listed] == ["fresh", "live"]
