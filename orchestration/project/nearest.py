"""The end of a sentence about an unknown name: the most similar valid name, or the valid names."""

from collections.abc import Iterable
from difflib import get_close_matches

from orchestration.project.errors import RefusedError

# The number of names to list if none is similar. More would hide the sentence.
SHOWN = 12


def nearest(received: str, valid: Iterable[str]) -> str | None:
    """Returns the valid name most similar to the one received, or None if none is similar."""
    by_lower = {name.lower(): name for name in valid}
    near = get_close_matches(received.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else None


def hint(received: str, valid: Iterable[str]) -> str:
    """Returns what to write instead, as the end of a sentence, or '' if nothing is valid."""
    valid = list(valid)
    near = nearest(received, valid)
    if near:
        return f"; the nearest is '{near}'"
    return f"; valid are {', '.join(valid[:SHOWN])}" if valid else ""


def unknown_segment(name: str, known: Iterable[str]) -> RefusedError:
    """Returns the refusal of an unknown segment, with the most similar name."""
    near = get_close_matches(name, list(known), n=1, cutoff=0)
    ending = f"the nearest is '{near[0]}'" if near else "there is none yet: run `segments refresh`"
    return RefusedError(f"No segment is called '{name}'; {ending}.")
