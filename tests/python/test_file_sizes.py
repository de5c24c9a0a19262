"""A file that exceeds the size for its kind does two jobs. Blank lines don't count."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = {
    "models/segments/**/*.sql": 20,
    "macros/predicates/*.sql": 20,
    "models/**/*.sql": 80,
    "macros/**/*.sql": 80,
    "orchestration/**/*.py": 200,
    "bench/**/*.py": 200,
    "tests/python/**/*.py": 300,
}


@pytest.mark.parametrize("pattern", MOST_LINES)
def test_no_file_has_outgrown_its_kind(pattern: str) -> None:
    lines = {
        str(file.relative_to(ROOT)): sum(bool(line.strip()) for line in file.read_text("utf-8").splitlines())
        for file in ROOT.glob(pattern)
    }
    assert (ROOT / pattern.partition("*")[0]).is_dir()
    assert {file: count for file, count in lines.items() if count > MOST_LINES[pattern]} == {}
