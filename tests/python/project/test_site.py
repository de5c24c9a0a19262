"""`make site`: the documentation as pages that need neither a server nor a network."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FETCHED = re.compile(r"""(?:src=|<link[^>]*href=|@import |url\()["']?((?:https?:)?//[^"' )>]+)""")


@pytest.fixture(scope="module")
def site() -> Path:
    # The tests may themselves run by make, which then says which folder it enters and leaves.
    command = ["make", "--no-print-directory", "site"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Path(done.stdout.splitlines()[-1]).parent


def test_the_site_fetches_nothing_from_elsewhere(site: Path):
    files = [file for kind in ("html", "css") for file in site.rglob(f"*.{kind}")]
    found = {file.name: FETCHED.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_every_page_is_in_the_navigation_and_in_the_search(site: Path):
    pages = {page.relative_to(ROOT / "docs").with_suffix("") for page in (ROOT / "docs").rglob("*.md")}
    home = (site / "index.html").read_text(encoding="utf-8")
    assert [str(page) for page in sorted(pages) if not re.search(rf'href="?(\./)?{page}\.html', home)] == []
    searched = json.loads((site / "search.json").read_text(encoding="utf-8"))
    assert "did_in_order" in json.dumps(searched)


def test_versions_stand_beside_each_other(site: Path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert site.name == version
    assert f'href="{version}/index.html"' in (site.parent / "index.html").read_text(encoding="utf-8")
