"""The code that kept figures rest on: where it changes, a refresh works everything out anew."""

import hashlib
import re
from pathlib import Path

from orchestration.project.layers import CORE, EVALUATION

MACROS = "macros"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def code_hash(root: Path) -> str:
    """Of all that makes kept figures mean what they mean, the segments themselves aside.

    A file that moves to another folder, a comment and the layout of lines leave it as it is: none of them
    changes a figure, and a refresh of everybody is dear.
    """
    folders = (MACROS, CORE.path, *(layer.path for layer in EVALUATION))
    files = [file for folder in folders for file in (root / folder).rglob("*.sql")]
    said = sorted((file.name, _said(file.read_text(encoding="utf-8"))) for file in files)
    return hashlib.md5(repr(said).encode(), usedforsecurity=False).hexdigest()


def _said(text: str) -> list[str]:
    """A file's lines without comments, blank lines and indentation."""
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    # A line that only begins like a comment may hold Jinja that does something.
    return [line for line in lines if line and not (line.startswith("--") and "{%" not in line)]
