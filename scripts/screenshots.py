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
# By name: the view (what follows # in the address; {0} and {1} are the two largest segments), the width and
# height, and whether it is dark.
PICTURES = {
    "overview": ("", 1280, 900, False),
    "segment": ("{0}", 1280, 1300, False),
    "compare-dark": ("compare={0},{1}", 1280, 1100, True),
    "movement": ("movement", 1280, 900, False),
    "overview-narrow": ("", 390, 900, False),
    "segment-narrow-dark": ("{0}", 390, 1300, True),
}
CONTENT = re.compile(r'<script type="application/json" id="content">(.*?)</script>', re.DOTALL)
FRAME = """<!doctype html><style>html, body {{ margin: 0; }} iframe {{ border: 0; width: {width}px;
height: {height}px; }}</style><iframe src="{address}"></iframe>"""


def main(report: Path = ROOT / "published" / "report.html", folder: Path = FOLDER) -> int:
    """Takes all screenshots of a report into a folder."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser or not report.is_file():
        missing = str(report) if browser else "Chromium"
        print(f"There is no {missing}, which the pictures need.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    content = json.loads(CONTENT.findall(report.read_text(encoding="utf-8"))[0])
    largest = sorted(content["segments"], key=lambda row: -(row["size"] or 0))
    names = [row["segment"] for row in largest[:2]] or [""]
    with tempfile.TemporaryDirectory() as text:
        for name, (view, width, height, is_dark) in PICTURES.items():
            # A window can't be as narrow as a phone, so the page is in a frame that is.
            page = Path(text) / f"{name}.html"
            address = f"{report.as_uri()}#{view.format(*names, names[-1])}"
            page.write_text(FRAME.format(width=width, height=height, address=address), encoding="utf-8")
            subprocess.run(
                [
                    *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                    *(f"--user-data-dir={text}/browser", "--virtual-time-budget=8000"),
                    f"--blink-settings=preferredColorScheme={0 if is_dark else 1}",
                    *(f"--window-size={max(width, 500)},{height}", f"--screenshot={folder / name}.png"),
                    page.as_uri(),
                ],
                check=True,
                capture_output=True,
            )
            print(folder / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
