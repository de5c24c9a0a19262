"""Works out what changed since the last confirmed delivery, and puts it into the outbox in batches."""

import uuid
from dataclasses import dataclass

from orchestration.delivery.audience import allowed, audience_sql, refused_customers, refused_keys
from orchestration.delivery.destinations import Destination
from orchestration.delivery.kinds import WHOLE
from orchestration.delivery.pressure import resting
from orchestration.delivery.receipts import BATCHES, DEAD_LETTERS, MEMBER, NOW, OUTBOX, RECEIPTS
from orchestration.warehouse.connections import Warehouse

# The order in which batches of a segment leave: who withdrew waits for nobody, and nobody is removed before
# what replaces them is confirmed.
WITHDRAWN, ADDED, REMOVED = 1, 2, 3
# Fewer removals than these are never too many at once.
FEW = 10

# A file leaves whole: its batches are only what is recorded at a time.
ROWS_OF_A_FILE = 10_000

AUDIENCE = "delivery_audience"
IS_KNOWN = f"""exists (
        select 1 from {RECEIPTS} as known
        where
            known.destination = ? and known.segment = ?
            and known.customer_id = audience.customer_id and known.confirmed_at is not null
    )"""
SAME_KEY = "sent.destination = ? and sent.segment = ? and sent.member_key = audience.member_key"


@dataclass(frozen=True)
class Staged:
    """What is due for one segment at one destination; counts of members.

    `size` is the audience, `had` what the destination had confirmed. `withheld` are removals above the limit,
    which aren't sent.
    """

    segment: str
    size: int
    had: int
    added: int
    changed: int
    removed: int
    withdrawn: int
    withheld: int = 0


def stage(warehouse: Warehouse, destination: Destination, segment: str, *, declared: bool) -> Staged:
    """Put all changes of one segment's audience into the outbox, within the caller's transaction.

    declared: false for a segment that the file no longer names: the destination is to have nobody of it.
    """
    warehouse.execute(f"drop table if exists {AUDIENCE}")
    if declared:
        sql = audience_sql(destination, warehouse)
        warehouse.execute(f"create temporary table {AUDIENCE} as {sql}", [segment])
    else:
        nobody = ", ".join(
            f"cast(null as varchar) as {name}" for name in ("customer_id", "member_key", "content")
        )
        warehouse.execute(f"create temporary table {AUDIENCE} as select {nobody} where 1 = 0")
    _rename(warehouse, destination, segment)
    had = _count(warehouse, f"{RECEIPTS} where destination = ? and segment = ?", destination, segment)
    staging = uuid.uuid4().hex
    added, changed = _stage_additions(warehouse, destination, segment, staging)
    gone, withdrawn = _stage_removals(warehouse, destination, segment, staging)
    is_much = declared and gone > FEW and gone > destination.limits.max_removed * had
    withheld = gone if is_much else 0
    if withheld:
        warehouse.execute(f"delete from {OUTBOX} where batch_id like ?", [f"{staging}-{REMOVED}-%"])
    for phase, action in ((WITHDRAWN, "remove"), (ADDED, "add"), (REMOVED, "remove")):
        _note_batches(warehouse, destination, segment, f"{staging}-{phase}", action, phase)
    size = warehouse.rows(f"select count(*) as members from {AUDIENCE}")[0]["members"]
    warehouse.execute(f"drop table {AUDIENCE}")
    return Staged(segment, size, had, added, changed, gone - withheld, withdrawn, withheld)


def _rename(warehouse: Warehouse, destination: Destination, segment: str) -> None:
    """Note for which customer a key is in the audience now: several may share it."""
    warehouse.execute(
        f"update {RECEIPTS} set customer_id = audience.customer_id from {AUDIENCE} as audience"
        " where receipts.destination = ? and receipts.segment = ?"
        " and receipts.member_key = audience.member_key"
        " and receipts.customer_id is distinct from audience.customer_id",
        [destination.name, segment],
    )


