"""The pages of the documentation site: those in docs, the README, and a reference made from the code."""

import re
import shutil
from pathlib import Path

from reference import PAGES

# Files at the root that are pages of the site, by their names there.
FROM_ROOT = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "DECISIONS.md": "decisions.md"}
# Only the page of the repository draws it.
DIAGRAM = re.compile(r"```mermaid\n.*?```\n\n", re.DOTALL)
LINK = re.compile(r"(\]\(|<img src=\")(?!https?:|#|mailto:)([^)\"#\s]*)")


def write_pages(root: Path, folder: Path) -> None:
    """Writes all pages of the site into a new folder."""
    shutil.copytree(root / "docs", folder)
    for file, page in FROM_ROOT.items():
        text = (root / file).read_text(encoding="utf-8")
        (folder / page).write_text(LINK.sub(_from_docs, DIAGRAM.sub("", text)), encoding="utf-8")
    for page in folder.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for file, name in FROM_ROOT.items():
            text = text.replace(f"](../{file}", f"]({name}")
        page.write_text(text, encoding="utf-8")
    reference = folder / "reference"
    reference.mkdir()
    for name, make in PAGES.items():
        (reference / f"{name}.md").write_text(make(root), encoding="utf-8")


def _from_docs(link: re.Match[str]) -> str:
    """What a link of a page at the root says from the folder docs."""
    before, target = link.groups()
    return before + FROM_ROOT.get(target, target.removeprefix("docs/"))
