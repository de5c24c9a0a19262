"""Runs Dagster's job in a shop's folder as the daemon does, and calls the sensor on failed runs after each.

Prints a JSON object with the results of three runs: one that holds a segment, one while another process holds
the lock, and one whose data the audit blocks.
"""

import json

import warehouses
from dagster import AssetKey, DagsterEventType, DagsterInstance, RunRequest, build_run_status_sensor_context

from orchestration.definitions import defs
from orchestration.defs.jobs import run_config
from orchestration.warehouse.find import find_project
from orchestration.warehouse.lock import writer_lock

DAY = "2024-03-31"
LOYAL = AssetKey(["published", "loyal"])


def main() -> None:
    """Runs the three in this order, because the last one changes the customers."""
    project = find_project()
    with DagsterInstance.get() as instance:
        before = instance.get_latest_materialization_event(LOYAL)
        held = _run(instance)
        answer = {"held": {"success": held.success, "notices": _notices(project)}}
        observed = instance.fetch_observations(LOYAL, limit=1).records[0].asset_observation
        after = instance.get_latest_materialization_event(LOYAL)
        answer["held"] |= {"materialized": after != before, "observation": observed.description}
        with writer_lock(project.lock_file):
            answer["locked"] = _asked(instance, _run(instance))
        with warehouses.connected(project.root, read_only=False) as source:
            source.execute("insert into shop.customers select * from shop.customers limit 1")
        answer["blocked"] = _asked(instance, _run(instance))
        answer["blocked"]["notices"] = _notices(project)
    print(json.dumps(answer))


def _run(instance):
    job = defs.resolve_job_def("refresh")
    return job.execute_in_process(
        instance=instance, run_config=run_config(as_of=DAY, wait_seconds=0.0), raise_on_error=False
    )


def _asked(instance, result) -> dict:
    failure = [e for e in result.all_events if e.event_type == DagsterEventType.RUN_FAILURE][-1]
    context = build_run_status_sensor_context(
        sensor_name="failed_runs",
        dagster_event=failure,
        dagster_instance=instance,
        dagster_run=instance.get_run_by_id(result.run_id),
    ).for_run_failure()
    answer = defs.resolve_sensor_def("failed_runs")(context)
    if isinstance(answer, RunRequest):
        return {"again": True, "tags": answer.tags, "config": answer.run_config}
    return {"again": False, "because": answer.skip_message}


def _notices(project) -> list[str]:
    if not project.notices_file.is_file():
        return []
    return [line.split(" ", 1)[1] for line in project.notices_file.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
