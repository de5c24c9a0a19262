"""What happened to segments at a release that somebody wants to be told of, each thing once for ever.

An entry is a stay that begins at the release's clock, not a row of its change log: a rollback, a full build,
a backfill and a second release of a clock write other logs, and the same stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.project.clock import instant
from orchestration.project.layers import HIDDEN, LEDGER, NOTICES, PUBLISHED
from orchestration.rules.notify import ENTER, EXIT, GOAL_MISSED, HELD, Notify
from orchestration.warehouse.connections import Warehouse

# Whether the release's clock is the newest of a segment that was known by then, and not its first: the past,
# and the members that a segment begins with, are no news.
CLOCKS = f"""
select
    coalesce(sum(case when as_of > ? and release_id <= ? then 1 else 0 end), 0) as later,
    coalesce(sum(case when as_of < ? then 1 else 0 end), 0) as earlier,
    coalesce(sum(case when as_of = ? then 1 else 0 end), 0) as present
from {LEDGER}.clock_releases
where segment = ?
"""
# An entry is news unless one was told and no clock since shows the customer outside. So an entry that a
# rollback took back is told once, and one that a second release of its clock took back can happen again.
# {begins}: the column of a stay where what is told happens; {otherwise}: null or not null, whether a customer
# is in no stay, or in one, where it is otherwise.
TURNED = f"""
with told as (
    select customer_id, max(happened_at) as told_at
    from {NOTICES}.notices
    where segment = ? and happening = ? and recipient = ?
    group by customer_id
),

turned_back as (
    select distinct told.customer_id
    from told
    inner join {LEDGER}.clock_releases as clocks on clocks.as_of >= told.told_at
    left join {LEDGER}.believed_stays as inside
        on
            inside.segment = clocks.segment and cast(inside.customer_id as text) = told.customer_id
            and inside.entered_at <= clocks.as_of
            and (inside.exited_at is null or inside.exited_at > clocks.as_of)
    where clocks.segment = ? and clocks.as_of < ? and inside.customer_id is {{otherwise}}
)

select cast(stays.customer_id as text) as customer_id
from {LEDGER}.believed_stays as stays
left join told on cast(stays.customer_id as text) = told.customer_id
left join turned_back on told.customer_id = turned_back.customer_id{{reasons}}
where
    stays.segment = ? and stays.{{begins}} = ?
    and (told.customer_id is null or turned_back.customer_id is not null)
order by 1
"""
# Who asks for one reason is also told of customers of whom no reason is known.
REASONS = f"""
inner join {LEDGER}.clock_changes as changes
    on
        stays.segment = changes.segment and stays.customer_id = changes.customer_id
        and changes.as_of = stays.{{begins}} and changes.change = '{{change}}'
        and coalesce(changes.because, '{{because}}') = '{{because}}'
"""
SIZES = f"""
select clocks.as_of, metrics.size
from {LEDGER}.clock_releases as clocks
inner join {LEDGER}.metric_log as metrics
    on clocks.segment = metrics.segment and clocks.release_id = metrics.release_id
where clocks.segment = ? and clocks.as_of <= ?
order by clocks.as_of
"""
# Of a release and the one before it that people were told of. A rollback holds what it restores, and nobody
# hears what a release of the past holds.
STATUSES = f"""
select status, held_reason
from {LEDGER}.segment_versions
where
    segment = ? and release_id in (
        select releases.release_id
        from {LEDGER}.releases as releases
        inner join {NOTICES}.releases as noted on releases.release_id = noted.release_id
        where releases.release_id <= ?
        order by releases.release_id desc limit 2
    )
