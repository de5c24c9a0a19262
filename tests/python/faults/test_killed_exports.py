"""Deliveries that are killed at any moment, over a line that breaks: the next one completes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from deliveries.replay import Replay
from delivery_world import settings


def test_after_kills_and_faults_destinations_have_what_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """`make prove-exports` does the same for a year."""
    for name, value in settings().items():
        monkeypatch.setenv(name, value if name != "PYTHONPATH" else os.pathsep.join([value, *_here()]))
    report = Replay(tmp_path / "project", seed=7).run(weeks=3, kills=9)
    assert report.problems == []
    assert report.kills >= 9
    assert report.requests > 0


def _here() -> list[str]:
    return [str(Path(__file__).parents[1])]
