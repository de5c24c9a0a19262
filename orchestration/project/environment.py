"""What a refresh tells dbt while it runs: dbt reads these variables as models execute.

They are no dbt variables, because another value of one of those makes dbt parse everything anew.
"""

import contextlib
import os
from collections.abc import Iterator

AS_OF = "SEGMENTS_AS_OF"
FULL = "SEGMENTS_FULL"
GIT_SHA = "SEGMENTS_GIT_SHA"
CODE = "SEGMENTS_CODE"
CHECKED_PERCENT = "SEGMENTS_CHECKED_PERCENT"
# Set while a release is published; without it the ledger's models change nothing.
AUDITED = "SEGMENTS_AUDITED"
# That the segments' files are checked by whoever calls dbt (dbt_segments.py).
READ_ALREADY = "SEGMENTS_READ_ALREADY"


@contextlib.contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Environment variables for the length of the block; an empty value means unset."""
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
