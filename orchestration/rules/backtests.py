"""The last backtest of each claim about a segment, as seeds/segment_backtests.csv keeps it."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from orchestration.project.project import Project
from orchestration.rules.seed_files import day, read_rows

FILE = "seeds/segment_backtests.csv"
COUNTS = ("customers", "members", "happened", "hits")
COLUMNS = ("segment", "outcome", "horizon_days", "as_of_day", *COUNTS, "tested_on", "rule_md5")


def rule_md5(rule: str) -> str:
    """What tells the rule that was tested from the segment's rule of today, as SQL does."""
    return hashlib.md5(rule.encode(), usedforsecurity=False).hexdigest()


def keep_backtest(project: Project, segment: str, outcome: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put the rows in place of those of the same segment and outcome; the other rows stay as they are."""
    others = [
        row
        for _, row in read_rows(project, FILE, COLUMNS)
        if not isinstance(row, str) and (row["segment"], row["outcome"]) != (segment, outcome)
    ]
    path = project.root / FILE
    aside = path.with_suffix(".csv.new")
    with aside.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*others, *({name: row[name] for name in COLUMNS} for row in rows)])
    aside.replace(path)


def backtest_mistakes(project: Project) -> Iterator[str]:
    """A sentence for each row that somebody edited into something else than a test."""
    for line, row in read_rows(project, FILE, COLUMNS):
        found = row if isinstance(row, str) else _mistake(row)
        if found:
            yield f"{FILE}: line {line}: {found}; `segments backtest --keep` writes it anew"


def _mistake(row: Mapping[str, str]) -> str | None:
    for column in ("as_of_day", "tested_on"):
        if isinstance(found := day(row, column), str):
            return found
    for column in ("horizon_days", *COUNTS):
        if not row[column].isdecimal():
            return f"{column}: '{row[column]}' is not a whole number, 0 or more"
    return None
