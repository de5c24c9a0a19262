"""Reads the text of a condition token by token, before any parser, because the text itself is what runs.

A parser may accept more than the engines do, or something else. Its result is judged later.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.project.nearest import nearest
from orchestration.rules.table import (
    FUNCTIONS,
    INSTEAD,
    PREDICATES,
    RESERVED,
    SAME_AS,
    SIZED_TYPES,
    WORDS,
)

TOKEN = re.compile(
    r"""
    (?P<blank>\s+|--[^\n]*|/\*(?:(?!/\*).)*?\*/)
    # What sample() and in_arm() render; nobody else may hash.
    |(?P<place>substring\(md5\('(?:[^']|'')*:'\ \|\|\ cast\(customer_id\ as\ \w+\)\),\ 1,\ 8\))
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<number>(?:\d+\.?\d*|\.\d+)\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<comment>/\*)
    |(?P<foreign>===?|=>|&&|::?=?|<=>|<<|>>|!~|~~?|//|\*\*|\^|[!&|]?[@\#$`\[\]{};\\?]|&|!(?!=)|\|(?!\|)|->>?)
    |(?P<sign><>|!=|<=|>=|\|\||[-+*/%=<>(),.])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
NUMBER = re.compile(r"\d{1,30}(\.\d{1,30})?|\.\d{1,30}")
# Words that are values, and so can't follow another value. The same holds for traits and texts.
VALUES = frozenset({"null", "true", "false", "unknown", "end"})
STARTS = frozenset({"null", "true", "false", "case"})
# Words that start a statement. In parentheses, DuckDB treats them as a table.
STATEMENTS = frozenset(
    {"select", "from", "with", "values", "table", "show", "describe", "desc", "summarize"}
) | {
    "pivot",
    "unpivot",
    "explain",
    "exists",
}
SUBQUERY = "holds a subquery; rules refer to traits, predicates and other segments, never to tables"


@dataclass(frozen=True)
class Token:
    """A token of a condition: its kind, its text, and its position."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The name in lower case, or '' if it isn't a name."""
        return self.text.lower() if self.kind == "name" else ""


def lexical_mistakes(text: str, features: Mapping[str, str]) -> Iterator[str]:
    """Yields the end of a sentence about the first token that no condition may contain.

    `features` gives the columns that stand for predicates, in words.
    """
    tokens = list(_tokens(text))
    before = Token("sign", "(", 0)
    for position, token in enumerate(tokens):
        after = tokens[position + 1] if position + 1 < len(tokens) else Token("sign", ")", len(text))
        found = _mistake(before, token, after, tokens[position:], features)
        if found:
            yield found
            return
        before = token


def written_functions(text: str) -> Iterator[str]:
    """Yields the names before parentheses, in lower case."""
    tokens = list(_tokens(text))
    for token, after in itertools.pairwise(tokens):
        if token.word and after.text == "(" and token.word not in WORDS:
            yield token.word


def function_mistakes(text: str) -> Iterator[str]:
    """Yields the end of a sentence for each function that isn't in the table."""
    for name in dict.fromkeys(written_functions(text)):
        if name not in FUNCTIONS and name not in SAME_AS and name not in SIZED_TYPES:
            yield f"uses {name}(), {_unknown(name)}"


def _unknown(name: str) -> str:
    if name in INSTEAD:
        return f"which rules can't use; write {INSTEAD[name]}"
    near = nearest(name, FUNCTIONS)
    ending = f"the nearest is {near}()" if near else f"they can use {', '.join(sorted(FUNCTIONS))}"
    return f"which rules can't use; {ending}"


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found:
            yield Token("foreign", text[place], place)
            place += 1
            continue
        if found.lastgroup != "blank":
            yield Token(found.lastgroup or "", found[0], place)
        place = found.end()


def _mistake(
    before: Token, token: Token, after: Token, rest: list[Token], features: Mapping[str, str]
) -> str | None:
    if token.kind == "comment":
        return "holds a comment within a comment, or one that never ends"
    if token.word in ("decimal", "numeric") and before.word == "as" and after.text != "(":
        return f"casts to {token.word} without its digits; write decimal(18, 6)"
    if token.kind == "foreign":
        return _foreign(token, "".join(part.text for part in rest[:2]))
    if token.word == "select" or (token.word in STATEMENTS and _begins_statement(token, before, after)):
        return SUBQUERY
    if token.word == "over" and before.text == ")" and after.text == "(":
        return "holds a window function; ranks are decile_of() and percentile_of()"
    if token.kind == "number" and not NUMBER.fullmatch(token.text):
        return f"holds {token.text}, which is not a number such as 12 or 12.5"
    if token.word in PREDICATES and after.text == "(" and token.word != "segment":
        return f"names the predicate {token.word}() without its braces; write {{{{ {token.word}(...) }}}}"
    if not _ends_value(before) or not _starts_value(token):
        return None
    if _belong_together(before, token):
        return None
    if token.word in INSTEAD and after.text != "(":
        return f"holds '{token.text}', which rules can't use; write {INSTEAD[token.word]}"
    if token.word in RESERVED:
        return f"holds more than one expression, or a word out of place, at '{token.text}'"
    if before.kind == token.kind == "text":
        return f"has nothing between {before.text} and {token.text}; a quote within a text is doubled"
    if before.kind == "name" and token.kind == "text" and token.start == before.start + len(before.text):
        return f"holds {before.text}{token.text}; a text has plain single quotes, with nothing before them"
    return f"lacks 'and' or 'or' before {_named(rest, features)}"


def _foreign(token: Token, ahead: str) -> str:
    written = token.text if token.text in INSTEAD else ahead
    ending = f"; write {INSTEAD[token.text]}" if token.text in INSTEAD else ""
    if token.text == ";":
        return "holds a semicolon; it is one condition, not statements"
    if token.text in ("?", ":"):
        return "holds a placeholder; write the value itself"
    shown = written if token.text in INSTEAD else token.text
    return f"holds {shown}, which rules can't use{ending}"


def _begins_statement(token: Token, before: Token, after: Token) -> bool:
    if token.word == "exists":
        return after.text == "("
    return before.text == "(" and (_starts_value(after) or after.kind == "name")


def _ends_value(token: Token) -> bool:
    if token.kind == "name":
        return token.word not in WORDS or token.word in VALUES
    return token.kind in ("text", "quoted", "number", "place") or token.text == ")"


def _starts_value(token: Token) -> bool:
    if token.kind == "name":
        return token.word not in WORDS or token.word in STARTS
    return token.kind in ("text", "quoted", "number", "place") or token.text == "("


def _belong_together(before: Token, token: Token) -> bool:
    """Returns whether the tokens are a function and its parenthesis, or a type and its value."""
    if before.kind == "name" and token.text == "(":
        return before.word not in VALUES
    return before.word in ("date", "timestamp", "interval") and token.kind == "text"


def _named(rest: list[Token], features: Mapping[str, str]) -> str:
    """Returns how a person would name what follows: in words, if it starts with a predicate."""
    inner = next((token for token in rest if token.text != "("), rest[0])
    if inner.text in features:
        return f"'{features[inner.text]}'"
    return inner.text if inner.kind == "text" else f"'{inner.text}'"
