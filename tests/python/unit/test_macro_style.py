"""Checks the style of macros, because SQLFluff sees only what they render."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import ROOT

WIDTH = 120
SHOUTED = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|CASE|WHEN|THEN|ELSE|AND|OR|NULL|CAST)\b")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
MACROS = sorted(ROOT.glob("macros/**/*.sql"))


def mistakes(text: str) -> Iterator[str]:
    """Yields style mistakes, as line: what."""
    if not text.lstrip().startswith("{#"):
        yield "1: begin with a comment that says what it gives"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "the end: one line break"
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > WIDTH:
            yield f"{number}: {len(line)} columns, more than {WIDTH}"
        if line != line.rstrip() or "\t" in line:
            yield f"{number}: spaces at the end, or a tab"
        if re.search(r"\{%-?\w|\w-?%\}|\{\{-?[\w(]|[\w)]-?\}\}(?!\))", QUOTED.sub("", line)):
            yield f"{number}: a space inside each tag"
        if not line.lstrip().startswith(("{#", "--")) and SHOUTED.search(QUOTED.sub("", line)):
            yield f"{number}: SQL in small letters"


@pytest.mark.parametrize("file", MACROS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_macro_reads_like_the_others(file):
    assert list(mistakes(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "select 1\n",
        "{#- x -#}\nselect 1",
        f"{{#- x -#}}\n{'a' * 121}\n",
        "{#- x -#}\nselect 1 \n",
        "{#- x -#}\n{%- set x = 1-%}\n",
        "{#- x -#}\nSELECT 1\n",
    ],
)
def test_a_macro_that_does_not_is_found(text):
    assert list(mistakes(text))
