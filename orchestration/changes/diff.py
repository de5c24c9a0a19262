"""Finds what the working tree, or a git revision, does to members, against another or the last release."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from orchestration.changes.definitions import (
    Change,
    changed_files,
    changes,
    shared_code,
    taken_in,
    unchanged,
)
from orchestration.changes.difference import Comparison, Difference
from orchestration.changes.listed import differ, list_seeds
from orchestration.changes.moved import moved
from orchestration.changes.revisions import at_revision, released_commit
from orchestration.changes.sides import Side
from orchestration.project.clock import instant
from orchestration.project.environment import environment
from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER
from orchestration.project.periods import month_ends_before
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.rules.check import check_segment
from orchestration.rules.vocabulary import CUSTOMERS, newest_day
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.guarded import PREVIEW_SECONDS, open_guarded
from orchestration.warehouse.shown_segments import shown_segments

RELEASES = f"{LEDGER}.releases"


@dataclass(frozen=True)
class Asked:
    """What is compared. Without `base` it is the last release, without `head` the files as they stand.

    `examples`: customers shown each way. `clocks`: past month ends at which both are compared, too.
    """

    base: str | None = None
    head: str | None = None
    as_of: str | None = None
    every: bool = False
    clocks: int = 0
    examples: int = 10


@dataclass(frozen=True)
class Diff:
    """The answer. `differences` has the segments that differ in text or in members.

    `compared` counts all segments that were looked at, `refreshed` names changed files whose effect only a
    refresh shows. Without `is_base_known`, git doesn't have the files of the release. `hidden` has the names
    of segments that are hidden now.
    """

    base: str
    head: str
    as_of: datetime
    zone: str
    compared: int
    differences: list[Difference]
    is_base_known: bool
    refreshed: list[str]
    hidden: list[str]
    clocks: list[datetime]


@dataclass(frozen=True)
class _Release:
    release_id: int
    as_of: datetime
    git_sha: str | None
    segments: list[str]


def diff(project: Project, asked: Asked) -> Diff:
    """Returns whom the change moves. Nothing is written but copies of revisions among dbt's artifacts.

    Raises RefusedError for an unknown revision, for mistakes in the files of either state, and before the
    first release.
    """
    if asked.base is None and asked.as_of is not None:
        raise RefusedError("--as-of needs a BASE: the last release has the members of its own as-of time.")
    zone = ZoneInfo(project.variables["time_zone"])
    with environment({"SEGMENTS_WAREHOUSE": str(project.warehouse_file)}):
        with open_warehouse(project, read_only=True) as warehouse:
            release = _last_release(warehouse)
            newest = newest_day(warehouse)
        clock = instant(asked.as_of, zone, newest) if asked.as_of else release.as_of
        with step("read both states"):
            base, head = _base(project, asked.base, release), _head(project, asked.head)
        if base is None and asked.clocks:
            made = f"release {release.release_id} was made from files that git doesn't have."
            raise RefusedError(f"--clocks needs a BASE: {made}")
        seeds = {**list_seeds(head.manifest), **(list_seeds(base.manifest) if base else {})}
        if base is None or differ(base.project, head.project, seeds):
            for side in filter(None, (base, head)):
                side.reads_list_files = True
        known, refreshed = _changes(base, head, release, every=asked.every)
        with step("compile"):
            compared = Comparison(base, head, known, clock, is_released=asked.base is None)
        with step("evaluate"), open_guarded(project, PREVIEW_SECONDS) as warehouse:
            _refuse_mistakes(head, known, warehouse)
            found = _differences(compared, known, warehouse, asked)
        clocks = _past_clocks(clock, asked.clocks, zone)
        if base and clocks:
            with step("compare at past clocks"):
                found = _at_clocks(project, base, head, found, clocks)
    return Diff(
        base=base.name if base else f"release {release.release_id}",
        head=head.name,
        as_of=clock,
        zone=zone.key,
        compared=len(known) if asked.every else len(head.segments),
        differences=found,
        is_base_known=base is not None,
        refreshed=[file for file in refreshed if file not in seeds],
        hidden=_hidden(base, head),
        clocks=clocks,
    )


def _last_release(warehouse: Warehouse) -> _Release:
    if not warehouse.columns(CUSTOMERS) or not warehouse.columns(RELEASES):
        raise RefusedError("Nothing is published yet: run `segments refresh` first.")
    segments = list(shown_segments(warehouse))
    rows = warehouse.rows(
        f"select release_id, as_of, git_sha from {RELEASES} order by release_id desc limit 1"
    )
    if not rows:
        raise RefusedError("Nothing is published yet: run `segments refresh` first.")
    return _Release(segments=segments, **rows[0])


def _base(project: Project, name: str | None, release: _Release) -> Side | None:
    """The state that a change is compared with; None if git doesn't have the files of the release."""
    if name is not None:
        return Side(name, at_revision(project, name))
    commit = released_commit(project, release.git_sha)
    return Side(f"release {release.release_id}", at_revision(project, commit)) if commit else None


