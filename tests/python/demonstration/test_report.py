"""The report shows readers what is published, without a server, a request, or anybody's script."""

import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
import small_shop
import yaml
from conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# A text that would run if the page treated it as HTML, or that would end the element around it.
HOSTILE = "</script><img src=x onerror=document.title='taken'> & \u2028"
# The page's tabs, and what follows # in their address.
TABS = {
    "Overview": "",
    "Compare": "compare=champions,gold_tier",
    "Overlaps": "overlaps",
    "Movement": "movement",
    "Scores": "scores",
    "Clusters": "clusters",
}
# By view, the page's heading.
HEADINGS = {TABS[name]: name for name in TABS} | {"": "Segments", "champions": "champions"}
CONTRACT = (ROOT / "docs" / "published-contract.md").read_text(encoding="utf-8")
# By question, where the docs say that the page answers it. Backtests are there once one was kept.
QUESTIONS = {
    question: where
    for question, where in re.findall(r"^\| ([A-Z][^|]+\?) \| ([^|]+) \|$", CONTRACT, flags=re.MULTILINE)
    if "Did it tell" not in where
}


@pytest.fixture(scope="module")
def page(warehouse) -> str:
    """The demonstration's report."""
    return _report(warehouse.root).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def content(page) -> dict:
    """The data that the page draws."""
    return _content(page)


def test_figures_on_the_page_are_the_published_ones(warehouse, content) -> None:
    shown = {row["segment"]: (row["size"], row["unknown"]) for row in content["segments"]}
    published = warehouse.rows("select segment, size, unknown from published.segments")
    assert shown == {segment: (size, unknown) for segment, size, unknown in published}
    members = dict(warehouse.rows("select segment, count(*) from published.segment_members group by segment"))
    assert {name: size for name, (size, _) in shown.items() if size} == members
    values = dict(warehouse.rows("select segment, value_total from published.segment_metrics"))
    for name, lines in content["history"].items():
        assert lines[-1][1] == shown[name][0]
        assert lines[-1][6] == pytest.approx(float(values[name]), rel=1e-5)


def test_emerging_groups_and_offers_on_the_page_are_the_published_ones(warehouse, content) -> None:
    last = "(select max(release_id) from published.segment_releases)"
    groups = warehouse.rows(
        f"select family, emerging_group, customers from published.emerging_groups where release_id = {last}"
    )
    assert groups
    assert [
        (row["family"], row["emerging_group"], row["customers"]) for row in content["emerging"]
    ] == sorted(groups)
    assert all(row["sizes"][-1][1] == row["customers"] for row in content["emerging"])
    offers = warehouse.rows("select segment, kind, thing, prize from published.segment_offers order by all")
    shown = sorted(
        (segment, kind, thing, prize)
        for segment, lines in content["offers"].items()
        for kind, thing, *_, prize, _ in lines
    )
    assert [row[:3] for row in shown] == [row[:3] for row in offers]
    assert [row[3] for row in shown] == pytest.approx([row[3] for row in offers], rel=1e-5)


def test_the_page_tells_readers_nothing_of_hidden_segments(warehouse, page) -> None:
    hidden = [name for (name,) in warehouse.rows("select segment from hidden.segments")]
    assert hidden
    assert [name for name in hidden if name in page] == []


def test_the_page_is_small_and_asks_nobody(page) -> None:
    assert len(page.encode()) < 3_000_000
    assert "default-src 'none'" in page
    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="http[^"]*"', page) == []


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium to draw the page")
@pytest.mark.parametrize(
    ("view", "seen"),
    [
        ("", "weekly_shoppers"),
        ("champions", "What sets them apart"),
        ("compare=champions,gold_tier", "Only the first"),
        ("overlaps", "The same as a table"),
        ("nobody", "No published segment is called"),
    ],
)
def test_a_view_is_drawn_without_an_error(warehouse, tmp_path, view: str, seen: str) -> None:
    drawn, complaints = _drawn(_report(warehouse.root), view, tmp_path)
    assert seen in drawn
    assert complaints == []


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium to draw the page")
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_of_the_docs_is_answered_where_they_say(warehouse, tmp_path, question: str) -> None:
    where = QUESTIONS[question]
    named = re.findall(r"\*(.+?)\*", where)
    views = [TABS[name] for name in named if name in TABS]
    views += ["champions"] if "segment" in where and "two segments" not in where else []
    assert views
    cards: list[str] = []
    for view in views:
        drawn, complaints = _drawn(_report(warehouse.root), view, tmp_path)
        assert complaints == []
        assert re.findall(r"<h1[^>]*>(.*?)</h1>", drawn) == [HEADINGS[view]]
        cards += re.findall(r"<h2[^>]*>(.*?)</h2>", drawn)
    wanted = [name for name in named if name not in TABS]
    wanted += {"Compare": ["Figures", "Shared members"], "Overlaps": ["The same as a table"]}.get(
        named[0], []
    )
    assert [name for name in wanted if name not in cards] == []
    if "the first card" in where:
        assert cards[0] == "What needs a person"


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium to draw the page")
def test_a_hostile_description_stays_a_text(shop, tmp_path) -> None:
    file = shop.root / "models" / "segments" / "value" / "loyal.yml"
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    described["models"][0]["description"] = HOSTILE
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    shop.refresh("--as-of", small_shop.DAY)

    drawn, complaints = _drawn(_report(shop.root), "loyal", tmp_path)

    assert complaints == []
    assert "<title>loyal" in drawn
    assert "<img" not in drawn.partition("<main")[2].partition("</main>")[0]


def test_the_docs_show_the_pictures_that_a_command_takes_of_the_page() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "screenshots.py"))
    comment = runpy.run_path(str(ROOT / "scripts" / "comment_picture.py"))["NAME"]
    sizes = {file.stem: file.stat().st_size for file in script["FOLDER"].glob("*.png")}
    assert sizes.keys() == {*script["PICTURES"], comment}
    assert {name: size for name, size in sizes.items() if size > script["MOST_BYTES"]} == {}
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in sizes if f"images/{name}.png)" not in shown] == []


def _report(root: Path) -> Path:
    return root / "published" / "report.html"


def _content(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="content">(.*?)</script>', page, flags=re.DOTALL)
    return json.loads(found[1])


def _drawn(file: Path, view: str, folder: Path) -> tuple[str, list[str]]:
    """Returns the page as Chromium draws it at a view, and Chromium's complaints."""
    options = [
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
        *("--disable-component-update", "--disable-sync", "--virtual-time-budget=8000"),
        *(f"--user-data-dir={folder / 'browser'}", "--enable-logging=stderr", "--dump-dom"),
    ]
    done = subprocess.run(
        [CHROMIUM, *options, f"{file.as_uri()}#{view}"], capture_output=True, text=True, timeout=120
    )
    complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, complaints
