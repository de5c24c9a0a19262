"""Finds SQL comments that would swallow what follows once Jinja has rendered the rule."""

import re
from collections.abc import Iterator

from jinja2 import Environment

# A text, a quoted name or a comment, each up to its end or up to the next Jinja.
PIECE = re.compile(r"'[^']*(?:'|$)|\"[^\"]*(?:\"|$)|/\*.*?(?:\*/|$)|--[^\n]*(?:(?P<ended>\n)|$)|.", re.DOTALL)
RULE = ("call", "endcall")


def comment_mistakes(environment: Environment, text: str) -> Iterator[str]:
    """Yields sentences about each `--` comment that continues into Jinja, so that its end isn't visible.

    `{%-` removes the line break before it. In a loop, an open comment swallows the next iteration.
    """
    is_first, opener, begun = False, "", 0
    for line, kind, value in environment.lex(text):
        swallows = ""
        if kind == "data":
            opener, begun = _open(value, line, opener, begun)
        elif kind in ("block_begin", "variable_begin"):
            is_first = kind == "block_begin"
            swallows = f"{value} takes away the end of its line; leave out the -" if line > begun else ""
        elif kind == "name" and is_first:
            is_first = False
            swallows = "" if value in RULE else f"{{% {value} %}} stands in it; write {{# ... #}} around both"
        elif kind in ("block_end", "variable_end") and "\n" in value:
            swallows = f"{value.strip()} takes away the end of its line; leave out the -"
        if swallows and opener == "--":
            yield f"line {begun}: a comment of -- would swallow what follows: {swallows}"
            opener = ""


def _open(data: str, line: int, opener: str, begun: int) -> tuple[str, int]:
    """Returns the start of the text or comment that the data leave open, and its line."""
    pieces = list(PIECE.finditer(opener + data))
    if not pieces or pieces[-1]["ended"] is not None:
        return "", begun
    last = pieces[-1]
    for begins, ends in (("--", "\n"), ("/*", "*/"), ("'", "'"), ('"', '"')):
        if last[0].startswith(begins) and (len(last[0]) == len(begins) or not last[0].endswith(ends)):
            if opener and last.start() == 0:
                return opener, begun
            return begins, line + (opener + data)[: last.start()].count("\n")
    return "", begun
