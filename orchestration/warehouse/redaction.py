"""Takes values of the data out of what an engine says against a statement.

A cast that fails names the text that it met: an address, a name, a card's number. Errors are kept (in
Dagster's events, in notices) and sent (by mail), where no erasure finds them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

SHOWN_INSTEAD = "(a value)"

# Around what the engine says stand dbt's words before, and the statement or the row after.
HEADER = re.compile(r"\s*(?:Database|Runtime) Error(?: in [^\n]+)?\n\s*")
REST = re.compile(r"\n\s*(?:LINE \d+|DETAIL|CONTEXT|QUERY):")

# A name that the message calls by what it is.
NAME = re.compile(
    r"\b(column|relation|table|view|schema|function|type|constraint|index) [\"'](\w[\w.]*)[\"']"
)

# Messages about names, rights, room and other programs, which no row of the data is behind. Looked for beside
# what is quoted: a value can say anything.
NO_VALUES = re.compile(
    r"\b(?:Binder|Catalog|Parser|Syntax|IO|Permission|Transaction|Out of Memory|Compilation|Parsing"
    r"|Dependency|Dbt Internal|Env var|YAML)\s?(?:Exception|Error)|does not exist|permission denied"
    r"|syntax error|must be owner|could not (?:connect|obtain|set lock|open|translate)|connection|deadlock"
    r"|too many clients|terminating|canceling|out of (?:shared )?memory|read-only|No space left|Disk quota"
    r"|File too large|disk is full",
    re.IGNORECASE,
)

# Apostrophes within a word quote nothing.
OPENING, CLOSING = re.compile(r"(?<!\w)[\"']"), re.compile(r"[\"'](?!\w)")
# How servers that speak other languages quote.
FOREIGN = re.compile(r"[«»„“「].*[«»“”」]", re.DOTALL)

# Addresses, and numbers by themselves; a type's precision and digits within a name are none.
TOKEN = re.compile(r"\S+@\S+|[A-Za-z]\w*(?:\(\d+(?:, ?\d+)?\))?|[-+]?\d[\d.,:]*(?:[eE][-+]?\d+)?")


def without_values(message: str, code: str = "") -> str:
    """The message without values that don't stand in `code`, the statement, either.

    >>> without_values("Conversion Error: Could not convert string 'a@b.example' to INT32")
    'Conversion Error: Could not convert string (a value) to INT32'
    """
    header = HEADER.match(message)
    said = message[header.end() :] if header else message
    stripped, quoted = _unquoted(NAME.sub(r"\1 \2", said))
    if NO_VALUES.search(stripped):
        told = REST.split(said, maxsplit=1)[0].rstrip()
    else:
        # Below the first line the statement or the value is shown without marks.
        first = said if all(text in code for text in quoted) else stripped
        told = TOKEN.sub(lambda found: _known(found[0], code), first.lstrip().partition("\n")[0])
    return f"{header[0] if header else ''}{told}"


@contextmanager
def values_left_out(errors: type[Exception], code: str = "") -> Iterator[None]:
    """Change what these errors of the block say, so that whoever keeps one keeps no value of the data."""
    try:
        yield
    except errors as error:
        error.args = (without_values(str(error), code),)
        raise


def _unquoted(text: str) -> tuple[str, list[str]]:
    """The text with a word in place of all that is quoted, and what that was.

    From the first mark to the last of its kind: a value may hold marks, too, and one cut short never closes.
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
