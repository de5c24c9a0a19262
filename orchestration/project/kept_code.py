"""The code that kept figures depend on. If it changes, a refresh recomputes everything."""

import hashlib
import re
from pathlib import Path

from orchestration.project.layers import CORE, EVALUATION

MACROS = "macros"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def code_hash(root: Path) -> str:
    """Returns a hash of the code that gives kept figures their meaning, except the segments themselves.

    It ignores what changes no figure, because recomputing everybody is expensive: a file's folder, Jinja
    comments, lines that start with `--` and contain no `{%`, blank lines, and blanks at the start and end of
    a line. It does change if a line is wrapped, or if a `--` comment after code changes.
    """
    folders = (MACROS, CORE.path, *(layer.path for layer in EVALUATION))
    files = [file for folder in folders for file in (root / folder).rglob("*.sql")]
    said = sorted((file.name, _said(file.read_text(encoding="utf-8"))) for file in files)
    return hashlib.md5(repr(said).encode(), usedforsecurity=False).hexdigest()


def _said(text: str) -> list[str]:
    """Returns a file's lines, stripped, without comments and blank lines."""
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    # A line that starts like a comment may contain a Jinja statement.
    return [line for line in lines if line and not (line.startswith("--") and "{%" not in line)]
