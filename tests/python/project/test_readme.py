"""The README leads a stranger from a clone to segments of their own: the test follows its lines exactly."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, copy_project

pytestmark = [pytest.mark.duckdb, pytest.mark.slow]

BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
# The first line of the text says which file to write.
FILE = re.compile(r"(?:#|--) ([\w/.]+)\n")

CUSTOMERS = "customer_id,country\n" + "".join(f"c{n:02},{'SE' if n % 2 else 'NO'}\n" for n in range(1, 9))
# Customer n ordered n times.
EVENTS = "event_id,customer_id,event_name,occurred_at,amount\n" + "".join(
    f"o{n}-{k},c{n:02},order,2024-03-{n + k:02} 12:00:00,{10 * n}\n" for n in range(1, 9) for k in range(n)
)


def test_a_stranger_gets_from_a_clone_to_segments_of_their_own(tmp_path):
    project = copy_project(tmp_path / "clone")
    root = project.root
    for part in ("Makefile", "scripts"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, root / part)
    (root / ".venv").symlink_to(sys.prefix)
    (root / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (root / "events.csv").write_text(EVENTS, encoding="utf-8")
    rows = []
    for kind, text in _blocks():
        named = FILE.match(text)
        if named and named[1] == "dbt_project.yml":
            _set_variables(root / named[1], text[named.end() :])
        elif named:
            (root / named[1]).write_text(text if kind == "sql" else text[named.end() :], encoding="utf-8")
        elif kind == "sh":
            _run(text, root, project.environment)
        else:
            with duckdb.connect(str(project.reader_file), read_only=True) as published:
                rows = published.execute(text).fetchall()
    # Those who ordered three times or more, except for the one who asked not to be contacted.
    assert {customer for customer, _ in rows} == {"c03", "c05", "c06", "c07", "c08"}
    with duckdb.connect(str(project.reader_file), read_only=True) as published:
        found = published.execute("select segment, status, value from published.segments").fetchall()
    assert found == [("regulars", "new", sum(10 * n * n for n in (3, 5, 6, 7, 8)))]


def _blocks() -> list[tuple[str, str]]:
    """Returns the code of the chapter in order, each with its language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    chapter = text.partition("## Your own data\n")[2].partition("\n## ")[0]
    return [(kind, textwrap.dedent(code)) for _, kind, code in BLOCK.findall(chapter)]


def _set_variables(file: Path, text: str) -> None:
    settings = file.read_text(encoding="utf-8")
    for line in text.splitlines():
        name = line.partition(":")[0]
        settings, found = re.subn(rf"^  {name}: .*$", f"  {line}", settings, flags=re.MULTILINE)
        assert found == 1, f"dbt_project.yml has {found} lines of {name}"
    file.write_text(settings, encoding="utf-8")


def _run(text: str, root: Path, environment: dict[str, str]) -> None:
    # The clone uses the packages that are installed here.
    script = re.sub(r"^make setup$", "true", text, flags=re.MULTILINE)
    script = re.sub(r"^make (run|without-demo)$", r"make -o setup \1", script, flags=re.MULTILINE)
    done = subprocess.run(
        ["sh", "-ec", script], cwd=root, env=environment, input="y\n", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
