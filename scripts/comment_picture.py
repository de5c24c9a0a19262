"""Takes a picture of the comment that a change gets, by `make screenshots`.

It needs Chromium and the demonstration. A rule changes in a copy of the project, and the copy is compared
with the warehouse as it stands. The Markdown is rendered as a repository's page does: tables, and
HTML that folds.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from bench.whole import clean_environment, copy_project
from scripts.screenshots import FOLDER, MOST_BYTES, ROOT, browser, take

NAME = "diff-comment"
WIDTH, HEIGHT = 1080, 500
FILE, BEFORE, AFTER = "models/segments/value/champions.sql", "<= 7", "<= 5"
WHO = ("-c", "user.name=screenshot", "-c", "user.email=screenshot@example.com")
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 24px; background: #fff; color: #1f2328;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
article { border: 1px solid #d1d9e0; border-radius: 6px; }
header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
main { padding: 16px; } h3 { font-size: 1.25em; margin: 0 0 16px; } p { margin: 0 0 16px; }
table { border-collapse: collapse; margin: 0 0 16px; display: block; overflow: auto; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; } tr:nth-child(2n) td { background: #f6f8fa; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font-size: 85%; }
</style><article><header><b>github-actions</b> commented</header><main>
"""


def main(folder: Path = FOLDER) -> int:
    """Takes the picture into a folder."""
    chromium = browser()
    warehouse = ROOT / "warehouse" / "warehouse.duckdb"
    if not chromium or not warehouse.is_file():
        missing = str(warehouse) if chromium else "Chromium"
        print(f"There is no {missing}, which the picture needs.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as text:
        root = Path(text) / "project"
        copy_project(root)
        page = Path(text) / "comment.html"
        page.write_text(PAGE + rendered(_comment(root, warehouse)), encoding="utf-8")
        picture = folder / f"{NAME}.png"
        take(chromium, Path(text), page, (WIDTH, HEIGHT), picture, is_dark=False)
    print(picture)
    return 1 if picture.stat().st_size > MOST_BYTES else 0


def rendered(markdown: str) -> str:
    """Returns Markdown as HTML; the first folded part is open."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    return html.replace("<details>", "<details open>", 1)


def _comment(root: Path, warehouse: Path) -> str:
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "."),
        (*WHO, "commit", "--quiet", "--message", "The rules before"),
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    file = root / FILE
    said = file.read_text(encoding="utf-8")
    assert BEFORE in said, f"{FILE} has no {BEFORE}"
    file.write_text(said.replace(BEFORE, AFTER, 1), encoding="utf-8")
    comment = root / "diff.md"
    command = [sys.executable, "-m", "orchestration.cli", "diff", "main", "--markdown", str(comment)]
    environment = {**clean_environment(), "SEGMENTS_WAREHOUSE": str(warehouse)}
    subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)
    return comment.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
