"""What is wrong with the variable review or with meta.review gets one sentence with the valid choice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import small_shop
from conftest import ROOT

from orchestration.project.project import Project
from orchestration.rules.registry import Segment
from orchestration.rules.review import at_most_moved, review_mistakes

FILE = "models/segments/value/loyal.sql"
SENTENCES = {
    "0.1": "meta.review=0.1 is not a mapping such as {at_most_moved: 0.1}",
    "{at_most_move: 0.1}": "meta.review: unknown key 'at_most_move'; the nearest is 'at_most_moved'",
    "{at_most_moved: ten}": "meta.review: at_most_moved: ten is not a share of members, such as 0.1",
    "{at_most_moved: -1}": "meta.review: at_most_moved: -1 is not a share of members, such as 0.1",
}


def _project(folder: Path, review: str) -> Project:
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / part, folder / part)
    small_shop.set_variables(folder, review=review)
    return Project(folder, "duckdb")


def _segment(review: Any) -> Segment:
    return Segment("loyal", FILE, "true", {}, {"config": {"meta": {"review": review}}})


@pytest.mark.parametrize("given", SENTENCES)
def test_each_mistake_is_a_sentence_with_its_place(tmp_path: Path, given: str) -> None:
    project = _project(tmp_path, given)
    segment = _segment(project.variables["review"])
    told = SENTENCES[given]
    of_variable = f"dbt_project.yml: {told.removeprefix('meta.')}"
    assert list(review_mistakes(project, [segment])) == [of_variable, f"{FILE}: {told}"]


def test_a_segments_own_limit_goes_before_that_of_the_project(tmp_path: Path) -> None:
    project = _project(tmp_path, "{at_most_moved: 0.5}")
    assert at_most_moved(project, _segment({"at_most_moved": 0.02})) == 0.02
    assert at_most_moved(project, _segment(None)) == 0.5
    assert list(review_mistakes(project, [_segment({"at_most_moved": 0})])) == []
