"""dbt by hand, from the project's root and without flags: it publishes nothing and loses nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import warehouses
from conftest import BuiltProject, clean_environment, copy_built
from crash.published import differences, ledger, published
from small_shop import DAY, SEGMENTS, write_segment

pytestmark = pytest.mark.slow

COMMANDS = (
    ["ls"],
    ["run"],
    ["run", "--full-refresh"],
    ["build"],
    ["retry"],
    ["test"],
    ["seed"],
    ["seed", "--full-refresh"],
    ["compile"],
    ["show", "--select", "loyal"],
    ["docs", "generate"],
    ["run", "--select", "path:models/ledger", "--full-refresh"],
)
ARRIVED = (
    "insert into shop.orders select 'r' || n, 'c05', 'order', timestamp '2024-03-30', 9.0, 'web'"
    " from generate_series(0, 3) as numbers(n)"
)
# What refreshes determine by themselves: the type of the IDs, and the role to write as.
TOLD = {"SEGMENTS_CUSTOMER_ID_TYPE": "varchar"}
if not warehouses.IS_FILE:
    TOLD["PGOPTIONS"] = "-c jit=off -c role=segments_writer"


@dataclass
class Person:
    """Somebody in the shop's folder who runs dbt, after events have arrived and rules have changed."""

    project: BuiltProject
    dbt: subprocess.Popen[str]

    def run(self, *arguments: str) -> dict[str, Any]:
        """Runs dbt once. Returns its exit code and output."""
        assert self.dbt.stdin and self.dbt.stdout
        self.dbt.stdin.write(json.dumps(arguments) + "\n")
        self.dbt.stdin.flush()
        return json.loads(self.dbt.stdout.readline())

    def stands(self) -> dict[str, list[tuple[Any, ...]]]:
        """Returns the ledger, and everything that readers see."""
        members = {
            name: f"select * from published.{name} order by all" for name in SEGMENTS if name != "quiet"
        }
        return {
            **ledger(self.project.root),
            **published(self.project.root),
            **{name: self.project.rows(query) for name, query in members.items()},
        }


@pytest.fixture(scope="module")
def person(built_shop, tmp_path_factory) -> Iterator[Person]:
    project = copy_built(built_shop, tmp_path_factory.mktemp("by_hand") / "project")
    with project.connected(read_only=False) as connection:
        connection.execute(ARRIVED)
    write_segment(project.root, "loyal", "{{ did('order', at_least=2) }}")
    # If views are remade by cascade, one that moves to another schema disappears from the first at once.
    access = "private" if warehouses.IS_FILE else "public"
    write_segment(project.root, "recent", "{{ did('order', within_days=20) }}", "lifecycle", access=access)
    write_segment(project.root, "newcomers", "{{ did('order', at_most=1) }}")
    dbt = subprocess.Popen(
        [sys.executable, str(Path(__file__).parents[1].joinpath("forked_dbt.py"))],
        cwd=project.root,
        env=clean_environment(project.root) | TOLD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Person(project, dbt)
    dbt.communicate()
    warehouses.drop(project.root)


def test_whatever_is_run_by_hand_works_without_flags_and_leaves_ledger_and_readers_as_they_were(person):
    """`dbt run --full-refresh` erased releases and history with exit code 0. `dbt ls` found no profile."""
    before = person.stands()
    assert before["ledger.releases"] and before["ledger.segment_stays"]
    for arguments in COMMANDS:
        done = person.run(*arguments)
        assert done["code"] == 0, (arguments, done["said"])
        assert list(differences(before, person.stands())) == [], arguments


def test_what_an_audit_found_of_another_build_publishes_nothing(person):
    """A refresh that ended after its audit leaves verdicts. They don't apply to what dbt builds later."""
    with person.project.connected(read_only=False) as connection:
        connection.execute(
            "insert into audit.verdicts"
            " select 2, segment, 'size', 'hold', true, '', '' from published.segments"
        )
    assert person.run("run", "--select", "path:models/plan")["code"] == 0
    assert person.project.rows("select count(*) from audit.verdicts where release_id = 2") == [(0,)]


def test_inputs_without_rows_are_refused_before_anything_is_built(person):
    done = person.run("run", "--empty")
    assert done["code"] != 0
    assert "--empty: it would empty what refreshes have taken in" in done["said"]
    assert person.project.rows("select count(*) from core.customers") == [(40,)]


def test_the_refresh_after_it_publishes_what_has_changed(person):
    answer = person.project.refresh("--as-of", DAY)
    assert answer["release"]["release_id"] == 2
    hidden = {"recent"} if warehouses.IS_FILE else set()
    assert {row["segment"] for row in answer["segments"]} == {*SEGMENTS, "newcomers"} - {"quiet"} - hidden
    sizes = {row["segment"]: row["size"] for row in answer["segments"]}
    assert sizes["loyal"] == 25
    changes = "select count(*) from ledger.segment_change_log where release_id = 2 and segment = 'newcomers'"
    assert person.project.rows(changes) == [(sizes["newcomers"],)]
