"""Where the warehouse keeps lists: entries and refused rows of files, their versions, and edits by hand."""

from orchestration.project.layers import RAW
from orchestration.warehouse.connections import Warehouse

ENTRIES = f"{RAW}.list_entries"
REFUSALS = f"{RAW}.list_refusals"
VERSIONS = f"{RAW}.list_versions"
EDITS = f"{RAW}.list_edits"
TABLES = (ENTRIES, REFUSALS, VERSIONS, EDITS)

# macros/intake reads entries and edits.
CREATE = (
    f"create schema if not exists {RAW}",
    f"""
    create table if not exists {ENTRIES} (
        list_name varchar(63), listed_as varchar(200), is_hashed boolean, added_at timestamp,
        added_by varchar(200)
    )
    """,
    f"""
    create table if not exists {REFUSALS} (
        list_name varchar(63), line bigint, listed_as varchar(200), reason varchar(200)
    )
    """,
    # status: taken; refused, for a file of which nothing could be taken; gone; dropped.
    f"""
    create table if not exists {VERSIONS} (
        list_name varchar(63), version bigint, file varchar(255), sha256 varchar(64), status varchar(16),
        reason varchar(1000), rows_read bigint, rows_taken bigint, rows_refused bigint,
        loaded_at timestamp, loaded_by varchar(200)
    )
    """,
    f"""
    create table if not exists {EDITS} (
        list_name varchar(63), customer_id varchar(200), is_listed boolean, edited_at timestamp,
        edited_by varchar(200), note varchar(1000)
    )
    """,
)

# The last thing that happened to each list's file.
LATEST = f"""
select versions.*
from {VERSIONS} as versions
inner join (select list_name, max(version) as version from {VERSIONS} group by list_name) as latest
    on versions.list_name = latest.list_name and versions.version = latest.version
order by versions.list_name
"""


def prepare(warehouse: Warehouse) -> None:
    """Make the tables that aren't there yet."""
    for statement in CREATE:
        warehouse.execute(statement)


def stand(warehouse: Warehouse) -> bool:
    """Whether a refresh or a command has made the tables."""
    return bool(warehouse.columns(EDITS))
