"""What Dagster sees: assets with their lineage, the audit between candidates and publication, one job."""

import json
import subprocess
import sys

import pytest
from conftest import clean_environment

DESCRIBE = """
import json
from orchestration.definitions import defs
graph = defs.resolve_asset_graph()
job = defs.resolve_job_def("refresh")
schedules = {
    schedule.name: [schedule.cron_schedule, schedule.execution_timezone] for schedule in defs.schedules
}
print(json.dumps({
    "parents": {key.to_user_string(): sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
                for key in graph.get_all_asset_keys()},
    "checks": {key.name: graph.get_check_spec(key).blocking for key in graph.asset_check_keys
               if key.asset_key.to_user_string() == "audit/verdicts"},
    "others": sorted(f"{key.asset_key.to_user_string()} {key.name}" for key in graph.asset_check_keys
                     if key.asset_key.to_user_string() != "audit/verdicts"),
    "clusters": sorted(key.to_user_string() for key in graph.get_all_asset_keys()
                       if graph.get(key).group_name == "clusters"),
    "steps": [node.name for node in job.nodes_in_topological_order],
    "executor": job.executor_def.name,
    "schedules": schedules,
    "sensors": sorted(sensor.name for sensor in defs.sensors),
    "months": defs.resolve_job_def("backfill_months").partitions_def.get_partition_keys(),
    "clock": defs.resolve_job_def("backfill_months").partitioned_config.get_run_config_for_partition_key(
        "2017-02-01")["ops"]["release"]["config"]["as_of"],
    "hours": {key.to_user_string(): policy.fail_window.to_timedelta().total_seconds() / 3600
              for key in graph.get_all_asset_keys()
              if (policy := graph.get(key).freshness_policy_or_from_metadata)},
}))
"""


def _told(project, code: str) -> dict:
    """Runs a program in the project's folder. Returns the JSON of its last line."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=project.root,
        env=clean_environment(project.root),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def described(warehouse) -> dict:
    return _told(warehouse, DESCRIBE)


def _ancestors(parents: dict[str, list[str]], asset: str) -> set[str]:
    found: set[str] = set()
    waiting = [asset]
    while waiting:
        for parent in parents.get(waiting.pop(), []):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def test_a_published_segment_goes_back_to_the_sources_through_the_audit(described):
    ancestors = _ancestors(described["parents"], "published/champions")
    assert {"raw/transactions", "core/events", "membership/candidates", "audit/verdicts"} <= ancestors


def test_a_segment_in_a_rule_is_seen_in_the_lineage(described):
    assert "published/gold_tier" in described["parents"]["hidden/vip_care"]


def test_project_wide_checks_block_and_checks_of_segments_do_not(described):
    assert described["checks"]["customers_are_unique"]
    assert not described["checks"]["size_in_band"]


def test_scores_clusters_and_emerging_groups_have_checks_of_their_own(described):
    assert described["others"] == [
        "ledger/recorded_groups emerging_groups_grow_slowly",
        "scores/clustering_centers clusters_stay",
        "scores/clusterings clusters_are_stable",
        "scores/scoring_models scores_are_current",
    ]
    assert {
        "ledger/recorded_groups",
        "published/emerging_groups",
        "published/clusters",
        "scores/clusterings",
    } <= {*described["clusters"]}


def test_one_job_runs_the_steps_in_order_in_one_process(described):
    assert described["steps"] == [
        "ingest",
        "candidates",
        "audit__verdicts",
        "publication",
        "score_checks",
        "ledger__recorded_groups",
        "files__published",
    ]
    assert described["executor"] == "in_process"


def test_the_schedules_keep_the_projects_own_time(described):
    assert described["schedules"] == {
        "refresh_when_due": ["0 * * * *", "America/New_York"],
        "weekly_check": ["0 3 * * 0", "America/New_York"],
    }


def test_sensors_look_at_arrivals_failures_and_backfills(described):
    assert described["sensors"] == [
        "after_backfill",
        "export_after_release",
        "failed_runs",
        "follow_ups",
        "new_events",
    ]


def test_a_month_of_the_page_is_its_last_day(described):
    assert described["months"][0] == "2017-01-01"
    assert described["months"][-1] == "2017-12-01"
    assert described["clock"] == "2017-02-28"


def test_a_segment_turns_red_when_its_cadence_is_missed_and_nothing_else_does(described):
    assert all(asset.startswith(("published/", "hidden/")) for asset in described["hours"])
    assert len(described["hours"]) == 41
    assert set(described["hours"].values()) == {2, 26, 170}


def test_own_data_need_no_ingest(built_shop):
    described = _told(built_shop, DESCRIBE)
    assert described["steps"][0] == "candidates"
    assert not [asset for asset in described["parents"] if asset.startswith(("raw/trans", "synthetic/"))]


def test_a_release_materializes_every_segment_with_its_figures(built_shop):
    code = """
import json, os
os.environ["DAGSTER_HOME"] = os.path.abspath(".dagster")
from dagster import AssetKey, DagsterInstance
with DagsterInstance.get() as instance:
    event = instance.get_latest_materialization_event(AssetKey(["published", "swedes"]))
    found = event.asset_materialization.metadata
    columns = {column.name: column.type for column in found["dagster/column_schema"].value.columns}
    texts = {name: found[name].value for name in ("size", "status", "unknown", "findings", "page")}
    print(json.dumps({**texts, "columns": columns}))
"""
    figures = _told(built_shop, code)
    assert (figures["size"], figures["status"], figures["unknown"]) == (10, "new", 10)
    assert figures["columns"] == {"customer_id": "varchar", "entered_at": "timestamp"}
    assert figures["page"] == f"{(built_shop.root / 'published/report.html').as_uri()}#swedes"
    assert figures["findings"] == "The last audit found nothing."
