"""sqlfluff checks and fixes what the author of a segment wrote, and nothing around it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MESSY = """\
-- Why.
{% set recently = total('basket', 'amount', within_days=60) %}
{% set sale = "category in ('50% }} OFF',
    'It''s {% new %}')" %}
{% call segment() %}
    {{ did('basket', at_least=12,
           within_days=90) }} AND {{ recently }}>=  1000
    and (age IS NOT NULL or COALESCE(home_ownership,'unknown') <> 'Renter')
      and not {{ in_segment('lapsing') }}
    and {{ count_of('purchase', where=sale) }}
    >= 0.5 * {{ count_of('purchase') }}
{% endcall %}
"""

MENDED = """\
-- Why.
{% set recently = total('basket', 'amount', within_days=60) %}
{% set sale = "category in ('50% }} OFF',
    'It''s {% new %}')" %}
{% call segment() %}
    {{ did('basket', at_least=12,
           within_days=90) }} and {{ recently }} >= 1000
    and (age is not null or coalesce(home_ownership, 'unknown') <> 'Renter')
    and not {{ in_segment('lapsing') }}
    and {{ count_of('purchase', where=sale) }}
    >= 0.5 * {{ count_of('purchase') }}
{% endcall %}
"""


@pytest.fixture
def messy(tmp_path) -> Path:
    """A messy segment in a folder with the project's settings."""
    folder = tmp_path / "models" / "segments"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / ".sqlfluff", tmp_path)
    shutil.copy(ROOT / "models" / "segments" / ".sqlfluff", folder)
    file = folder / "messy.sql"
    file.write_text(MESSY, encoding="utf-8")
    return file


def sqlfluff(command: str, file: Path, dialect: str) -> subprocess.CompletedProcess[str]:
    options = ["--templater", "placeholder", "--dialect", dialect]
    return subprocess.run(
        [sys.executable, "-m", "sqlfluff", command, *options, str(file)],
        cwd=file.parents[2],
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_findings_are_about_the_rule_and_are_mended_without_touching_predicates(messy, dialect):
    found = sqlfluff("lint", messy, dialect)
    assert found.returncode == 1
    lines = {int(line[2:].split("|")[0]) for line in found.stdout.splitlines() if line.startswith("L:")}
    assert lines == {7, 8, 9}
    assert sqlfluff("fix", messy, dialect).returncode == 0
    assert messy.read_text(encoding="utf-8") == MENDED
    assert sqlfluff("lint", messy, dialect).returncode == 0
