"""Which columns a list's file has, and how each row's values are read from it."""

import csv
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import duckdb

from orchestration.lists.files import FileFaultError
from orchestration.warehouse.identifiers import literal, quoted

# What names a customer: one of them is needed. An e-mail address is kept as its hash alone.
KEYS = ("customer_id", "email_sha256", "email")
KNOWN = (*KEYS, "added_at", "added_by")
HEADER = "begin the file with a header such as customer_id,added_at,added_by"

DELIMITERS = (",", ";", "\t", "|")
# Bytes of a line; a longer one is no row of a list.
LONGEST_LINE = 100_000
# Of Parquet, the types by which customers can be named.
ID_TYPES = re.compile(
    r"u?(tiny|small|big|huge)?int(eger)?|decimal\(.*\)|double|float|varchar|uuid", re.IGNORECASE
)


@dataclass(frozen=True)
class Rows:
    """The rows of a file as a query: `line`, `fault` where it can't be read, and a text for each column."""

    query: str
    columns: tuple[str, ...]


def rows_of(connection: duckdb.DuckDBPyConnection, path: Path) -> Rows:
    """How a file's rows are read.

    Raises FileFaultError where it is no list: not UTF-8, or without a column that names customers.
    """
    return _parquet(connection, path) if path.suffix.lower() == ".parquet" else _csv(connection, path)


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Rows:
    source = f"read_parquet({literal(path)}, file_row_number = true)"
    try:
        described = connection.execute(f"describe select * from {source}").fetchall()
    except duckdb.Error as error:
        raise FileFaultError(f"it isn't Parquet: {str(error).splitlines()[0]}") from error
    found = {str(column).strip().lower(): (column, kind) for column, kind, *_ in described}
    columns = _known(list(found))
    for column in set(columns) & set(KEYS):
        name, kind = found[column]
        if not ID_TYPES.fullmatch(kind):
            raise FileFaultError(f"{name} is {kind.lower()}; write text, a uuid or a whole number")
    texts = ", ".join(f"cast({quoted(str(found[column][0]))} as varchar) as {column}" for column in columns)
    return Rows(
        f"select file_row_number + 1 as line, cast(null as varchar) as fault, {texts} from {source}", columns
    )


def _csv(connection: duckdb.DuckDBPyConnection, path: Path) -> Rows:
    header, delimiter = _header(path)
    columns = _known(header)
    # A line is read as one text, so that its number is that of the editor, and split here: DuckDB's own rows
    # have no numbers, and an open quotation mark takes the next rows with it.
    lines = (
        f"read_csv({literal(path)}, delim = '\x1f', quote = '', escape = '', comment = '', header = false,"
        " skip = 1, auto_detect = false, strict_mode = false, columns = {'text': 'varchar'},"
        f" max_line_size = {LONGEST_LINE}, store_rejects = true, rejects_table = 'unread_lines',"
        " rejects_scan = 'unread_files')"
    )
    _refuse_unread(connection, lines)
    mark = "\\" + delimiter if delimiter == "|" else delimiter
    field = f'("(?:[^"]|"")*"|[^"{delimiter}]*)'
    split = f"""
        case
            when not contains(text, '"') then string_split(text, '{delimiter}')
            else list_transform(
                regexp_extract_all('{delimiter}' || text, '{mark}{field}', 1),
                lambda field: case when field like '"%' then replace(field[2:-2], '""', '"') else field end
            )
        end"""
    values = ", ".join(f"fields[{header.index(column) + 1}] as {column}" for column in columns)
    query = f"""
    select
        line,
        case
            when contains(text, '"') and not regexp_full_match('{delimiter}' || text, '({mark}{field})*')
                then 'it has a quotation mark that isn''t closed, or one within a value'
            when len(fields) <> {len(header)}
                then 'it has ' || len(fields) || ' values, and the header {len(header)}'
        end as fault,
        {values}
    from (
        select line, text, {split} as fields
        from (select row_number() over () + 1 as line, rtrim(text, '\r') as text from {lines}) as numbered
        where trim(text, ' \t') <> ''
    ) as lines
    """
    return Rows(query, columns)


def _header(path: Path) -> tuple[list[str], str]:
    """The names in the first line, in lower case, and what stands between them."""
    with path.open("rb") as content:
        first = content.readline(LONGEST_LINE)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFaultError("it is UTF-16; save it as UTF-8")
    try:
        text = first.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise FileFaultError("line 1 isn't UTF-8; save it as UTF-8") from error
    if not text.strip():
        raise FileFaultError(f"line 1 is empty; {HEADER}")
    readings = {
        mark: [name.strip().lower() for name in next(csv.reader([text], delimiter=mark))]
        for mark in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=lambda mark: sum(name in KNOWN for name in readings[mark]))
    return readings[delimiter], delimiter


def _known(names: list[str]) -> tuple[str, ...]:
    twice = [name for name in KNOWN if names.count(name) > 1]
    keys = [name for name in names if name in KEYS]
    if twice:
        raise FileFaultError(f"it has two columns {twice[0]}; keep one")
    if not keys:
        # Without what else it says: where the header is missing, that is somebody's id or address.
        meant = next((f" ('{name}'?)" for name in names if get_close_matches(name, KEYS, 1, 0.8)), "")
        raise FileFaultError(f"line 1 has no column {', '.join(KEYS[:-1])} or {KEYS[-1]}{meant}; {HEADER}")
    if len(keys) > 1:
        raise FileFaultError(
            f"it has the columns {' and '.join(keys)}; keep the one that names the customers"
        )
    return tuple(name for name in KNOWN if name in names)


def _refuse_unread(connection: duckdb.DuckDBPyConnection, lines: str) -> None:
    """Raise FileFaultError for the first line that isn't text, without which lines are counted wrong."""
    for table in ("unread_lines", "unread_files"):
        connection.execute(f"drop table if exists {table}")
    connection.execute(f"select count(text) from {lines}").fetchall()
    found = connection.execute("select line, error_type from unread_lines order by line limit 1").fetchone()
    for table in ("unread_lines", "unread_files"):
        connection.execute(f"drop table if exists {table}")
    if found:
        line, kind = found
        is_long = kind == "LINE SIZE OVER MAXIMUM"
        raise FileFaultError(
            f"line {line} "
            + (f"has more than {LONGEST_LINE:,} bytes" if is_long else "isn't UTF-8; save it as UTF-8")
        )
