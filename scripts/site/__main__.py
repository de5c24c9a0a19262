"""Builds the documentation site from the pages in docs and from the code: `make site`.

It writes target/site/VERSION, which needs neither a server nor a network, and a list of versions beside it.
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from pages import write_pages

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "target" / "site"
# In an environment of its own (scripts/setup.sh).
BUILDER = ROOT / ".tools" / "site" / "bin" / "zensical"
SETTINGS = Path(__file__).with_name("zensical.toml")
NAME = "Warehouse Segments"
# What search needs in a folder: the generator would have the reader's browser fetch it from elsewhere.
FETCHED = "https://unpkg.com/iframe-worker/shim"
SHIPPED = Path(__file__).with_name("iframe-worker.js")
INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}: versions</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
:root {{ color-scheme: light dark; }}
</style>
<h1>{name}</h1>
<ul>{versions}</ul>
</html>
"""


def main() -> int:
    """Builds the site of the version in pyproject.toml. Earlier versions stay beside it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    work = BUILT / "work"
    shutil.rmtree(work, ignore_errors=True)
    write_pages(ROOT, work / "docs")
    settings = SETTINGS.read_text(encoding="utf-8")
    named = settings.replace(f'site_name = "{NAME}"', f'site_name = "{NAME} {version}"')
    (work / SETTINGS.name).write_text(named, encoding="utf-8")
    build = [BUILDER, "build", "--strict", "--config-file", work / SETTINGS.name]
    if subprocess.run(build, check=False).returncode:
        return 1
    _ship(work / "site")
    shutil.rmtree(BUILT / version, ignore_errors=True)
    shutil.move(work / "site", BUILT / version)
    shutil.rmtree(work)
    versions = sorted((page.parent.name for page in BUILT.glob("*/index.html")), key=_parts, reverse=True)
    listed = "".join(f'<li><a href="{each}/index.html">{each}</a></li>' for each in versions)
    (BUILT / "index.html").write_text(INDEX.format(name=NAME, versions=listed), encoding="utf-8")
    print(BUILT / version / "index.html")
    return 0


def _ship(site: Path) -> None:
    """Has the pages load from the site itself what they would fetch from elsewhere."""
    shutil.copy(SHIPPED, site / "assets" / SHIPPED.name)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        to_root = "../" * (len(page.relative_to(site).parts) - 1)
        page.write_text(text.replace(FETCHED, f"{to_root}assets/{SHIPPED.name}"), encoding="utf-8")


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


if __name__ == "__main__":
    sys.exit(main())
