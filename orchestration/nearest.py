"""The end of a sentence about a name that nobody knows: the valid name most like it, or the valid ones."""

from collections.abc import Iterable
from difflib import get_close_matches

# Names named where none is alike; more would hide the sentence.
SHOWN = 12


def nearest(received: str, valid: Iterable[str]) -> str | None:
    """The valid name most like the one received, if one is alike at all."""
    by_lower = {name.lower(): name for name in valid}
    near = get_close_matches(received.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else None


def hint(received: str, valid: Iterable[str]) -> str:
    """What to write instead, as the end of a sentence; empty when nothing is valid."""
    valid = list(valid)
    near = nearest(received, valid)
    if near:
        return f"; the nearest is '{near}'"
    return f"; valid are {', '.join(valid[:SHOWN])}" if valid else ""
