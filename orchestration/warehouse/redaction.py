"""Removes values of the data from an engine's error messages.

The error of a failed cast contains the text that it read: an address, a name, a card's number. Errors are
stored (in Dagster's events, in notices) and sent (by mail), where no erasure reaches them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

SHOWN_INSTEAD = "(a value)"

# dbt's words precede the engine's message, and the statement or the row follows it.
HEADER = re.compile(r"\s*(?:Database|Runtime) Error(?: in [^\n]+)?\n\s*")
REST = re.compile(r"\n\s*(?:LINE \d+|DETAIL|CONTEXT|QUERY):")

# A name that the message introduces by its type.
NAME = re.compile(
    r"\b(column|relation|table|view|schema|function|type|constraint|index) [\"'](\w[\w.]*)[\"']"
)

# Messages about names, rights, space and other programs, which never contain data. Quoted parts are ignored,
# because a value can contain any words.
NO_VALUES = re.compile(
    r"\b(?:Binder|Catalog|Parser|Syntax|IO|Permission|Transaction|Out of Memory|Compilation|Parsing"
    r"|Dependency|Dbt Internal|Env var|YAML)\s?(?:Exception|Error)|does not exist|permission denied"
    r"|syntax error|must be owner|could not (?:connect|obtain|set lock|open|translate)|connection|deadlock"
    r"|too many clients|terminating|canceling|out of (?:shared )?memory|read-only|No space left|Disk quota"
    r"|File too large|disk is full",
    re.IGNORECASE,
)

# Apostrophes within a word don't quote anything.
OPENING, CLOSING = re.compile(r"(?<!\w)[\"']"), re.compile(r"[\"'](?!\w)")
# The quotation marks of servers in other languages.
FOREIGN = re.compile(r"[«»„“「].*[«»“”」]", re.DOTALL)

# Addresses and standalone numbers, except a type's precision and digits within a name.
TOKEN = re.compile(r"\S+@\S+|[A-Za-z]\w*(?:\(\d+(?:, ?\d+)?\))?|[-+]?\d[\d.,:]*(?:[eE][-+]?\d+)?")


def without_values(message: str, code: str = "") -> str:
    """Returns the message without values, except for those that occur in `code`, the statement.

    >>> without_values("Conversion Error: Could not convert string 'a@b.example' to INT32")
    'Conversion Error: Could not convert string (a value) to INT32'
    """
    header = HEADER.match(message)
    said = message[header.end() :] if header else message
    stripped, quoted = _unquoted(NAME.sub(r"\1 \2", said))
    if NO_VALUES.search(stripped):
        told = REST.split(said, maxsplit=1)[0].rstrip()
    else:
        # Below the first line, the statement or the value appears without quotation marks.
        first = said if all(text in code for text in quoted) else stripped
        told = TOKEN.sub(lambda found: _known(found[0], code), first.lstrip().partition("\n")[0])
    return f"{header[0] if header else ''}{told}"


@contextmanager
def values_left_out(errors: type[Exception], code: str = "") -> Iterator[None]:
    """Rewrites the messages of these errors in the block, so that a stored error has no values."""
    try:
        yield
    except errors as error:
        error.args = (without_values(str(error), code),)
        raise


def _unquoted(text: str) -> tuple[str, list[str]]:
    """Returns the text with a word in place of everything that is quoted, and the quoted texts.

    It matches from the first mark to the last of its kind: a value may contain marks, and a truncated one
    never closes.
    """
    quoted, text = FOREIGN.findall(text), FOREIGN.sub(SHOWN_INSTEAD, text)
    while begin := OPENING.search(text):
        mark = begin[0]
        ends = [end.start() for end in CLOSING.finditer(text, begin.end()) if end[0] == mark]
        end = ends[-1] if ends else len(text)
        quoted.append(text[begin.end() : end])
        text = text[: begin.start()] + SHOWN_INSTEAD + text[end + 1 :]
    return text, quoted


def _known(token: str, code: str) -> str:
    is_word = token[0].isalpha() and "@" not in token
    return token if is_word or token in code else SHOWN_INSTEAD
