"""Takes screenshots of published/report.html for the documentation: `make screenshots`. It needs Chromium."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# By name: the views (what follows # in the address), the width of each, the height, and whether it is dark.
# {0} and {1} are the two largest segments, of those with a goal if there are any.
PICTURES = {
    "overview": ([""], 1280, 900, False),
    "segment": (["{0}"], 1280, 900, False),
    "compare-dark": (["compare={0},{1}"], 1280, 1110, True),
    "movement": (["movement"], 1280, 880, False),
    "scores": (["scores"], 1280, 900, False),
    "clusters": (["clusters"], 1280, 1180, False),
    "narrow": (["", "{0}"], 390, 900, False),
    "narrow-dark": (["overlaps", "{1}"], 390, 900, True),
}
# A picture that is larger makes the documentation slow to open.
MOST_BYTES = 150_000
CONTENT = re.compile(r'<script type="application/json" id="content">(.*?)</script>', re.DOTALL)
FRAMES = """<!doctype html><style>html, body {{ margin: 0; background: #8a93a3; display: flex; gap: 1px; }}
iframe {{ border: 0; width: {width}px; height: {height}px; }}</style>"""


def main(report: Path = ROOT / "published" / "report.html", folder: Path = FOLDER) -> int:
    """Takes all screenshots of a report into a folder."""
    chromium = browser()
    if not chromium or not report.is_file():
        missing = str(report) if chromium else "Chromium"
        print(f"There is no {missing}, which the pictures need.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    content = json.loads(CONTENT.findall(report.read_text(encoding="utf-8"))[0])
    aimed = {goal[1] for goal in content["goals"]}
    segments = sorted(content["segments"], key=lambda row: (row["segment"] not in aimed, -(row["size"] or 0)))
    names = [row["segment"] for row in segments[:2]] or [""]
    with tempfile.TemporaryDirectory() as text:
        for name, (views, width, height, is_dark) in PICTURES.items():
            # A window can't be as narrow as a phone, so the page is in frames that are.
            page = Path(text) / f"{name}.html"
            addresses = [f"{report.as_uri()}#{view.format(*names, names[-1])}" for view in views]
            frames = "".join(f'<iframe src="{address}"></iframe>' for address in addresses)
            page.write_text(FRAMES.format(width=width, height=height) + frames, encoding="utf-8")
            whole = width * len(views) + len(views) - 1
            take(chromium, Path(text), page, (whole, height), folder / f"{name}.png", is_dark=is_dark)
            print(folder / f"{name}.png")
    large = [path.name for path in folder.glob("*.png") if path.stat().st_size > MOST_BYTES]
    if large:
        print(f"Larger than {MOST_BYTES:,} bytes: {', '.join(large)}.", file=sys.stderr)
    return 1 if large else 0


def browser() -> str | None:
    """Returns the path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def take(
    chromium: str, folder: Path, page: Path, size: tuple[int, int], picture: Path, *, is_dark: bool
) -> None:
    """Takes a picture of a page in a window of this size. The folder is for the browser's own files."""
    width, height = size
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={folder}/browser", "--virtual-time-budget=8000"),
            f"--blink-settings=preferredColorScheme={0 if is_dark else 1}",
            *(f"--window-size={width},{height}", f"--screenshot={picture}"),
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
