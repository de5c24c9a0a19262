"""What a refresh passes to dbt while it runs: environment variables that dbt reads as models execute.

They aren't dbt variables, because dbt parses everything again if the value of one of those changes.
"""

import contextlib
import os
from collections.abc import Iterator

AS_OF = "SEGMENTS_AS_OF"
FULL = "SEGMENTS_FULL"
GIT_SHA = "SEGMENTS_GIT_SHA"
CODE = "SEGMENTS_CODE"
CHECKED_PERCENT = "SEGMENTS_CHECKED_PERCENT"
# Set while a release is published. Without it, the ledger's models change nothing.
AUDITED = "SEGMENTS_AUDITED"
# Who answers for the members that the release moves, and why.
MOVES_ACCEPTED = "SEGMENTS_MOVES_ACCEPTED"
# Says that the caller of dbt checks the segments' files (dbt_segments.py).
READ_ALREADY = "SEGMENTS_READ_ALREADY"


@contextlib.contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Sets environment variables for the length of the block. An empty value unsets the variable."""
    before = {name: os.environ.get(name) for name in variables}
    try:
        _set(variables)
        yield
    finally:
        _set({name: value or "" for name, value in before.items()})


def _set(variables: dict[str, str]) -> None:
    for name, value in variables.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)
