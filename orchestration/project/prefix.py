"""The prefix of schema and role names, by which projects that share a database keep apart.

An environment variable sets it, for Python here and for dbt in macros/sql/_prefixed.sql.
"""

import os
import re

from orchestration.project.errors import RefusedError

VARIABLE = "SEGMENTS_SCHEMA_PREFIX"
PREFIX = os.environ.get(VARIABLE, "")

# Short enough that a group's role has a unique name: PostgreSQL truncates names after 63 characters.
LONGEST = 20
FORM = re.compile(rf"(?!pg_|segments_)[a-z][a-z0-9_]{{0,{LONGEST - 2}}}_")


def prefixed(name: str) -> str:
    """Returns the name of one of this project's schemas, roles or folders."""
    return PREFIX + name


def refuse_bad_prefix() -> None:
    """Raises RefusedError for a prefix that can't start a name, or could make another project's names."""
    if PREFIX and not FORM.fullmatch(PREFIX):
        raise RefusedError(
            f"{VARIABLE}: '{PREFIX}' can't begin the names of schemas; write at most {LONGEST} small letters,"
            " digits and underscores, and end with an underscore, such as 'anna_' ('pg_' and 'segments_' are"
            " taken)."
        )
