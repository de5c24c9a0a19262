"""Dagster as the operator's console: what its runs leave behind, and which of them are retried."""

import json
import subprocess
import sys

import pytest
import small_shop
from conftest import ROOT, clean_environment, copy_built

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(built_shop, tmp_path_factory) -> dict:
    """The results of console_run.py for a shop whose segment `loyal` is too small."""
    root = tmp_path_factory.mktemp("console") / "project"
    copy_built(built_shop, root)
    rule = small_shop.SEGMENTS["loyal"][1]
    small_shop.write_segment(root, "loyal", rule, meta={"size_band": [900, 999]})
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "tests" / "python" / "console_run.py")],
        cwd=root,
        env=clean_environment(root) | {"DAGSTER_HOME": str(root / ".dagster"), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_held_segment_is_noticed_and_does_not_count_as_fresh(told):
    held = told["held"]
    assert held["success"]
    assert not held["materialized"]
    assert held["observation"].startswith("held: size_in_band: 16, expected 900 to 999")
    assert held["notices"] == [
        "segments held: loyal: size_in_band: 16, expected 900 to 999",
        "segments held: loyal_swedes: built on loyal, which is held",
        'segments held: if the data are right: segments accept loyal --release 2 --note "..."',
    ]


def test_a_run_that_found_the_lock_taken_is_tried_again_as_it_was(told):
    locked = told["locked"]
    assert locked["again"]
    assert locked["tags"]["segments/attempt"] == "2"
    assert "Another refresh is running" in locked["tags"]["segments/because"]
    assert locked["config"]["resources"]["refresh"]["config"]["as_of"] == "2024-03-31"


def test_a_run_that_the_audit_blocks_is_not_tried_again_and_gives_notice(told):
    blocked = told["blocked"]
    assert not blocked["again"]
    assert "customers_are_unique" in blocked["because"]
    # The two that were held before are not reported again.
    assert len(blocked["notices"]) == 4
    assert blocked["notices"][3].startswith("refresh failed: ")
