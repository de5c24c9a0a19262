"""The end of a sentence about a name that nobody knows: the valid name most like it, or the valid ones."""

from collections.abc import Iterable
from difflib import get_close_matches

from orchestration.project.errors import RefusedError

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


def unknown_segment(name: str, known: Iterable[str]) -> RefusedError:
    """The refusal of a name that no segment has, with the nearest that one has."""
    near = get_close_matches(name, list(known), n=1, cutoff=0)
    ending = f"the nearest is '{near[0]}'" if near else "there is none yet: run `segments refresh`"
    return RefusedError(f"No segment is called '{name}'; {ending}.")