order by release_id desc
"""
# Only goals that were still to be reached on the day of the last release that was told.
MISSED = """
select goal, metric, observed, target, due_on
from {schema}.segment_goals
where segment = ? and status = 'missed' and due_on >= ?
order by goal
"""
ALREADY = f"""
select happened_at
from {NOTICES}.notices
where segment = ? and happening = ? and subject = ? and recipient = ?
"""


@dataclass(frozen=True)
class Happening:
    """One thing that happened: at which instant (UTC), to which customer, or of which goal, and why."""

    at: datetime
    customer: str | None = None
    subject: str = ""
    reason: str = ""


def happened(
    warehouse: Warehouse,
    segment: str,
    entry: Notify,
    release: int,
    as_of: datetime,
    last_day: date | None,
    zone: ZoneInfo,
) -> list[Happening]:
    """What of one entry happened at a release and was never told, in a settled order.

    `as_of` is the release's, in UTC; `last_day` the local day, in `zone`, of the last release that was told,
    if any: what a project begins with is no news, even if its first refresh released its past before.
    """
    if entry.when == GOAL_MISSED:
        found = _missed(warehouse, segment, last_day, zone)
    elif entry.when == HELD:
        found = _held(warehouse, segment, release, as_of)
    elif last_day is None or not _is_news(warehouse, segment, release, as_of):
        return []
    elif entry.when in (ENTER, EXIT):
        return _turned(warehouse, segment, entry, as_of)
    else:
        found = _crossed(warehouse, segment, entry, as_of)
    return [one for one in found if one.at not in told_at(warehouse, segment, entry, one.subject)]


def told_at(warehouse: Warehouse, segment: str, entry: Notify, subject: str = "") -> list[datetime]:
    """When what the recipient has been told of happened, of this kind and subject."""
    rows = warehouse.rows(ALREADY, [segment, entry.when, subject, entry.to])
    return [row["happened_at"] for row in rows]


def _is_news(warehouse: Warehouse, segment: str, release: int, as_of: datetime) -> bool:
    (clocks,) = warehouse.rows(CLOCKS, [as_of, release, as_of, as_of, segment])
    return bool(not clocks["later"] and clocks["earlier"] and clocks["present"])


def _turned(warehouse: Warehouse, segment: str, entry: Notify, as_of: datetime) -> list[Happening]:
    is_entry = entry.when == ENTER
    begins, otherwise, change = (
        ("entered_at", "null", "entered") if is_entry else ("exited_at", "not null", "exited")
    )
    asked = {"begins": begins, "change": change, "because": entry.because}
    reasons = REASONS.format(**asked).rstrip() if entry.because else ""
    told, of_this_clock = [segment, entry.when, entry.to], [segment, as_of]
    query = TURNED.format(begins=begins, otherwise=otherwise, reasons=reasons)
    rows = warehouse.rows(query, [*told, *of_this_clock, *of_this_clock])
    return [Happening(as_of, row["customer_id"]) for row in rows]


def _crossed(warehouse: Warehouse, segment: str, entry: Notify, as_of: datetime) -> Iterator[Happening]:
    side, bound = entry.bound or ("above", 0)
    sizes = [(row["as_of"], int(row["size"])) for row in warehouse.rows(SIZES, [segment, as_of])]

    def is_beyond(size: int) -> bool:
        return size > bound if side == "above" else size < bound

    if len(sizes) < 2 or sizes[-1][0] != as_of or not is_beyond(sizes[-1][1]) or is_beyond(sizes[-2][1]):
        return
    since = max(told_at(warehouse, segment, entry), default=None)
    if since is None or any(since <= clock < as_of and not is_beyond(size) for clock, size in sizes):
        yield Happening(as_of, reason=f"It has {sizes[-1][1]:,} members, {sizes[-2][1]:,} before.")


def _held(warehouse: Warehouse, segment: str, release: int, as_of: datetime) -> Iterator[Happening]:
    rows = warehouse.rows(STATUSES, [segment, release])
    if rows and rows[0]["status"] == "held" and not (rows[1:] and rows[1]["status"] == "held"):
        yield Happening(as_of, reason=rows[0]["held_reason"] or "")


def _missed(warehouse: Warehouse, segment: str, last_day: date | None, zone: ZoneInfo) -> Iterator[Happening]:
    for schema in (PUBLISHED, HIDDEN) if last_day else ():
        for row in warehouse.rows(MISSED.format(schema=schema), [segment, last_day]):
            observed = "unknown" if row["observed"] is None else f"{row['observed']:,g}"
            reason = f"{row['metric']} is {observed}, and was to be {row['target']:,g} by {row['due_on']}."
            at = instant(row["due_on"].isoformat(), zone, None)
            yield Happening(at, subject=row["goal"], reason=reason)
