"""What projects that share a database tell theirs apart by: how the names of their schemas and roles begin.

The environment says it, to Python here and to dbt in macros/sql/_prefixed.sql.
"""

import os
import re

from orchestration.project.errors import RefusedError

VARIABLE = "SEGMENTS_SCHEMA_PREFIX"
PREFIX = os.environ.get(VARIABLE, "")

# Short enough that a group's role has a name of its own, which PostgreSQL cuts after 63 characters.
LONGEST = 20
FORM = re.compile(rf"(?!pg_|segments_)[a-z][a-z0-9_]{{0,{LONGEST - 2}}}_")


def prefixed(name: str) -> str:
    """The name of a schema, a role or a folder of this project's."""
    return PREFIX + name


def refuse_bad_prefix() -> None:
    """Raise RefusedError for a prefix that can't begin a name, or could make another project's of it."""
    if PREFIX and not FORM.fullmatch(PREFIX):
        raise RefusedError(
            f"{VARIABLE}: '{PREFIX}' can't begin the names of schemas; write at most {LONGEST} small letters,"
            " digits and underscores, and end with an underscore, such as 'anna_' ('pg_' and 'segments_' are"
            " taken)."
        )
