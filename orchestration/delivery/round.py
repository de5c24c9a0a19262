"""A round: a delivery to one destination or to all, where one that is wrong or away stops no other."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from orchestration.delivery.audience import contact_columns, recorded_arms
from orchestration.delivery.destinations import (
    FOLDER,
    Destination,
    destination_files,
    destination_mistakes,
    read_destinations,
    unknown_destination,
)
from orchestration.delivery.export import Delivery, deliver, plan
from orchestration.delivery.receipts import RECEIPTS
from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.layers import LEDGER, NOTICES
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.shown_segments import shown_segments

# A refresh of the present notes its release for the notices, a release of the past doesn't.
OF_THE_PAST = f"""
select as_of from {LEDGER}.releases
where
    release_id = (select max(release_id) from {LEDGER}.releases)
    and mode <> 'rollback' and release_id not in (select release_id from {NOTICES}.releases)
"""


def export(
    project: Project, name: str | None = None, *, is_plan: bool = False, retry: bool = False
) -> list[Delivery]:
    """Deliver to the destination of that name, or to all; problems are told in each delivery.

    Raises RefusedError if no file has that name, or if nothing has been released yet; PassingError while
    readers see the members of a past clock.
    """
    files = destination_files(project)
    if name is not None and name not in files:
        raise unknown_destination(project, name)
    with open_warehouse(project, read_only=True) as warehouse:
        _refuse_the_past(warehouse)
        wrong = _mistakes(project, warehouse)
        orphans = _orphans(warehouse, files)
    chosen = [name] if name is not None else list(files)
    work: Callable[[Destination], Delivery] = (
        (lambda destination: plan(project, destination))
        if is_plan
        else (lambda destination: deliver(project, destination, retry=retry))
    )
    sound = {
        each.name: each for each in read_destinations(project, [each for each in files if each not in wrong])
    }
    deliveries = []
    for each in chosen:
        if each in wrong:
            deliveries.append(Delivery(each, problems=wrong[each]))
            continue
        with step(f"to {each}") as say:
            try:
                delivery = work(sound[each])
            except RefusedError as error:
                may_pass = isinstance(error, PassingError)
                delivery = Delivery(each, problems=list(error.sentences), may_pass=may_pass)
            except Exception as error:
                # A fault of ours or of a library's stops this destination, and no other.
                delivery = Delivery(
                    each, problems=[f"{each}: {_place_of(error)}; it goes on there next time."]
                )
            say(f"{delivery.sent.confirmed:,} confirmed")
        deliveries.append(delivery)
    if name is None and orphans:
        deliveries += [Delivery(each, problems=[said]) for each, said in orphans.items()]
    return deliveries


def _refuse_the_past(warehouse: Warehouse) -> None:
    """Raises PassingError if the last release is one of a backfill or of a first history, of a past clock."""
    if not warehouse.columns(f"{NOTICES}.releases"):
        return
    for row in warehouse.rows(OF_THE_PAST):
        raise PassingError(
            f"The last release is of the past, as of {row['as_of']:%Y-%m-%d %H:%M} UTC, and audiences are of"
            " the present: wait for the refresh that follows it, or run `segments refresh`."
        )


def _place_of(error: Exception) -> str:
    """What failed and where, without its message, which may name members."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _mistakes(project: Project, warehouse: Warehouse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    standing = shown_segments(warehouse)
    hidden = {name: row["access"] != "public" for name, row in standing.items()}
    known = (hidden, contact_columns(warehouse), recorded_arms(warehouse))
    for sentence in destination_mistakes(project, *known):
        file = sentence.removeprefix(f"{FOLDER}/").partition(": ")[0]
        found.setdefault(file.rpartition(".")[0], []).append(sentence)
    return found


def _orphans(warehouse: Warehouse, files: Mapping[str, object]) -> dict[str, str]:
    """Destinations that have members of ours, and no file any more."""
    if not warehouse.columns(RECEIPTS):
        return {}
    rows = warehouse.rows(
        f"select destination, count(*) as members from {RECEIPTS} group by destination order by destination"
    )
    return {
        row["destination"]: (
            f"{row['destination']}: it has {row['members']:,} members, and {FOLDER}/{row['destination']}.yml"
            " is gone; bring the file back with segments: [] to remove them there."
        )
        for row in rows
        if row["destination"] not in files
    }
