"""One word for one thing: checks names of macros and modules against docs/architecture.md's glossary."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from functools import cache
from token import NAME

import pytest
from conftest import ROOT

# Names that stay although the glossary has a better word, with the reason.
KEPT = {
    "standing_features": "a table in warehouses: a renamed one would leave its former self behind",
    "standing_clock": "as standing_features",
    "segment_versions": "a table of the ledger, which can't be made again: versions of a definition",
    "current_versions": "as segment_versions",
    "newest_versions": "versions of an event that was corrected",
    "verdicts": "of orchestration/audit/verdicts.py, which writes the table audit.verdicts",
}
# Where verdicts of rules are made and kept. Here, a word holds 63 bits and isn't text for people.
OF_VERDICTS = {
    *("macros/verdicts", "macros/incremental", "macros/publication"),
    *("models/membership", "models/plan"),
}


@cache
def glossary() -> dict[str, set[str]]:
    """Returns, by word of the glossary, the words that the project doesn't use for it."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    rows = re.findall(r"^\| ([a-z ]+) \| .+ \|(.*)\|$", page, re.MULTILINE)
    # The first row is the table's head.
    return {word: set(re.findall(r"\w+", others)) for word, others in rows[1:]}


def names() -> Iterator[tuple[str, str]]:
    """Yields the folder and the name of every macro, model and module."""
    for file in ROOT.glob("macros/**/*.sql"):
        text = file.read_text(encoding="utf-8")
        for name in {file.stem, *re.findall(r"\{%-? (?:macro|materialization) (\w+)", text)}:
            yield file.parent.relative_to(ROOT).as_posix(), name.strip("_")
    for pattern in ("models/**/*.sql", "orchestration/**/*.py"):
        for file in ROOT.glob(pattern):
            if "segments" not in file.parts:
                yield file.parent.relative_to(ROOT).as_posix(), file.stem.strip("_")


def test_the_glossary_has_the_words_that_the_code_uses():
    assert {"segment", "member", "feature", "verdict", "release", "as of"} <= set(glossary())
    assert {"measure", "need", "answer"} <= glossary()["feature"]


@pytest.mark.parametrize("word", sorted(word for word, others in glossary().items() if others))
def test_nothing_is_called_what_the_glossary_calls_otherwise(word: str):
    """A feature was called a need, a measure and an answer in different folders."""
    others = {form for other in glossary()[word] for form in (other, f"{other}s", f"{other}d")}
    found = {
        f"{place}: {name}" for place, name in names() if others & set(name.split("_")) and name not in KEPT
    }
    assert found == set()


def test_variables_call_a_feature_a_feature():
    """Four hundred lines said need, beside macros that said feature."""
    found = set()
    for file in ROOT.glob("macros/**/*.sql"):
        bare = re.sub(r"\{#.*?#\}|'[^']*'|\"[^\"]*\"", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        found |= {(file.name, name) for name in re.findall(r"\bneeds?\b", bare)}
    for file in ROOT.glob("orchestration/**/*.py"):
        with tokenize.open(file) as lines:
            names = [token.string for token in tokenize.generate_tokens(lines.readline) if token.type == NAME]
        found |= {(file.name, name) for name in names if name.lower() in ("need", "needs")}
    assert found == set()


def test_a_verdict_is_a_rules_and_a_word_is_one_of_bits():
    found = {
        f"{place}: {name}"
        for place, name in names()
        if {"verdict", "verdicts", "word", "words"} & set(name.split("_"))
        and place not in OF_VERDICTS
        and name not in KEPT
    }
    assert found == set()


def test_what_stays_is_still_there():
    assert set(KEPT) <= {name for _, name in names()}
