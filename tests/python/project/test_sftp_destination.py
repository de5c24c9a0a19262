"""An SFTP server has each audience as a whole file, whatever breaks, and keeps the files of others."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
from delivery_world import World, customers, loyal_world, sound
from sftp_server import PASSWORD, SftpServer, sftp_server

pytestmark = pytest.mark.slow

SAID = {"columns": ["customer_id", "email"], "match": "customer_id"}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpServer]:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    monkeypatch.setattr("orchestration.delivery.carriers.FIRST_WAIT", 0.0)
    with sftp_server(tmp_path / "incoming") as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, server: SftpServer) -> World:
    world = loyal_world(tmp_path / "project", 5)
    world.declare("partner", **server.said(), **SAID)
    return world


def sent(server: SftpServer, name: str = "loyal.csv") -> list[str]:
    rows = list(csv.DictReader(server.files()[name].splitlines()))
    assert all(row["email"] == f"{row['customer_id']}@example.com" for row in rows)
    return [row["customer_id"] for row in rows]


def problem(world: World) -> str:
    (delivery,) = world.export().values()
    (sentence,) = delivery.problems
    return sentence


def contacted(world: World) -> list[tuple]:
    return world.rows("select customer_id from contacts.contacts_made order by 1")


def test_the_file_is_the_audience_and_is_placed_when_something_changed(world: World, server: SftpServer):
    sound(world)
    assert list(server.files()) == ["loyal.csv"]
    assert sent(server) == customers(0, 1, 2, 3, 4)
    connections = server.connections
    sound(world)
    # Nothing changed, so nobody was asked: a receiver that took the file away isn't given it again.
    assert (server.connections, server.renamed) == (connections, ["loyal.csv"])
    world.publish("loyal", customers(1, 2, 3, 4))
    world.know(["c9"])
    sound(world)
    assert sent(server) == customers(1, 2, 3, 4)
    assert contacted(world) == [(customer,) for customer in customers(0, 1, 2, 3, 4)]
    assert server.removed == []


@pytest.mark.parametrize("fault", ["drop_login", "drop_write", "drop_rename", "drop_after", "full", "short"])
def test_no_part_of_a_file_stands_under_its_name(world: World, server: SftpServer, fault: str):
    sound(world)
    before = server.files()
    world.publish("loyal", customers(0, 1, 2))
    server.faults = [fault, fault]
    said = problem(world)
    assert said == "partner: the server didn't take it, after 2 attempts."
    if fault != "drop_after":
        assert server.files()["loyal.csv"] == before["loyal.csv"]
    assert world.export(is_plan=True)["partner"].problems == []
    server.faults = ["delay"]
    sound(world)
    assert sent(server) == customers(0, 1, 2)
    assert list(server.files()) == ["loyal.csv"]
    assert contacted(world) == [(customer,) for customer in customers(0, 1, 2, 3, 4)]


def test_what_a_killed_delivery_wrote_aside_is_removed(world: World, server: SftpServer):
    for name in (".loyal.csv.partner.1.new", ".loyal.csv.other.1.new"):
        (server.folder / name).write_text("a part", encoding="utf-8")
    sound(world)
    assert list(server.files()) == [".loyal.csv.other.1.new", "loyal.csv"]


def test_a_fault_that_passes_is_tried_again_in_the_same_delivery(world: World, server: SftpServer):
    server.faults = ["", "drop_write", "delay"]
    sound(world)
    assert sent(server) == customers(0, 1, 2, 3, 4)


def test_who_withdrew_after_a_lost_answer_is_not_in_the_next_file(world: World, server: SftpServer):
    """The file that arrived names them, and nothing says that it did."""
    server.faults = ["", "drop_after", "drop_after"]
    problem(world)
    assert sent(server) == customers(0, 1, 2, 3, 4)
    world.allow(customers(0, 1))
    sound(world)
    assert sent(server) == customers(0, 1)


def test_a_server_without_the_expected_key_is_told_nothing(world: World, server: SftpServer):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    world.declare("partner", **server.said(host_key=other), **SAID)
    said = problem(world)
    assert said.startswith("partner: the server doesn't have the host_key of destinations/partner.yml")
    assert server.files() == {}
    world.declare("partner", **server.said(host_key="ssh-ed25519 AAAA"), **SAID)
    assert problem(world) == "destinations/partner.yml: host_key: is not a whole public key."


def test_a_login_or_a_folder_that_is_refused_is_told_and_not_tried_again(world: World, server: SftpServer):
    server.password = "another"
    assert problem(world).startswith("partner: the server refuses the login; check the user")
    server.password, server.is_barred = PASSWORD, True
    said = problem(world)
    assert said.startswith("partner: the server has no such folder as the path in destinations/partner")
    assert server.connections == 3
    server.is_barred = False
    world.declare("partner", **server.said(path="missing/{segment}.csv"), **SAID)
    assert problem(world) == said
    world.declare("partner", **server.said(), **SAID)
    sound(world)


def test_a_private_key_logs_in(world: World, server: SftpServer, monkeypatch: pytest.MonkeyPatch):
    world.declare("partner", **server.said(key_env="SFTP_KEY"), **SAID)
    monkeypatch.setenv("SFTP_KEY", "no key")
    said = "key_env: the environment variable SFTP_KEY holds no private key without a passphrase."
    assert problem(world) == f"destinations/partner.yml: {said}"
    monkeypatch.setenv("SFTP_KEY", server.client_key)
    sound(world)
    assert len(sent(server)) == 5


def test_a_file_of_others_is_neither_replaced_nor_removed(world: World, server: SftpServer):
    (server.folder / "loyal.csv").write_text("theirs", encoding="utf-8")
    for _ in range(2):
        said = problem(world)
        assert "on the server stands a file loyal.csv that isn't from here" in said
        assert server.files() == {"loyal.csv": "theirs"}
    world.declare("partner", **server.said(path="ours_{segment}.csv"), **SAID)
    sound(world)
    assert sorted(server.files()) == ["loyal.csv", "ours_loyal.csv"]
    assert server.removed == []


def test_files_under_former_paths_and_of_segments_that_left_are_removed(world: World, server: SftpServer):
    world.publish("recent", customers(0, 1))
    world.declare("partner", **server.said(), **SAID, segments=["loyal", "recent"])
    sound(world)
    (server.folder / "theirs.csv").write_text("theirs", encoding="utf-8")
    world.declare("partner", **server.said(path="new_{segment}.csv"), **SAID, segments=["loyal", "recent"])
    sound(world)
    assert list(server.files()) == ["new_loyal.csv", "new_recent.csv", "theirs.csv"]
    world.declare("partner", **server.said(path="new_{segment}.csv"), **SAID, segments=["recent"])
    sound(world)
    assert list(server.files()) == ["new_recent.csv", "theirs.csv"]
    world.declare("partner", **server.said(path="new_{segment}.csv"), **SAID, segments=[])
    sound(world)
    assert list(server.files()) == ["theirs.csv"]
    assert world.rows("select count(*) from deliveries.receipts") == [(0,)]


def test_a_server_that_cant_replace_in_one_step_never_shows_a_part(world: World, server: SftpServer):
    server.has_posix_rename = False
    sound(world)
    world.publish("loyal", customers(0, 1, 2, 3))
    sound(world)
    assert sent(server) == customers(0, 1, 2, 3)
    assert server.removed == ["loyal.csv"]


def test_the_guard_keeps_members_in_the_file(world: World, server: SftpServer):
    world.know(customers(*range(5, 40)))
    world.allow(customers(*range(40)))
    world.publish("loyal", customers(*range(40)))
    sound(world)
    world.publish("loyal", customers(0))
    assert "39 of 40 members would be removed" in problem(world)
    assert len(sent(server)) == 40
