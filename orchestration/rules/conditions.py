"""A segment's conditions: the rule, the `where` of each predicate, and the numbers that are ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from orchestration.rules.calculations import Judge
from orchestration.rules.expressions import (
    MistakeError,
    is_no_boolean,
    mistakes,
    operands,
    parse,
    unknown_columns,
)
from orchestration.rules.families import (
    NAMES,
    RANKED,
    TIMES,
    Family,
    Said,
    family_of_need,
    family_of_type,
)
from orchestration.rules.kinds import KINDS, KINDS_FILE
from orchestration.rules.lexis import function_mistakes, lexical_mistakes
from orchestration.rules.phrases import Words
from orchestration.rules.registry import Feature, Segment, steps
from orchestration.rules.said import said_by_macro
from orchestration.rules.vocabulary import Vocabulary

# dbt finds the same mistakes, but reports only the first, if somebody runs it by hand.
UNKNOWN = "definitions/_vocabulary_mistakes.sql"


@dataclass(frozen=True)
class Condition:
    """A text that a person wrote. `place` starts a sentence about it, `of` says whose columns it may name.

    `event` is the kind of event that a `where` is about.
    """

    place: str
    text: str
    of: Literal["customer", "event"]
    is_number: bool = False
    event: str | None = None


def conditions(segment: Segment) -> Iterator[Condition]:
    """Yields the conditions of a segment, the rule first."""
    yield Condition("the rule", segment.rule, "customer")
    for feature in segment.features.values():
        for step in steps(feature):
            if step.get("where"):
                place = f"{feature['predicate']}(): where"
                yield Condition(place, step["where"], "event", event=step["event"])
        if "number" in feature:
            yield Condition(
                f"{feature['predicate']}(): number", feature["number"], "customer", is_number=True
            )


def condition_mistakes(segment: Segment, vocabulary: Vocabulary | None, dialect: str) -> Iterator[str]:
    """Yields sentences about invalid conditions: the file, the place, and what is wrong there."""
    words = Words(segment.features, dialect)
    said = {
        name: words.feature(feature) for name, feature in segment.features.items() if "number" not in feature
    }
    for condition in conditions(segment):
        found = list(lexical_mistakes(condition.text, said if condition.of == "customer" else {}))
        expression = None
        try:
            expression = None if found else parse(condition.text, dialect)
        except MistakeError as error:
            found = [str(error)]
        if expression:
            found = list(_mistakes(segment, condition, expression, vocabulary, dialect))
        for mistake in found:
            yield f"{segment.file}: {condition.place} {mistake}"


def _mistakes(
    segment: Segment,
    condition: Condition,
    expression: exp.Expr,
    vocabulary: Vocabulary | None,
    dialect: str,
) -> list[str]:
    """Yields the mistakes of a parsed condition: in its form, or else its names, or else its types."""
    features = segment.features if condition.of == "customer" else {}
    said = Words(features, dialect).of
    found = list(dict.fromkeys(mistakes(expression, said))) or list(function_mistakes(condition.text))
    if found:
        return found
    if vocabulary and condition.of == "event":
        found = list(unknown_columns(expression, vocabulary.event_columns, "column of events", dialect))
    elif vocabulary:
        found = list(unknown_columns(expression, [*vocabulary.traits, *features], "trait", dialect))
    return found or list(_kind_mistakes(condition, expression, features, vocabulary, said))


def _kind_mistakes(
    condition: Condition,
    expression: exp.Expr,
    features: dict[str, Feature],
    vocabulary: Vocabulary | None,
    said: Said,
) -> Iterator[str]:
    orders_texts = vocabulary is None or vocabulary.orders_texts
    judge = Judge(_families(condition, features, vocabulary), said, orders_texts=orders_texts)
    family = judge.of(expression)
    yield from judge.found
    if condition.is_number:
        if family and family not in (*RANKED, *TIMES):
            yield f"is not a number: {said(expression)}, {NAMES[family]}"
        return
    for operand in operands(expression):
        family = judge.of(operand)
        if is_no_boolean(operand, features):
            yield no_boolean(said(operand))
        elif family and family != "boolean":
            yield no_boolean(f"{said(operand)}, {NAMES[family]},")


def _families(
    condition: Condition, features: dict[str, Feature], vocabulary: Vocabulary | None
) -> dict[str, Family]:
    """Returns the known families of the columns that a condition may name."""
    event_types = vocabulary.event_types if vocabulary else {}
    if condition.of == "event":
        return {name: family_of_type(kind) for name, kind in event_types.items()}
    traits = vocabulary.trait_types if vocabulary else {}
    return {name: family_of_type(kind) for name, kind in traits.items()} | {
        name: family_of_need(feature, event_types) for name, feature in features.items()
    }


def no_boolean(words: str) -> str:
    """Returns the end of the sentence about a part that should be true or false but isn't."""
    return f"is not boolean: {words} is neither true nor false; compare it with something"


def vocabulary_mistakes(segment: Segment, vocabulary: Vocabulary, segments: list[str]) -> Iterator[str]:
    """Yields sentences about names in predicates that the data don't have, which dbt would also refuse."""
    known = {
        "events": vocabulary.events,
        "columns": [name.lower() for name in vocabulary.event_columns],
        "traits": [name.lower() for name in vocabulary.traits],
        "lists": vocabulary.lists,
        "segments": segments,
    }
    for mistake in said_by_macro(
        UNKNOWN, "_vocabulary_mistakes", segment.features, segment.column, known, beside=(KINDS_FILE,)
    ):
        yield f"{segment.file}: {mistake}"
    for feature in segment.features.values():
        for mistake in _unfit(feature, vocabulary):
            yield f"{segment.file}: {feature['predicate']}(): {mistake}"


def _unfit(feature: Feature, vocabulary: Vocabulary) -> Iterator[str]:
    """Yields a sentence if a column has another type than the predicate needs."""
    column = (feature.get("column") or "").lower()
    family = _family_named(column, vocabulary.event_types)
    said = NAMES.get(family or "", "")
    takes = KINDS[feature["kind"]].get("takes")
    if takes == "number" and family not in (*RANKED, None):
        yield f"column '{column}' is {said}, not a number; distinct_of() counts different values"
    elif takes == "order" and family in ("boolean", "other"):
        yield f"column '{column}' is {said}; it takes numbers, texts and times"
    elif takes == "order" and family == "text" and not vocabulary.orders_texts:
        yield f"column '{column}' is a text, and this database orders text by its language"
    trait = (feature.get("trait") or "").lower()
    family = _family_named(trait, vocabulary.trait_types)
    if feature["kind"] == "days_since" and family and family not in TIMES:
        yield f"trait '{trait}' is {NAMES[family]}, no date"


def _family_named(name: str, types: Mapping[str, str]) -> Family:
    return next((family_of_type(kind) for known, kind in types.items() if known.lower() == name), None)
