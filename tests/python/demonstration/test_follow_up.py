"""A bad survey answer (`make demo-follow-up`) is told, waits, is passed on, and ends with a note."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from conftest import BuiltProject, copy_project, lacking
from follow_up.__main__ import NOTE, main, play
from follow_up.story import UntrueError
from mail_server import PASSWORD
from rich.console import Console
from test_report import CHROMIUM, _drawn

# The story begins with the demonstration's file.
pytestmark = pytest.mark.duckdb

CHAPTERS = (
    "A mail server listens",
    "2017-12-26  Everything has arrived",
    "2017-12-27  Household",
    "To: care.desk@shop.example",
    "Both wait for the care desk",
    "sets the times of the copy's notices back by 25 hours",
    "Both are overdue",
    "To: care@example.com",
    "The report's first card, *What needs a person*, begins with it",
    "is overdue since",
    "Closed ",
    NOTE,
    "Nothing of it is open",
)


def test_a_bad_answer_is_told_overdue_passed_on_and_closed(warehouse: BuiltProject, tmp_path: Path) -> None:
    told = io.StringIO()
    project = copy_project(tmp_path / "project")
    story = play(project, warehouse.path, Console(file=told, soft_wrap=True, color_system=None))
    assert re.search(".*".join(map(re.escape, CHAPTERS)), told.getvalue(), re.DOTALL), told.getvalue()
    assert PASSWORD not in told.getvalue()
    both = [("advocates", "anna", NOTE, 1), ("complaint_risk", "anna", NOTE, 1)]
    ends = "select segment, acknowledged_by, note, step from notices.notices where customer_id ="
    assert sorted(project.rows(f"{ends} '{story.household}'")) == both
    # Nothing is open any more, so a step that needs something open says what isn't so.
    with pytest.raises(UntrueError, match="first card"):
        story.first_card()
    if CHROMIUM is None:
        lacking("Chromium, to draw the page")
    drawn, complaints = _drawn(story.seen, "", tmp_path)
    card = drawn.partition("What needs a person")[2].partition("</section>")[0]
    assert re.search("^</h2><ul><li><a[^>]*>advocates</a>.*follow-up .* is overdue since", card), card
    assert complaints == []


def test_without_a_warehouse_it_says_what_to_do(monkeypatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr("follow_up.__main__.ROOT", tmp_path)
    assert main() == 1
    assert "`make run` builds it" in capsys.readouterr().out
