"""The sensor on failed runs: retries what may succeed later, and notifies people about everything else."""

from collections.abc import Iterator

from dagster import (
    DagsterEvent,
    DagsterEventType,
    DefaultSensorStatus,
    JobDefinition,
    RunFailureSensorContext,
    RunRequest,
    SensorDefinition,
    SkipReason,
    run_failure_sensor,
)
from dagster._core.events import RunFailureReason
from dagster._utils.error import SerializableErrorInfo

from orchestration.defs.dead_runs import ENDED
from orchestration.defs.jobs import Job, refresh_job
from orchestration.defs.notices import notify
from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.project import Project

# Includes the first attempt.
ATTEMPTS = 3
ATTEMPT = "segments/attempt"

# Dagster's tag for the day or month that a run of a backfill covers.
PARTITION = "dagster/partition"

# Dagster's server reports this if the process of a run, its child, crashed or was killed.
CRASHED = "Run execution process for"

# Dagster's wrapping of the error that stopped a run. It doesn't help a person.
FRAMING = (
    "DagsterExecutionStepExecutionError",
    "DagsterResourceFunctionError",
    "DagsterExecutionInterruptedError",
)


def failures_sensor(project: Project, jobs: list[Job | JobDefinition]) -> SensorDefinition:
    """Returns the sensor `failed_runs`.

    It attempts a run three times in all if the lock or the file is held elsewhere, the server is away, or the
    process was killed. Any other failure repeats until somebody fixes the cause.
    """

    names = {job.name for job in jobs}

    @run_failure_sensor(
        name="failed_runs",
        request_jobs=jobs,
        minimum_interval_seconds=30,
        default_status=DefaultSensorStatus.RUNNING,
        description="Retries failures that may pass by themselves; sends a notice of the others.",
    )
    def failed_runs(context: RunFailureSensorContext) -> RunRequest | SkipReason:
        run = context.dagster_run
        reported = context.instance.all_logs(run.run_id, of_type=DagsterEventType.ENGINE_EVENT)
        engine = [entry.dagster_event for entry in reported if entry.dagster_event]
        crashes = [event for event in engine if CRASHED in (event.message or "")]
        events = [context.failure_event, *context.get_step_failure_events(), *crashes]
        attempt = int(run.tags.get(ATTEMPT, "1"))
        sentences = why(events)
        if may_pass(events) and attempt < ATTEMPTS:
            return RunRequest(
                run_key=f"{run.run_id} again",
                # Materializing all assets from the page is a refresh under another name.
                job_name=run.job_name if run.job_name in names else refresh_job.name,
                run_config=run.run_config,
                partition_key=run.tags.get(PARTITION),
                tags={ATTEMPT: str(attempt + 1), "segments/because": f"tried again: {sentences[0]}"},
            )
        tries = f" after {attempt} attempts" if attempt > 1 else ""
        notify(project, f"{run.job_name} failed{tries}", sentences)
        return SkipReason(f"A notice was sent{tries}: {sentences[0]}")

    return failed_runs


def may_pass(events: list[DagsterEvent]) -> bool:
    """Returns whether a retry of what these events report may succeed."""
    if any(error.cls_name == PassingError.__name__ for error in _errors(events)):
        return True
    if any(_reason(event) == RunFailureReason.START_TIMEOUT for event in events):
        return True
    return any(said.endswith(ENDED) or CRASHED in said for said in _messages(events))


def why(events: list[DagsterEvent]) -> list[str]:
    """Returns the sentences of the refusal behind these events, or Dagster's own words if there is none."""
    errors = list(_errors(events))
    refusals = (PassingError.__name__, RefusedError.__name__)
    # An error's message starts with its class.
    for error in errors:
        if error.cls_name in refusals:
            return error.message.strip().partition(": ")[2].splitlines()
    for error in errors:
        if error.cls_name not in FRAMING:
            return [" ".join(error.message.split()).partition(": ")[2] or error.message.strip()]
    # The most useful message comes last, after what Dagster itself reports of a dead run.
    return [next(reversed(_messages(events)), "no reason is known").splitlines()[-1]]


def _messages(events: list[DagsterEvent]) -> list[str]:
    return [event.message for event in events if event.message]


def _reason(event: DagsterEvent) -> RunFailureReason | None:
    return getattr(event.event_specific_data, "failure_reason", None)


def _errors(events: list[DagsterEvent]) -> Iterator[SerializableErrorInfo]:
    for event in events:
        data = event.event_specific_data
        waiting = [getattr(data, "error", None)]
        while waiting:
            error = waiting.pop()
            if error is not None:
                yield error
                waiting += [error.cause, error.context]
