"""The receipts: what each destination has by what it confirmed, and what is on its way there.

They stand in a schema of their own, which no refresh touches. A row of `outbox` belongs to a batch. A batch
is recorded as `sending` before its first byte leaves, so whatever ends a delivery, the next one knows which
batches may have arrived, and sends the same rows under the same key again.
"""

from orchestration.delivery.destinations import Destination
from orchestration.project.errors import RefusedError
from orchestration.project.layers import CORE, DELIVERIES
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, is_file

RECEIPTS = f"{DELIVERIES}.receipts"
OUTBOX = f"{DELIVERIES}.outbox"
BATCHES = f"{DELIVERIES}.batches"
DEAD_LETTERS = f"{DELIVERIES}.dead_letters"
CUSTOMERS = f"{CORE}.customers"
# UTC, as both engines say it.
NOW = "cast(current_timestamp at time zone 'UTC' as timestamp)"
# By which identifier each destination knows the members that it has.
MATCHES = f"{DELIVERIES}.matches"
# The files that were put on servers, or may have been: no other is replaced or removed there.
PLACED = f"{DELIVERIES}.placed_files"
TABLES = (RECEIPTS, OUTBOX, BATCHES, DEAD_LETTERS, MATCHES, PLACED)

# A member of an audience as it was sent. `customer_id` is null once the customer is erased: the key stays
# until the destination has confirmed the removal. `columns` names the values in `content`.
_MEMBER = (
    "destination varchar(200), segment varchar(200), member_key varchar(2000), customer_id varchar(2000),"
    " columns varchar(2000), content varchar(20000), row_id varchar(64)"
)
CREATE = (
    f"create schema if not exists {DELIVERIES}",
    # Uncertain: something was sent since, or for the first time, and never confirmed; what, and as which row.
    f"create table if not exists {RECEIPTS} ({_MEMBER}, is_certain boolean, confirmed_at timestamp,"
    " doubted_id varchar(64), doubted varchar(22000))",
    f"create table if not exists {OUTBOX}"
    f" ({_MEMBER}, batch_id varchar(200), action varchar(10), is_contact boolean)",
    f"create table if not exists {BATCHES} (batch_id varchar(200), destination varchar(200),"
    " segment varchar(200), action varchar(10), phase bigint, number bigint, members bigint,"
    " status varchar(10), reason varchar(200), staged_at timestamp, ended_at timestamp)",
    f"create table if not exists {DEAD_LETTERS} ({_MEMBER}, action varchar(10), reason varchar(200),"
    " refused_at timestamp)",
    f"create table if not exists {MATCHES} (destination varchar(200), match varchar(200))",
    f"create table if not exists {PLACED}"
    " (destination varchar(200), server varchar(300), path varchar(2000))",
)
INDEXES = (
    f"create index if not exists receipts_by_key on {RECEIPTS} (destination, segment, member_key)",
    f"create index if not exists outbox_by_batch on {OUTBOX} (batch_id)",
)
MEMBER = "destination, segment, member_key, customer_id, columns, content, row_id"


def prepare(project: Project, warehouse: Warehouse) -> None:
    """Make the tables that are missing."""
    # On DuckDB an index costs each change more than it spares.
    for statement in (*CREATE, *(() if is_file(project) else INDEXES)):
        warehouse.execute(statement)


def hold_to_match(warehouse: Warehouse, destination: Destination) -> None:
    """Note by which identifier a destination knows its members, within the caller's transaction.

    Raises RefusedError where it has members by another one: it couldn't be told whom to remove.
    """
    known = warehouse.rows(f"select match from {MATCHES} where destination = ?", [destination.name])
    if known and known[0]["match"] == destination.match:
        return
    has = f"select count(*) as members from {RECEIPTS} where destination = ?"
    members = warehouse.rows(has, [destination.name])[0]["members"]
    if known and members:
        former = known[0]["match"]
        raise RefusedError(
            f"{destination.file}: match: is {destination.match}, and it has {members:,} members by {former};"
            f" write match: {former} with segments: [] and deliver, which removes them, before you change it."
        )
    warehouse.execute(f"delete from {MATCHES} where destination = ?", [destination.name])
    warehouse.insert(MATCHES, [(destination.name, destination.match)])


