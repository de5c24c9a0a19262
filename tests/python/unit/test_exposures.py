"""The exposures name exactly what the report and the reader file read."""

from __future__ import annotations

import re

import yaml
from conftest import ROOT

FILE = ROOT / "models/published/_exposures.yml"
READ = {
    exposure["name"]: {re.fullmatch(r"ref\('(\w+)'\)", reference)[1] for reference in exposure["depends_on"]}
    for exposure in yaml.safe_load(FILE.read_text(encoding="utf-8"))["exposures"]
}


def test_the_report_reads_what_its_exposure_says():
    content = (ROOT / "orchestration/report/content.py").read_text(encoding="utf-8")
    # The catalogue reads the segments and their releases for it.
    assert READ["report"] == {*re.findall(r"\{PUBLISHED\}\.(\w+)", content), "segments", "segment_releases"}


def test_the_readers_file_holds_what_its_exposure_says():
    assert READ["readers_file"] == {file.stem for file in (ROOT / "models/published").glob("*.sql")}
