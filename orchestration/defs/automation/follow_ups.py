"""The sensor that sends what waits between refreshes: what is late or overdue, and what wasn't delivered."""

import json

from dagster import DefaultSensorStatus, SensorDefinition, SensorEvaluationContext, SkipReason, sensor

from orchestration.defs.notices import notify
from orchestration.notices.turn import is_due, take_turn
from orchestration.project.errors import PassingError
from orchestration.project.present import utc_now
from orchestration.project.project import Project
from orchestration.readers.for_readers import write_for_readers
from orchestration.warehouse.connections import is_file, open_warehouse
from orchestration.warehouse.lock import glance
from orchestration.warehouse.writer import only_writer

# Seconds between two looks.
LOOK_EVERY = 60


def follow_ups_sensor(project: Project) -> SensorDefinition:
    """The sensor `follow_ups`: a turn of notices, which launches no run.

    It looks without keeping anybody from writing, and writes only where a look has found something to do.
    """

    @sensor(
        name="follow_ups",
        minimum_interval_seconds=LOOK_EVERY,
        default_status=DefaultSensorStatus.RUNNING,
        description="Sends notices of late segments and overdue follow-ups, and those not delivered yet.",
    )
    def follow_ups(context: SensorEvaluationContext) -> SkipReason:
        now = Project(project.root, project.target)
        if is_file(now) and not now.warehouse_file.is_file():
            return SkipReason("There is no warehouse yet.")
        manifest = json.loads(now.manifest_file.read_text(encoding="utf-8"))
        try:
            with glance(now.lock_file), open_warehouse(now, read_only=True) as warehouse:
                if not is_due(now, warehouse, manifest, utc_now()):
                    return SkipReason("Nothing is to be told now.")
            with only_writer(now):
                turn = take_turn(now, manifest)
                if turn.written:
                    # Readers see what waits for somebody.
                    write_for_readers(now)
        except PassingError as error:
            return SkipReason(error.sentences[0])
        sent = turn.sent
        # What is down or refused is told once until something arrives there, not with each attempt.
        known = json.loads(context.cursor) if context.cursor else {}
        if new := [sentence for way, sentence in sent.failed.items() if known.get(way) != sentence]:
            notify(now, "notices not delivered", new)
        down = {way: sentence for way, sentence in known.items() if way not in sent.reached} | sent.failed
        context.update_cursor(json.dumps(down))
        arrived = f"Written down: {turn.written:,}. Sent: {sent.count:,}."
        return SkipReason(" ".join([arrived, *sent.failed.values()]))

    return follow_ups