def confirm(warehouse: Warehouse, batches: list[str], contacts: tuple[str, str] | None) -> None:
    """Turn batches that their destination confirmed into receipts, within the caller's transaction.

    contacts: the relation of contacts made and the channel, where the destination has one.
    """
    marks = ", ".join("?" * len(batches))
    ours = f"select * from {OUTBOX} where batch_id in ({marks})"
    if contacts:
        relation, channel = contacts
        warehouse.execute(
            f"insert into {relation} (customer_id, channel, destination, segment, sent_at)"
            f" select known.customer_id, ?, sent.destination, sent.segment, {NOW}"
            f" from ({ours} and action = 'add' and is_contact) as sent"
            f" inner join {CUSTOMERS} as known on cast(known.customer_id as varchar) = sent.customer_id",
            [channel, *batches],
        )
    warehouse.execute(
        f"delete from {RECEIPTS} where exists (select 1 from ({ours}) as sent where {_same('receipts')})",
        batches,
    )
    warehouse.execute(
        f"insert into {RECEIPTS} ({MEMBER}, is_certain, confirmed_at)"
        f" select {MEMBER}, true, {NOW} from ({ours} and action = 'add') as sent",
        batches,
    )
    _end(warehouse, batches, "confirmed", None)


def bury(warehouse: Warehouse, batch: str, reason: str) -> None:
    """Turn a batch that its destination refuses for good into dead letters."""
    warehouse.execute(
        f"insert into {DEAD_LETTERS} ({MEMBER}, action, reason, refused_at)"
        f" select {MEMBER}, action, ?, {NOW} from {OUTBOX} where batch_id = ?",
        [reason, batch],
    )
    _end(warehouse, [batch], "refused", reason)


def doubt(warehouse: Warehouse, batches: list[str]) -> None:
    """Note that a destination may have what these batches say, or may not, and forget the batches."""
    marks = ", ".join("?" * len(batches))
    ours = f"select * from {OUTBOX} where batch_id in ({marks})"
    for action, doubted in (
        ("add", f"sent.row_id, doubted = {_said('sent')}"),
        ("remove", "null, doubted = null"),
    ):
        warehouse.execute(
            f"update {RECEIPTS} set is_certain = false, doubted_id = {doubted}"
            f" from ({ours} and action = '{action}') as sent where {_same('receipts')}",
            batches,
        )
    # Of a member that is already known, what was confirmed last stays: it is what a removal goes by.
    warehouse.execute(
        f"insert into {RECEIPTS} ({MEMBER}, is_certain, doubted_id, doubted)"
        f" select {MEMBER}, false, row_id, {_said('sent')} from ({ours} and action = 'add') as sent"
        f" where not exists (select 1 from {RECEIPTS} as known where {_same('known')})",
        batches,
    )
    _end(warehouse, batches, "doubtful", "interrupted, then not wanted as it was")


def discard_unsent(warehouse: Warehouse, destination: str) -> None:
    """Forget the batches of which nothing has left: what is due is worked out anew."""
    unsent = f"select batch_id from {BATCHES} where destination = ? and status = 'staged'"
    warehouse.execute(f"delete from {OUTBOX} where batch_id in ({unsent})", [destination])
    warehouse.execute(f"delete from {BATCHES} where destination = ? and status = 'staged'", [destination])


def _said(row: str) -> str:
    """What is sent of a member: the columns and their values."""
    return f"{row}.columns || ':' || {row}.content"


def _end(warehouse: Warehouse, batches: list[str], status: str, reason: str | None) -> None:
    marks = ", ".join("?" * len(batches))
    warehouse.execute(f"delete from {OUTBOX} where batch_id in ({marks})", batches)
    warehouse.execute(
        f"update {BATCHES} set status = ?, reason = ?, ended_at = {NOW} where batch_id in ({marks})",
        [status, reason, *batches],
    )


def _same(known: str) -> str:
    columns = ("destination", "segment", "member_key")
    return " and ".join(f"{known}.{column} = sent.{column}" for column in columns)
