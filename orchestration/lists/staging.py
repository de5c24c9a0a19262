"""Reads a list's file into two that either engine loads: what is taken of it, and what is refused and why.

DuckDB does it in a database beside, which it spills to: ten million rows take bounded memory.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lists.columns import KEYS, Rows, rows_of
from orchestration.lists.files import FileFaultError, ListFile
from orchestration.warehouse.connections import DUCKDB_SETTINGS

# What DuckDB may keep in memory meanwhile.
MEMORY = "512MB"
# Refused rows whose lines are kept; of more, the number.
MOST_REFUSALS = 10_000
# Of core's ids, of its e-mail addresses, and of names.
LONGEST = 200
# What people leave around a value.
BLANKS = " \t\r\n\u00a0"


@dataclass(frozen=True)
class Staged:
    """What became of a file's rows; `entries` and `refusals` are CSV files without a header."""

    entries: Path
    refusals: Path
    read: int
    taken: int
    refused: int


@contextmanager
def staged(file: ListFile) -> Iterator[Staged]:
    """The rows of a file, read and judged; what was written for it is gone at the end of the block.

    Raises FileFaultError where it is no list.
    """
    with _judging(file) as (connection, folder):
        connection.execute(f"create table refused as {REFUSED}")
        entries, refusals = folder / "entries.csv", folder / "refusals.csv"
        taken = _write(connection, ENTRIES, entries, file.name)
        _write(connection, f"{REFUSALS} limit {MOST_REFUSALS}", refusals, file.name)
        read, refused = connection.execute(COUNTS).fetchone() or (0, 0)
        yield Staged(entries, refusals, read, taken, refused)


def lines_naming(file: ListFile, names: Sequence[str]) -> list[int]:
    """The lines of a file that name customers by one of these IDs or hashes, whether they are taken or not.

    Raises FileFaultError where it is no list.
    """
    with _judging(file) as (connection, _):
        marks = ", ".join("?" * len(names))
        found = connection.execute(f"select line from judged where key in ({marks}) order by line", names)
        return [line for (line,) in found.fetchall()]


def hash_of_email(address: str) -> str:
    """Returns an address as lists keep it: the SHA-256 of it in lower case, without blanks around it."""
    return hashlib.sha256(address.strip(BLANKS).lower().encode()).hexdigest()


@contextmanager
def _judging(file: ListFile) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A database with the table `judged` of a file's rows, and the folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/rows.duckdb") as connection:
        for setting in (
            *DUCKDB_SETTINGS,
            f"set memory_limit = '{MEMORY}'",
            f"set temp_directory = '{folder}'",
        ):
            connection.execute(setting)
        try:
            connection.execute(f"create table judged as {_judged(rows_of(connection, file.path))}")
        except (OSError, duckdb.Error) as error:
            if isinstance(error, duckdb.OutOfMemoryException):
                raise
            # Without the engine's words, which may name a customer.
            raise FileFaultError(
                "its rows can't be read: it is damaged, or wasn't written to its end"
            ) from error
        yield connection, Path(folder)


# Both are of the columns of the tables that they are loaded into.
ENTRIES = """
select $name, judged.key, judged.is_hashed, judged.added_at, judged.added_by
from judged
anti join refused on judged.line = refused.line
"""
REFUSALS = "select $name, line, key, reason from refused order by line"
COUNTS = "select (select count(*) from judged), (select count(*) from refused)"
# A row that repeats another is refused: the first of them is taken.
REFUSED = """
select line, key, fault as reason from judged where fault is not null
union all
select judged.line, judged.key, 'it repeats line ' || firsts.line
from judged
inner join (
    select key, min(line) as line from judged where fault is null group by key having count(*) > 1
) as firsts
    on judged.key = firsts.key and judged.line > firsts.line
where judged.fault is null
"""


def _judged(rows: Rows) -> str:
    """The rows with what they say, and what is wrong with each, null for nothing."""
    (key,) = set(rows.columns) & set(KEYS)
    added_at, added_by = (
        f"nullif(trim({column}), '')" if column in rows.columns else "cast(null as varchar)"
        for column in ("added_at", "added_by")
    )
    # As _bare_text and _hashed_contacts in macros/intake have those of contacts.
    bare = f"trim({key}, '{BLANKS}')"
    normal = f"lower({bare})"
    shown, is_right, wrong = {
        "customer_id": (
            bare,
            f"length(shown) <= {LONGEST}",
            f"is longer than {LONGEST} characters",
        ),
        "email_sha256": (
            normal,
            "regexp_full_match(shown, '[0-9a-f]{64}')",
            "isn''t a SHA-256 of 64 hexadecimal digits",
        ),
        "email": (
            f"sha256({normal})",
            f"regexp_full_match({normal}, '[^@ ]+@[^@ ]+')",
            "isn''t an e-mail address",
        ),
    }[key]
    return f"""
    select
        line,
        left(shown, {LONGEST}) as key,
        {key != "customer_id"} as is_hashed,
        try_cast(said_at as timestamptz) at time zone 'UTC' as added_at,
        added_by,
        case
            when fault is not null then fault
            when coalesce({bare}, '') = '' then '{key} is missing'
            when not ({is_right}) then '{key} {wrong}'
            when said_at is not null and try_cast(said_at as timestamptz) is null
                then 'added_at isn''t a time such as 2024-03-31 or 2024-03-31 12:00:00'
            when length(added_by) > {LONGEST} then 'added_by is longer than {LONGEST} characters'
        end as fault
    from (
        select line, fault, {key}, {shown} as shown, {added_at} as said_at, {added_by} as added_by
        from ({rows.query}) as read
    ) as said
    """


def _write(connection: duckdb.DuckDBPyConnection, query: str, to: Path, name: str) -> int:
    rows = query.replace("$name", f"'{name}'")
    found = connection.execute(
        f"copy ({rows}) to '{to}' (format csv, header false, force_quote *)"
    ).fetchone()
    return found[0] if found else 0