def _head(project: Project, name: str | None) -> Side:
    return (
        Side("the files as they stand", project) if name is None else Side(name, at_revision(project, name))
    )


def _changes(
    base: Side | None, head: Side, release: _Release, *, every: bool
) -> tuple[list[Change], list[str]]:
    """The segments to compare, and the changed files whose effect only a refresh shows."""
    if base is None:
        gone = [Change(name, None, "removed") for name in release.segments if name not in head.segments]
        stay = [
            Change(name, name, "unchanged") if name in release.segments else Change(None, name, "new")
            for name in head.segments
        ]
        return sorted([*gone, *stay], key=lambda change: change.name), []
    files = changed_files(base.project, head.project)
    found = changes(base.segments, head.segments, bool(shared_code(files)))
    more = unchanged(base.segments, head.segments, found) if every else []
    return sorted([*found, *more], key=lambda change: change.name), taken_in(files)


def _hidden(base: Side | None, head: Side) -> list[str]:
    """The segments that are hidden now, and those that were and are gone."""
    gone = [one for one in (base.segments if base else {}).values() if one.name not in head.segments]
    return [one.name for one in [*head.segments.values(), *gone] if one.is_hidden]


def _refuse_mistakes(head: Side, known: Sequence[Change], warehouse: Warehouse) -> None:
    names = [change.after for change in known if change.after and change.kind in ("new", "edited")]
    found = [
        mistake for name in names for mistake in check_segment(head.project, head.segments, name, warehouse)
    ]
    if found:
        raise RefusedError(*dict.fromkeys(found))


def _differences(
    compared: Comparison, known: Sequence[Change], warehouse: Warehouse, asked: Asked
) -> list[Difference]:
    """The differences of definitions, and of members where only shared code or data could move them."""
    found = []
    for change in known:
        is_told = change.kind in ("new", "removed", "edited", "renamed")
        # The same query over the same data has the same members. A release may have others.
        if not is_told and not asked.every and asked.base is not None and compared.is_same_sql(change):
            continue
        difference = compared.of(change, warehouse, asked.examples)
        if is_told or difference.moved.entered or difference.moved.exited:
            found.append(difference)
    return found


def _past_clocks(clock: datetime, count: int, zone: ZoneInfo) -> list[datetime]:
    day = clock.replace(tzinfo=UTC).astimezone(zone).date()
    return [instant(str(end), zone, day) for end in month_ends_before(day, count)]


def _at_clocks(
    project: Project, base: Side, head: Side, found: Sequence[Difference], clocks: Sequence[datetime]
) -> list[Difference]:
    """The same differences, with the counts of those that both states have at each of the clocks."""
    names = {each.change.name: (each.change.before, each.change.after) for each in found}
    both = {name: (old, new) for name, (old, new) in names.items() if old and new}
    counts: dict[str, dict[datetime, int]] = {name: {} for name in names}
    for clock in clocks:
        before = base.compiled((old for old, _ in both.values()), clock)
        after = head.compiled((new for _, new in both.values()), clock)
        with open_guarded(project, PREVIEW_SECONDS) as warehouse:
            for name, (old, new) in both.items():
                counted = moved(warehouse, before[old].sql, after[new].sql)
                counts[name][clock] = counted.entered + counted.exited
    return [replace(each, at_clocks=counts[each.change.name]) for each in found]
