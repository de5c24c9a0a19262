"""A segment's conditions: the rule, the `where` of each predicate, and the numbers that are ranked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from orchestration.nearest import hint
from orchestration.rules.expressions import (
    MistakeError,
    is_no_boolean,
    mistakes,
    operands,
    parse,
    unknown_columns,
)
from orchestration.rules.registry import Need, Segment, steps
from orchestration.rules.vocabulary import Vocabulary
from orchestration.rules.words import Words


@dataclass(frozen=True)
class Condition:
    """A text that a person wrote: `place` begins a sentence about it, `of` says whose columns it may name."""

    place: str
    text: str
    of: Literal["customer", "event"]
    is_number: bool = False


def conditions(segment: Segment) -> Iterator[Condition]:
    """The conditions of a segment, the rule first."""
    yield Condition("the rule", segment.rule, "customer")
    for need in segment.needs.values():
        for step in steps(need):
            if step.get("where"):
                yield Condition(f"{need['predicate']}(): where", step["where"], "event")
        if "number" in need:
            yield Condition(f"{need['predicate']}(): number", need["number"], "customer", is_number=True)


def condition_mistakes(segment: Segment, vocabulary: Vocabulary | None, dialect: str) -> Iterator[str]:
    """Sentences about conditions that can't be meant: the file, the place, and what is wrong with it."""
    for condition in conditions(segment):
        try:
            expression = parse(condition.text, dialect)
        except MistakeError as mistake:
            yield f"{segment.file}: {condition.place} {mistake}"
            continue
        for mistake in _mistakes(segment, condition, expression, vocabulary, dialect):
            yield f"{segment.file}: {condition.place} {mistake}"


def _mistakes(
    segment: Segment,
    condition: Condition,
    expression: exp.Expression,
    vocabulary: Vocabulary | None,
    dialect: str,
) -> Iterator[str]:
    needs = segment.needs if condition.of == "customer" else {}
    said = Words(needs, dialect).of
    found = list(mistakes(expression, said))
    yield from found
    if found:
        return
    if vocabulary and condition.of == "event":
        yield from unknown_columns(expression, vocabulary.event_columns, "column of events")
    elif vocabulary:
        yield from unknown_columns(expression, [*vocabulary.traits, *segment.needs], "trait")
    if condition.is_number:
        return
    for operand in operands(expression):
        if is_no_boolean(operand, needs):
            yield no_boolean(said(operand))


def no_boolean(words: str, data_type: str = "") -> str:
    """The end of the sentence about a part that should be true or false and is something else."""
    of_type = f" ({data_type})" if data_type else ""
    return f"is not boolean: {words}{of_type} is neither true nor false; compare it with something"


def vocabulary_mistakes(segment: Segment, vocabulary: Vocabulary, segments: list[str]) -> Iterator[str]:
    """Sentences about names in predicates that the data don't have, as dbt's run would refuse them."""
    for need in segment.needs.values():
        for what, received, valid in _names(need, vocabulary, segments):
            if received not in valid:
                ending = f"unknown {what} '{received}'{hint(received, valid)}"
                yield f"{segment.file}: {need['predicate']}(): {ending}"


def _names(need: Need, vocabulary: Vocabulary, segments: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    for event in dict.fromkeys(step["event"] for step in steps(need)):
        yield "event", event, vocabulary.events
    if need.get("column"):
        yield "column", need["column"].lower(), [name.lower() for name in vocabulary.event_columns]
    if need.get("by"):
        yield "trait", need["by"].lower(), [name.lower() for name in vocabulary.traits]
    if need["kind"] == "list":
        yield "list", need["list"], vocabulary.lists
    if need["kind"] in ("was_in", "entered"):
        yield "segment", need["segment"], segments
