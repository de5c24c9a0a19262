"""Dagster as the operator's console, served: launched runs, the queue, a backfill, a kill and a restart."""

import itertools
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import BuiltProject, clean_environment, copy_built
from served import Served, until
from small_shop import DAY

from orchestration.defs.dead_runs import TAG

PAST = ["2024-03-29", "2024-03-30"]
# The automation that is stopped on the page.
STOPPED = {"refresh_when_due", "after_backfill"}


@pytest.fixture(scope="module")
def shop(built_shop, tmp_path_factory) -> BuiltProject:
    """A shop whose present is DAY, with a past to fill."""
    root = tmp_path_factory.mktemp("served") / "project"
    copy_built(built_shop, root)
    file = root / "dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    changes = {
        "as_of: latest": f'as_of: "{DAY}"',
        'backfill_from: "2017-01-01"': 'backfill_from: "2024-03-01"',
        'backfill_until: "2017-12-31"': f'backfill_until: "{DAY}"',
        # Its orders have no arrival time, so the sensor's first look at them would start a refresh.
        "arrivals_minutes: 15": "arrivals_minutes: null",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return BuiltProject(root)


@pytest.fixture(scope="module")
def told(shop) -> SimpleNamespace:
    """What happened in a session that was killed during a run, and in the next one."""
    told = SimpleNamespace(before=_releases(shop))
    served = Served(shop)
    try:
        served.stop("refresh_when_due")
        _launch_beside_a_terminal(shop, served, told)
        _fill_the_past(shop, served, told)
        served.kill()
        served = Served(shop)
        _recover(shop, served, told)
        told.left_by_a_stop = served.terminate()
        served = Served(shop)
        told.code_without_daemon = served.lose_daemon()
        told.last_notices = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8")
    finally:
        served.kill()
    return told


def _launch_beside_a_terminal(shop: BuiltProject, served: Served, told: SimpleNamespace) -> None:
    """Launches two refreshes from the page and one in a terminal, and one asset by itself."""
    told.part = served.launch("__ASSET_JOB", "published/loyal")
    launched = [served.launch("refresh"), served.launch("refresh")]
    command = [sys.executable, "-m", "orchestration.cli", "refresh", "--json", "--wait", "600"]
    told.terminal = subprocess.run(
        command, cwd=shop.root, env=clean_environment(shop.root), capture_output=True, text=True
    )
    told.launched = served.ended(*launched)
    (told.part,) = served.ended(told.part)
    told.refreshes = [run for run in served.runs() if run["jobName"] == "refresh"][:3]
    told.refreshed = _releases(shop)[len(told.before) :]


def _fill_the_past(shop: BuiltProject, served: Served, told: SimpleNamespace) -> None:
    """Fills two days from the page, until the refresh that follows them is running."""
    served.backfill("backfill_days", *PAST)
    told.filled = until(lambda: _filled(served), "end of the backfill")
    told.present = until(lambda: _at_work(served), "refresh after the backfill")
    served.stop("after_backfill")


def _recover(shop: BuiltProject, served: Served, told: SimpleNamespace) -> None:
    """Checks what the next session finds of the killed one, and corrects."""
    told.automation = {name: status for name, (_, status) in served.automation().items()}
    (told.killed,) = served.ended(told.present["runId"])
    told.failure = served.failure(told.present["runId"])
    again = until(lambda: _run_because(served, f"tried again: The process {_process(told.killed)}"), "retry")
    (told.again,) = served.ended(again["runId"])
    told.releases = _releases(shop)
    told.notices = (shop.root / "warehouse" / "notices.log").read_text(encoding="utf-8").splitlines()


def _filled(served: Served) -> list[dict]:
    runs = [run for run in served.runs() if run["jobName"] == "backfill_days"]
    return runs if len(runs) == len(PAST) and all(run["endTime"] for run in runs) else []


def _at_work(served: Served) -> dict | None:
    run = _run_because(served, "a backfill has ended")
    return run if run and run["status"] == "STARTED" and TAG in run["tags"] else None


def _run_because(served: Served, reason: str) -> dict | None:
    return next(
        (run for run in served.runs() if run["tags"].get("segments/because", "").startswith(reason)), None
    )


def _process(run: dict) -> str:
    return run["tags"][TAG].split(":")[1]


def _releases(shop: BuiltProject) -> list[tuple[int, str]]:
    """Returns the number and day of each release, in the shop's zone."""
    query = (
        "select release_id, cast(timezone('America/New_York', timezone('UTC', as_of)) as date)::varchar"
        " from published.segment_releases order by release_id"
    )
    return shop.rows(query)


def _writing(run: dict) -> tuple[float, float]:
    """Returns the first step's start and the last one's end: a run holds the lock before and after."""
    steps = [step for step in run["stepStats"] if step["startTime"]]
    return min(step["startTime"] for step in steps), max(step["endTime"] for step in steps)


def test_refreshes_from_the_page_and_the_terminal_publish_one_release_each(told):
    assert told.terminal.returncode == 0, told.terminal.stderr
    assert [run["status"] for run in told.refreshes] == ["SUCCESS"] * 3
    assert told.refreshed == [(2, DAY), (3, DAY), (4, DAY)]


def test_no_two_of_them_write_at_a_time(told):
    times = sorted(map(_writing, told.refreshes))
    assert all(ended <= begun for (_, ended), (begun, _) in itertools.pairwise(times))


def test_of_two_that_are_launched_at_once_the_queue_keeps_one_back(told):
    first, second = sorted(told.launched, key=lambda run: run["startTime"])
    assert first["endTime"] <= second["startTime"]


def test_an_asset_by_itself_is_refused_in_a_sentence_and_publishes_nothing(told):
    assert told.part["status"] == "FAILURE"
    (notice,) = [line for line in told.notices if "__ASSET_JOB failed" in line]
    assert "1 of " in notice and "launch the job refresh" in notice


def test_a_backfill_from_the_page_makes_a_release_a_day_oldest_first(told):
    assert [run["status"] for run in told.filled] == ["SUCCESS"] * len(PAST)
    assert told.releases[4:6] == [(5, PAST[0]), (6, PAST[1])]


def test_the_refresh_that_was_killed_with_the_server_is_reported_and_made_up_for(told):
    assert told.killed["status"] == "FAILURE"
    assert told.failure.endswith(f"The process {_process(told.killed)} ended before this run did.")
    assert told.again["status"] == "SUCCESS"
    assert told.again["tags"]["segments/attempt"] == "2"
    # The present is restored.
    assert told.releases[6:] == [(7, DAY)]


def test_what_was_stopped_on_the_page_stays_stopped_after_a_restart(told):
    running = {"weekly_check", "failed_runs", "follow_ups", "new_events", "export_after_release"}
    assert {name for name, status in told.automation.items() if status == "RUNNING"} == running
    assert set(told.automation) == running | STOPPED


def test_a_service_manager_that_stops_the_command_leaves_none_of_its_processes(told):
    assert told.left_by_a_stop == []


def test_one_that_was_killed_and_one_whose_daemon_died_are_told_of(told):
    """Nothing was refreshed any more, and nobody was notified."""
    assert told.code_without_daemon == 1
    lines = [line.split(" ", 1)[1] for line in told.last_notices.splitlines()]
    (killed,) = [line for line in lines if line.startswith("segments serve was gone")]
    assert killed.endswith("was killed, or its machine stopped; it serves again.")
    assert lines[-1].startswith("segments serve ended: Dagster ended: daemon with code -9.")