def _stage_additions(
    warehouse: Warehouse, destination: Destination, segment: str, staging: str
) -> tuple[int, int]:
    """Members whom the destination lacks or has otherwise; counts of the new ones and of the others.

    A new one who has had as many contacts as the limits allow waits. One who is there already stays, under
    another address too, and isn't contacted once more by that.
    """
    columns, batch = ",".join(destination.columns), f"{staging}-{ADDED}"
    whose = (destination.name, segment)
    warehouse.execute(
        f"""
insert into {OUTBOX} ({MEMBER}, batch_id, action, is_contact)
select
    ?, ?, audience.member_key, audience.customer_id, ?, audience.content,
    case
        when sent.doubted = cast(? as varchar) || ':' || audience.content then sent.doubted_id
        else md5(? || audience.member_key)
    end,
    ? || '-' || {_number(destination, "order by audience.member_key")},
    'add', sent.confirmed_at is null and not {IS_KNOWN}
from {AUDIENCE} as audience
left join {RECEIPTS} as sent on {SAME_KEY}
where
    (sent.member_key is null or not sent.is_certain or sent.content <> audience.content or sent.columns <> ?)
    and (
        sent.member_key is not null
        or {IS_KNOWN}
        or not exists (
            select 1 from ({resting(destination, warehouse)}) as resting
            where resting.customer_id = audience.customer_id
        )
    )
    and not exists (
        select 1 from {DEAD_LETTERS} as sent
        where {SAME_KEY} and sent.action = 'add' and sent.content = audience.content and sent.columns = ?
    )
""",
        [
            *(destination.name, segment, columns, columns, batch, batch, *whose),
            *(*whose, columns, *whose, *whose, columns),
        ],
    )
    rows = warehouse.rows(
        f"select is_contact, count(*) as members from {OUTBOX} where batch_id like ? group by is_contact",
        [f"{batch}-%"],
    )
    counts = {row["is_contact"]: row["members"] for row in rows}
    return counts.get(True, 0), counts.get(False, 0)


def _stage_removals(
    warehouse: Warehouse, destination: Destination, segment: str, staging: str
) -> tuple[int, int]:
    """Members whom the destination has and isn't to have; counts of those who left and who withdrew.

    Whose removal was refused for good is asked again only for one who withdrew.
    """
    withdrew = "sent.customer_id is null"
    joined = ""
    if destination.channel is not None:
        joined = (
            f" left join {allowed(destination, warehouse)} as agreed on sent.customer_id = agreed.customer_id"
            f" left join ({refused_keys(destination, warehouse, destination.match)}) as refused"
            " on sent.member_key = refused.member_key"
            f" left join ({refused_customers(destination, warehouse)}) as sharing"
            " on sent.customer_id = sharing.customer_id"
        )
        withdrew += (
            " or agreed.customer_id is null or refused.member_key is not null"
            " or sharing.customer_id is not null"
        )
    phase = f"case when {withdrew} then {WITHDRAWN} else {REMOVED} end"
    number = _number(destination, f"partition by {phase} order by sent.member_key")
    batch = f"'{staging}-' || {phase} || '-' || {number}"
    warehouse.execute(
        f"""
insert into {OUTBOX} ({MEMBER}, batch_id, action, is_contact)
select
    sent.destination, sent.segment, sent.member_key, sent.customer_id, sent.columns, sent.content,
    md5('{staging}' || sent.member_key), {batch}, 'remove', false
from {RECEIPTS} as sent{joined}
where
    sent.destination = ? and sent.segment = ?
    and not exists (select 1 from {AUDIENCE} as audience where audience.member_key = sent.member_key)
    and (
        {withdrew}
        or not exists (
            select 1 from {DEAD_LETTERS} as dead
            where
                dead.destination = sent.destination and dead.segment = sent.segment
                and dead.member_key = sent.member_key and dead.action = 'remove'
        )
    )
""",
        [destination.name, segment],
    )
    warehouse.execute(
        f"delete from {DEAD_LETTERS} where destination = ? and segment = ? and action = 'remove'"
        f" and member_key in (select member_key from {OUTBOX} where batch_id like ?)",
        [destination.name, segment, f"{staging}-{WITHDRAWN}-%"],
    )
    gone, withdrawn = (_in_batch(warehouse, f"{staging}-{phase}") for phase in (REMOVED, WITHDRAWN))
    return gone, withdrawn


def _in_batch(warehouse: Warehouse, batch: str) -> int:
    found = warehouse.rows(f"select count(*) as members from {OUTBOX} where batch_id like ?", [f"{batch}-%"])
    return found[0]["members"]


def _number(destination: Destination, window: str) -> str:
    """The number of the batch of a row that is staged, from 0; batches are cut in the window's order.

    Numbering the rows once they are staged would change all of them in one transaction, which an engine keeps
    in memory.
    """
    size = float(ROWS_OF_A_FILE if destination.kind in WHOLE else destination.limits.batch_size)
    return f"cast(floor((row_number() over ({window}) - 1) / {size}) as bigint)"


def _note_batches(
    warehouse: Warehouse, destination: Destination, segment: str, staged: str, action: str, phase: int
) -> None:
    """Record the batches whose ids begin with `staged`."""
    start = len(staged) + 2
    warehouse.execute(
        f"insert into {BATCHES} select batch_id, ?, ?, ?, {phase}, cast(substr(batch_id, {start}) as bigint),"
        f" count(*), 'staged', null, {NOW}, null from {OUTBOX} where batch_id like ? group by batch_id",
        [destination.name, segment, action, f"{staged}-%"],
    )


def _count(warehouse: Warehouse, what: str, destination: Destination, segment: str) -> int:
    found = warehouse.rows(f"select count(*) as members from {what}", [destination.name, segment])
    return found[0]["members"]
