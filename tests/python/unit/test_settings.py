"""Files besides the segments are checked as strictly: the project's settings, and known days."""

from pathlib import Path

import pytest

from orchestration.project.project import Project
from orchestration.rules.known_days import FILE, known_day_mistakes, unknown_events
from orchestration.rules.settings import settings_mistakes
from orchestration.warehouse.find import find_project

SETTINGS = "name: shop\nmodel-paths: [models]\nmodels:\n  shop:\n    {}\n"
DAYS = "day,event_name,at_least,at_most,note\n"


def test_what_the_project_ships_is_in_order():
    project = find_project()
    assert [*settings_mistakes(project), *known_day_mistakes(project)] == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("+tag: [own]", "models.shop: unknown key '+tag'; the nearest is '+tags'"),
        # Published as tables that nobody has a right to.
        ("published: {+grant: {select: [x]}}", "models.shop.published: unknown key '+grant'"),
        ("published: {grants: {select: [x]}}", "models.shop.published: 'grants' is taken for a folder;"),
        (
            "publisht: {+schema: x}",
            "models.shop: 'publisht' isn't a folder or model; the nearest is 'published'",
        ),
        ("+owner_of_ours: me", None),
        ("published: {schema: x, segments: {+materialized: table}}", None),
    ],
)
def test_a_slip_among_the_settings_is_told(tmp_path: Path, given: str, sentence: str | None):
    (tmp_path / "models/published").mkdir(parents=True)
    (tmp_path / "models/published/segments.sql").touch()
    (tmp_path / "dbt_project.yml").write_text(SETTINGS.format(given), encoding="utf-8")
    found = list(settings_mistakes(Project(tmp_path, "duckdb")))
    assert len(found) == (1 if sentence else 0)
    assert not sentence or found[0].startswith(f"dbt_project.yml: {sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("day,event_name\n", "line 1: there is no column at_least; the columns are"),
        (
            f"{DAYS}2017-02-30,,0,1,carnival\n",
            "line 2: day: '2017-02-30' is not a date; write it like 2017-06-30",
        ),
        (f"{DAYS}2017-02-28,,half,1,x\n", "line 2: at_least: 'half' is not a number of times the usual"),
        (f"{DAYS}2017-02-28,,-1,1,x\n", "line 2: at_least: '-1' is not a number of times the usual"),
        (f"{DAYS}2017-02-28,,1,nan,x\n", "line 2: at_most: 'nan' is not a number of times the usual"),
        (f"{DAYS}2017-02-28,,2,,x\n", "line 2: at_least: 2 lies above at_most, 1 (1 where nothing is given)"),
        (f"{DAYS}2017-02-28,,,2,\n", "line 2: note: nothing is given; say what day it is"),
        (f"{DAYS}2017-02-28,,,2,x\n2017-02-28,,,3,y\n", "line 3: day: 2017-02-28 stands in line 2 already"),
    ],
)
def test_a_slip_among_the_known_days_is_told(tmp_path: Path, text: str, sentence: str):
    (tmp_path / "seeds").mkdir()
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    (found,) = known_day_mistakes(Project(tmp_path, "duckdb"))
    assert found.startswith(f"{FILE}: {sentence}")


def test_a_known_day_of_an_event_that_there_is_not_is_told(tmp_path: Path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / FILE).write_text(f"{DAYS}2017-02-28,ordre,,2,x\n2017-02-28,,,3,y\n", encoding="utf-8-sig")
    found = list(unknown_events(Project(tmp_path, "duckdb"), ["order"]))
    assert found == [f"{FILE}: line 2: event_name: unknown event 'ordre'; the nearest is 'order'"]
