"""Names, texts and parameters as SQL has them."""

import re

# Comments, texts and names, which may have a question mark of their own.
_PARTS = re.compile(r"--[^\n]*|'[^']*'|\"[^\"]*\"|[?%]")


def quoted(name: str) -> str:
    """A name as an identifier that means exactly this name, on either engine."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A text as a literal, for statements that take no parameters."""
    return "'" + str(value).replace("'", "''") + "'"


def with_placeholders(sql: str, placeholder: str) -> str:
    """A statement whose parameters are marked by `?`, with a driver's own mark in their place."""
    if placeholder == "?":
        return sql
    return _PARTS.sub(
        lambda part: placeholder if part[0] == "?" else part[0].replace("%", "%%"),
        sql,
    )
