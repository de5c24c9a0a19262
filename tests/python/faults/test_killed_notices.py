"""Killed at any moment, everybody is told of everything, and what comes twice comes under one key."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from conftest import ROOT
from mail_server import MailServer, mail_server
from notices_run import EACH
from told_ledger import told_project

from orchestration.warehouse.connections import open_warehouse

RELEASES = 12
KILLS = 30
SEED = 7


def test_killed_at_any_moment_each_notice_has_one_key_and_arrives(tmp_path):
    chance = random.Random(SEED)
    project = told_project(tmp_path)
    (tmp_path / "mail").mkdir()
    killed = 0
    with mail_server(tmp_path / "mail") as server:
        # Answers take as long as those of real servers: kills fall while one is waited for.
        server.seconds = 0.1
        environment = os.environ | server.environment | {"PYTHONPATH": _path()}
        while True:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "tests/python/notices_run.py"), str(tmp_path), str(RELEASES)],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            if killed < KILLS:
                # Some begin again and again before anything is sent.
                _kill_after(process, tmp_path, server, chance.randint(0, 3), chance.uniform(0.0, 0.1))
            said, _ = process.communicate()
            if process.returncode == 0:
                assert said == "told\n"
                break
            assert process.returncode == -signal.SIGKILL
            killed += 1
        got = Counter(server.got)

    with open_warehouse(project, read_only=True) as warehouse:
        told = warehouse.rows(
            "select recipient, happening, customer_id, happened_at, count(*) as notices from notices.notices"
            " group by all"
        )
        messages = warehouse.rows("select distinct message, person, confirmed_at from notices.messages")
        unfinished = warehouse.rows("select * from notices.releases where told_at is null")
    # The segment begins with the first release's members, and two releases later they begin to leave.
    entered, left = EACH * (RELEASES - 1), EACH * (RELEASES - 2)
    assert Counter((row["recipient"], row["happening"]) for row in told) == {
        ("vp@shop.example", "enter"): entered,
        ("office@shop.example", "enter"): entered,
        ("owner", "exit"): left,
    }
    assert {row["notices"] for row in told} == {1}
    assert (unfinished, [row for row in messages if row["confirmed_at"] is None]) == ([], [])
    addresses = {"owner": "crm@example.com"}
    wanted = {
        (addresses.get(row["person"], row["person"]), f"<{row['message']}@shop.example>") for row in messages
    }
    assert set(got) == wanted
    assert len(wanted) == entered + (RELEASES - 1) + left
    twice = sum(got.values()) - len(got)
    print(f"{killed} kills, {len(got)} messages, {twice} came twice")
    # Between the server's taking a message and the confirmation a process dies at most once.
    assert 0 < twice <= killed
    assert killed > KILLS / 4


def _kill_after(
    process: subprocess.Popen[str], folder: Path, server: MailServer, messages: int, seconds: float
) -> None:
    """Kill a process so long after it has begun to work and sent so many messages, unless it has ended."""
    starts, sent = folder / "starts", len(server.messages)
    before = starts.stat().st_size if starts.is_file() else 0

    def is_at_work() -> bool:
        has_begun = starts.is_file() and starts.stat().st_size > before
        return has_begun and len(server.messages) >= sent + messages

    while process.poll() is None and not is_at_work():
        time.sleep(0.005)
    time.sleep(seconds)
    process.kill()


def _path() -> str:
    return os.pathsep.join(map(str, (ROOT, ROOT / "tests/python")))
