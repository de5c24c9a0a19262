"""The job that delivers audiences, and the sensor that starts it after each release."""

from dagster import (
    DagsterRunStatus,
    DefaultSensorStatus,
    JobDefinition,
    OpExecutionContext,
    Output,
    RunRequest,
    RunStatusSensorContext,
    SensorDefinition,
    SkipReason,
    job,
    op,
    run_status_sensor,
)

from orchestration.defs.jobs import refresh_job
from orchestration.delivery.destinations import destination_files
from orchestration.delivery.round import export
from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.project import Project

EXPORT = "export"


def export_job(project: Project) -> JobDefinition:
    """The job `export`: a run of its own, so that a destination that is away harms no release.

    It fails with the sentences of the destinations that had a problem, after the others had their deliveries.
    """

    @op(name="deliver", description="Send what changed of all audiences since the last confirmed delivery.")
    def deliver(context: OpExecutionContext) -> Output[None]:
        deliveries = export(project)
        problems = [problem for each in deliveries for problem in each.problems]
        if problems:
            passes = all(each.may_pass for each in deliveries if each.problems)
            raise (PassingError if passes else RefusedError)(*problems)
        counts = {each.destination: each.sent.confirmed for each in deliveries}
        return Output(None, metadata={f"{name}, members confirmed": count for name, count in counts.items()})

    @job(name=EXPORT, description="Audiences to the destinations of destinations/*.yml: what changed.")
    def export_audiences() -> None:
        deliver()

    return export_audiences


def exports_sensor(project: Project, exports: JobDefinition) -> SensorDefinition:
    """The sensor `export_after_release`; without a file in destinations/ it starts nothing."""

    @run_status_sensor(
        run_status=DagsterRunStatus.SUCCESS,
        name="export_after_release",
        monitored_jobs=[refresh_job],
        request_job=exports,
        minimum_interval_seconds=30,
        default_status=DefaultSensorStatus.RUNNING,
        description="Delivers audiences after each release, also while segments are held.",
    )
    def export_after_release(context: RunStatusSensorContext) -> RunRequest | SkipReason:
        if not destination_files(project):
            return SkipReason("There is no destination: destinations/ has no file.")
        return RunRequest(run_key=f"after {context.dagster_run.run_id}")

    return export_after_release
