"""A PostgreSQL server that is killed, or that another process writes to: one sentence, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from own_server import Server, served
from small_shop import DAY, open_shop

AS_OF = ("--as-of", DAY)
MEMBERS = (
    "select segment, customer_id, entered_at from published.segment_members"
    " union all select segment, customer_id, entered_at from hidden.segment_members order by 1, 2"
)
SIZES = "select sum(size) from published.segments where status in ('live', 'new')"
RELEASE = "select max(release_id) from published.segment_releases"
STAYS = (
    "select segment, customer_id, entered_at, exited_at from published.segment_history"
    " where superseded_at is null order by 1, 2, 3"
)

# Refreshes, and kills every process of the server this many seconds after publishing began.
KILL_SERVER = """
import sys, threading
import psutil
from orchestration.cli import app as cli
from orchestration.project.progress import listen
server, delay = psutil.Process(int(sys.argv.pop(1))), float(sys.argv.pop(1))
def kill():
    for process in (server, *server.children(recursive=True)):
        process.kill()
def note(now):
    if now.name == "publish" and now.state == "running" and not started:
        started.append(threading.Timer(delay, kill))
        started[0].start()
started = []
with listen(note):
    cli.main()
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Server]:
    """The small shop on a server of its own, refreshed once."""
    with served(tmp_path_factory.mktemp("faults") / "project") as project:
        open_shop(project)
        yield project


@pytest.mark.parametrize("delay", [0, 0.4, 1])
def test_a_server_killed_while_it_publishes_holds_one_whole_release(shop: Server, delay: float):
    members, (release,) = shop.rows(MEMBERS), shop.rows(RELEASE)[0]
    with shop.connected() as connection:
        connection.execute(
            f"insert into shop.orders select 'k{release}-' || k, 'c05', 'order', timestamp '{DAY} 11:00:00',"
            " 9, 'web' from generate_series(1, 4) as orders(k)"
        )
    killed = int(shop.place[0])
    done = subprocess.run(
        [sys.executable, "-c", KILL_SERVER, str(killed), str(delay), "refresh", *AS_OF],
        cwd=shop.root,
        env=shop.environment,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or done.stderr.strip()
    shop.start()
    assert int(shop.place[0]) != killed
    (after,) = shop.rows(RELEASE)[0]
    assert after in (release, release + 1)
    if after == release:
        assert done.returncode == 1
        assert shop.rows(MEMBERS) == members
    assert shop.rows(SIZES) == shop.rows("select count(*) from published.segment_members")

    assert shop.refresh(*AS_OF)["release"]["release_id"] == after + 1
    members, stays = shop.rows(MEMBERS), shop.rows(STAYS)
    assert members != []
    shop.refresh("--full", *AS_OF)
    assert shop.rows(MEMBERS) == members
    assert shop.rows(STAYS) == stays


def test_a_refresh_is_told_of_another_machines(shop: Server):
    before = shop.rows(RELEASE)
    with shop.connected() as other:
        other.execute("select pg_advisory_lock(hashtextextended('warehouse_segments', 0))")
        (session,) = other.execute("select pg_backend_pid()").fetchone()
        done = shop.segments("refresh", *AS_OF)
        assert done.returncode == 1
        assert f"(session {session} from this machine, since 20" in done.stderr
        assert done.stderr.startswith("Another refresh writes to postgresql://postgres@/warehouse?host=")
        assert done.stderr.strip().endswith("let it finish, or wait for it with --wait SECONDS.")
    assert shop.rows(RELEASE) == before
    shop.refresh(*AS_OF)
