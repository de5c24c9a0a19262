"""Variants of a segment's file: one literal of its rule with other values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint

NUMBER = r"-?\d+(?:\.\d+)?"
# A replacement for a literal can't end its quotes, and opens no Jinja.
INNER = r"[^'\"{}%#\\\n]*"
LITERAL = rf"{NUMBER}|'{INNER}'|\"{INNER}\""
COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
ARGUMENT = re.compile(rf"\b(?P<name>[A-Za-z_]\w*)\s*=(?!=)\s*(?P<literal>{LITERAL})")
HOW = 'write it as --vary "within_days=30,60,90"'


@dataclass(frozen=True)
class Variant:
    """A value, and the file's text with it."""

    value: str
    text: str


def variants(asked: str, text: str, file: str) -> list[Variant]:
    """Returns the text of a segment's file with each of the values in turn.

    `asked` names a literal of the rule and its values. `within_days=30,60,90` changes the argument of a
    predicate or what is compared with `=`. `within_days:365=30,90` selects one of several by its current
    value. `7=3,5` or `'SE'='NO'` changes any literal as written. Raises RefusedError if it doesn't name
    exactly one literal and its values.
    """
    name, _, given = asked.partition("=")
    values = [value.strip() for value in re.findall(rf"'{INNER}'|\"{INNER}\"|[^,]+", given)]
    places = list(_places(name.strip(), text))
    standing = list(dict.fromkeys(text[start:end] for start, end in places))
    if not values or not name.strip():
        raise RefusedError(f"--vary='{asked}' says no literal or no value; {HOW}.")
    if not standing:
        known = sorted({found["name"] for found in ARGUMENT.finditer(_without_comments(text))})
        raise RefusedError(
            f"{file}: --vary: the rule has no literal {name.strip()}{hint(name.strip(), known)}."
        )
    if len(standing) > 1:
        raise RefusedError(
            f"{file}: --vary: {name.strip()} stands there as {', '.join(standing)};"
            f" name one, such as {name.strip()}:{standing[0]}={given}."
        )
    return [Variant(value, _with(text, places, _literal(value, standing[0], asked))) for value in values]


def _places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yields the places of a literal, given as it stands or by its name (and value, if it has several)."""
    bare = _without_comments(text)
    if re.fullmatch(LITERAL, name):
        for found in re.finditer(rf"(?<![\w.'\"-]){re.escape(name)}(?![\w.'\"])", bare):
            yield found.span()
        return
    argument, _, value = name.partition(":")
    for found in ARGUMENT.finditer(bare):
        if found["name"] == argument and value in ("", found["literal"], found["literal"][1:-1]):
            yield found.span("literal")


def _without_comments(text: str) -> str:
    """Returns the text with blanks in place of comments, at the same length."""
    return COMMENT.sub(lambda found: " " * len(found[0]), text)


def _literal(value: str, standing: str, asked: str) -> str:
    """Returns the value as a literal of the same form as the current one."""
    quote = standing[0] if standing[0] in "'\"" else ""
    literal = f"{quote}{value}{quote}" if quote and value[:1] != quote else value
    if not re.fullmatch(rf"{quote}{INNER}{quote}" if quote else NUMBER, literal):
        kind = "text" if quote else "number"
        raise RefusedError(f"--vary='{asked}': {value} is not a {kind} to stand for {standing}.")
    return literal


def _with(text: str, places: list[tuple[int, int]], literal: str) -> str:
    for start, end in reversed(places):
        text = text[:start] + literal + text[end:]
    return text
