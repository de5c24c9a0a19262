"""A segment's rule as readers see it: in words, as its file has it, and as SQL.

Readers of a shared segment see no name of a segment that is hidden from them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from orchestration.explanation.tree import Node, Trees
from orchestration.project.layers import AUDIT
from orchestration.rules.expressions import MistakeError, parse
from orchestration.rules.phrases import Words
from orchestration.rules.registry import Segment
from orchestration.warehouse.connections import Warehouse

TABLE = f"{AUDIT}.told_rules"
HIDDEN = "hidden_segment"
INDENT = "    "


@dataclass(frozen=True)
class Told:
    """One rule: in `rule` one condition per line, in `rule_text` the file's text, and the resulting SQL."""

    segment: str
    rule: str | None
    rule_text: str
    rule_sql: str


def told_rules(segments: Mapping[str, Segment], dialect: str) -> list[Told]:
    """Returns every rule of the project as users who may see the segment read it."""
    return [_told(segment, segments, dialect) for segment in segments.values()]


def record_told_rules(warehouse: Warehouse, told: list[Told]) -> None:
    """Writes the rules to the table that the release reads."""
    with warehouse.transaction():
        warehouse.execute(f"delete from {TABLE}")
        warehouse.insert(TABLE, [(one.segment, one.rule, one.rule_text, one.rule_sql) for one in told])


def masked_rule(segment: Segment, segments: Mapping[str, Segment]) -> str:
    """Returns the rule's SQL, with other names for columns of segments that are hidden from its readers."""
    secret = secret_segments(segment, segments)
    columns = [feature["name"] for feature in segment.features.values() if feature.get("segment") in secret]
    return without_names(segment.rule, columns)


def _told(segment: Segment, segments: Mapping[str, Segment], dialect: str) -> Told:
    secret = secret_segments(segment, segments)
    try:
        tree = Trees(dict(segments), dialect).of(segment.name)
        words = "\n".join(_lines(tree, 0, Words(segment.features, dialect)))
    except MistakeError:
        words = None
    sql = masked_rule(segment, segments)
    if segment.above:
        higher = " or ".join(
            f"coalesce({HIDDEN if name in secret else segments[name].column}, false)"
            for name in segment.above
        )
        sql = f"(\n{sql}\n) > ({higher})"
    text = without_names(str(segment.node.get("raw_code") or segment.rule), secret)
    return Told(segment.name, words and without_names(words, secret), text, sql)


def secret_segments(segment: Segment, segments: Mapping[str, Segment]) -> list[str]:
    """Returns the hidden segments that this one's readers may not know.

    If this segment is hidden too, those are the hidden segments of other groups.
    """

    def group(one: Segment) -> object:
        return one.node["config"].get("group")

    return [
        name
        for name, other in segments.items()
        if other.is_hidden
        and name != segment.name
        and not (segment.is_hidden and group(other) == group(segment))
    ]


def without_names(text: str, names: list[str]) -> str:
    """Removes names that somebody may not read, the longest first because one may start with another."""
    if not names:
        return text
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", HIDDEN, text)


def _lines(node: Node, depth: int, words: Words) -> Iterator[str]:
    """Yields one line per condition, after the operator that joins them. Segments are named, not expanded."""
    inner = node.children[0] if node.kind == "not" else node
    no = "not " if node.kind == "not" else ""
    if inner.kind in ("condition", "segment"):
        yield f"{INDENT * depth}{no}{_condition(inner, words)}"
    elif inner.kind == "exclusive":
        names = ", ".join(str(child.segment) for child in inner.children)
        yield f"{INDENT * depth}{no}{inner.words}: {names}"
    else:
        yield f"{INDENT * depth}{no}{inner.words}"
        for child in inner.children:
            yield from _lines(child, depth + 1, words)


def _condition(node: Node, words: Words) -> str:
    # The tree shows the value of `x is not null` beside what was wanted. Here the whole condition is written
    # out.
    is_denied = node.kind == "condition" and node.seed is None and node.sql.upper().startswith("NOT ")
    return words.of(parse(node.sql, words.dialect)) if is_denied else node.words


def with_masked_rule(segment: Segment, segments: Mapping[str, Segment]) -> Segment:
    """Returns the segment with its rule as readers' tables have it, for comparison with them."""
    return replace(segment, rule=masked_rule(segment, segments))
