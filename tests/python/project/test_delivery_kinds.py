"""Each kind of destination gets what its file allows, in its own way, and no secret stands anywhere after."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dagster import DagsterInstance, DagsterRunStatus
from delivery_world import World, customers, loyal_world, sound
from faulty_server import Service
from sftp_server import PASSWORD, SftpServer, sftp_server

from orchestration.defs.automation.exports import export_job
from orchestration.delivery.ads import hashed

pytestmark = pytest.mark.slow

TOKEN, PLACE = "token-7391-live", "place-8842-live"
SECRETS = (TOKEN, PLACE, PASSWORD)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return loyal_world(tmp_path / "project", 5)


@pytest.fixture
def served(served: tuple[Service, str], monkeypatch: pytest.MonkeyPatch) -> tuple[Service, str]:
    monkeypatch.setenv("CRM_TOKEN", TOKEN)
    monkeypatch.setenv("CRM_HOOK", f"{served[1]}/{PLACE}")
    return served


@pytest.fixture
def partner(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SftpServer]:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    with sftp_server(tmp_path_factory.mktemp("partner")) as server:
        yield server


def internal(**said: str) -> dict:
    return {"purpose": "internal", "columns": ["customer_id", "email"], "match": "customer_id", **said}


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_file_is_the_audience_as_it_stands(world: World, ending: str):
    world.declare("sales", kind="file", **internal(path=f"out/{{segment}}.{ending}"))
    sound(world)
    world.know(["c1"], email='quoted, "name"@example.com')
    world.publish("loyal", customers(1, 2, 3))
    sound(world)
    path = world.root / f"out/loyal.{ending}"
    with duckdb.connect() as engine:
        rows = engine.execute(f"select customer_id, email from '{path}' order by 1").fetchall()
    expected = ['quoted, "name"@example.com', "c2@example.com", "c3@example.com"]
    assert rows == list(zip(customers(1, 2, 3), expected, strict=True))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_of_nobody_has_its_columns_and_one_that_is_lost_is_written_again(world: World):
    world.declare("sales", kind="file", **internal(path="out/loyal.csv"))
    sound(world)
    path = world.root / "out/loyal.csv"
    path.unlink()
    sound(world)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 6
    world.publish("loyal", [])
    sound(world)
    assert list(csv.reader(path.open(encoding="utf-8"))) == [["customer_id", "email"]]


def test_a_file_that_cant_be_written_is_told_and_nothing_is_recorded(world: World):
    world.declare("sales", kind="file", **internal(path="out/loyal.csv"))
    (world.root / "out").write_text("in the way", encoding="utf-8")
    (delivery,) = world.export().values()
    assert delivery.problems == ["destinations/sales.yml: path: the file can't be written: File exists."]
    (world.root / "out").unlink()
    sound(world)


def test_a_hidden_segment_goes_nowhere_that_doesnt_say_so(world: World):
    world.publish("quiet", customers(1), access="private")
    said = internal(path="out/{segment}.csv")
    world.declare("sales", kind="file", segments=["loyal", "quiet"], **said)
    (delivery,) = world.export().values()
    assert "'quiet' is hidden" in delivery.problems[0]
    assert not (world.root / "out").exists()
    world.declare("sales", kind="file", segments=["loyal", "quiet"], allow_hidden=True, **said)
    sound(world)
    assert (world.root / "out/quiet.csv").is_file()


def test_a_webhook_hears_who_enters_and_who_leaves(world: World, served: tuple[Service, str]):
    world.declare("hook", kind="webhook", url_env="CRM_HOOK", limits={"batch_size": 100})
    sound(world)
    world.publish("loyal", customers(0, 1, 2, 3))
    sound(world)
    heard = [(each["method"], each["action"], len(each["members"])) for each in served[0].requests]
    assert heard == [("POST", "add", 5), ("POST", "remove", 1)]
    assert served[0].requests[0]["path"] == f"/{PLACE}"


def test_a_chat_gets_a_message_that_names_no_more_than_the_file_allows(
    world: World, served: tuple[Service, str]
):
    world.know(["c4"], email="<c4>&@example.com")
    world.declare("team", kind="slack", url_env="CRM_HOOK", limits={"batch_size": 100})
    sound(world)
    (message,) = [each["text"] for each in served[0].requests]
    lines = message.splitlines()
    assert lines[0] == "*loyal*: 5 customers entered"
    assert sorted(lines[1:])[:2] == ["• &lt;c4&gt;&amp;@example.com", "• c0@example.com"]


def test_ad_platforms_get_hashes_alone(world: World, served: tuple[Service, str]):
    same = {"columns": ["email"], "match": "email", "channel": "email", "url": served[1]}
    world.declare("meta", kind="meta_custom_audience", audience_id="42", token_env="CRM_TOKEN", **same)
    ids = {"account_id": "1234567890", "audience_id": "42", "terms": "accepted"}
    world.declare("google", kind="google_customer_match", token_env="CRM_TOKEN", **ids, **same)
    assert [each.problems for each in world.export().values()] == [[], []]
    world.publish("loyal", customers(0, 1, 2, 3))
    assert [each.problems for each in world.export().values()] == [[], []]
    asked = [(each["method"], each["path"]) for each in served[0].requests]
    assert asked == [
        *[("POST", "/audienceMembers:ingest"), ("POST", "/audienceMembers:ingest")],
        *[("POST", "/42/users"), ("POST", "/42/users")],
        ("POST", "/audienceMembers:remove"),
        ("DELETE", "/42/users"),
    ]
    assert served[0].requests[-1]["payload"] == {
        "schema": ["EMAIL"],
        "data": [[hashed("c4@example.com")]],
    }
    assert "@" not in json.dumps(served[0].requests)
    assert {each["Authorization"] for each in served[0].headers} == {f"Bearer {TOKEN}"}


def test_a_variable_that_isnt_set_is_told(world: World, served: tuple[Service, str]):
    world.declare("hook", kind="webhook", url_env="NOT_SET")
    (delivery,) = world.export().values()
    assert delivery.problems == [
        "destinations/hook.yml: url_env: the environment variable NOT_SET isn't set; set it where"
        " `segments export` runs."
    ]


def test_after_a_release_the_job_delivers_and_fails_with_the_sentences(
    world: World, served: tuple[Service, str], tmp_path: Path
):
    world.declare("hook", kind="webhook", url_env="CRM_HOOK")
    (tmp_path / "dagster").mkdir()
    with DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        done = export_job(world.project).execute_in_process(instance=instance)
        assert done.success
        assert served[0].keys("loyal") == {f"{customer}@example.com" for customer in customers(*range(5))}
        served[0].status = 500
        world.publish("loyal", customers(0))
        failed = export_job(world.project).execute_in_process(instance=instance, raise_on_error=False)
        assert failed.dagster_run.status == DagsterRunStatus.FAILURE
        (step,) = [event for event in failed.all_events if event.is_step_failure]
        assert "hook: it answers HTTP 500, after 2 attempts." in str(step.step_failure_data.error)


@pytest.mark.parametrize("trouble", [401, 422, 500, "drop_after"])
def test_no_secret_stands_in_any_file_log_event_or_message(
    world: World, served: tuple[Service, str], partner: SftpServer, tmp_path: Path, trouble: int | str
):
    """The service repeats the headers of each request in its answer, as many do."""
    served[0].status = trouble if isinstance(trouble, int) else None
    served[0].faults = [] if isinstance(trouble, int) else [trouble] * 100
    world.declare("hook", kind="webhook", url_env="CRM_HOOK", token_env="CRM_TOKEN")
    world.declare("crm", kind="rest", url=f"{served[1]}/members", token_env="CRM_TOKEN")
    partner.faults = [] if isinstance(trouble, int) else ["", *[trouble] * 100]
    partner.is_barred = trouble == 401
    world.declare("partner", **partner.said())
    (tmp_path / "dagster").mkdir()
    with DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
        export_job(world.project).execute_in_process(instance=instance, raise_on_error=False)
    for arguments in (["--json"], ["--plan"]):
        process = world.launch(*arguments)
        said = "".join(process.communicate())
        # Dead letters wait, and are no new problem.
        assert process.returncode == (0 if "--plan" in arguments or trouble == 422 else 1), said
        assert [secret for secret in SECRETS if secret in said] == []
        # Nor anything of a customer.
        assert "@example.com" not in said
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 5
    for file in files:
        content = file.read_bytes()
        assert [secret for secret in SECRETS if secret.encode() in content] == [], file
