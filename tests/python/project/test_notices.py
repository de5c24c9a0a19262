"""People are told of what happens to a segment once for ever; what nobody sees to goes to the next person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import commands
import pytest
from conftest import BuiltProject, copy_built
from mail_server import PASSWORD
from notified_shop import BOSS, OWNER, VP, NotifiedShop, notified_shop
from small_shop import DAY

pytestmark = pytest.mark.slow

NEXT, THIRD = "2024-04-01", "2024-04-02"
ENTERED = "recent: customer c20 entered it"


@pytest.fixture(scope="module")
def told(built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotifiedShop]:
    """The shop on the day after, on which two customers ordered who never had."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("notices") / "project")
    with notified_shop(project, tmp_path_factory.mktemp("mail")) as shop:
        # The clock of the first release is where the segments begin.
        assert shop.refresh(DAY) == []
        shop.order("c20", "c25", day=NEXT)
        shop.refresh(NEXT)
        yield shop


def test_each_entry_is_told_by_itself_and_a_digest_at_once(told: NotifiedShop) -> None:
    assert told.told() == [
        (OWNER, "recent: customer c14 left it"),
        (VP, "quiet: customer c20 left it"),
        (VP, "quiet: customer c25 left it"),
        (VP, ENTERED),
        (VP, "recent: customer c25 entered it"),
    ]
    (mail,) = (mail for mail in told.server.messages if str(mail["Subject"]).endswith(ENTERED))
    text = "\n".join(mail.get_content().splitlines())
    notice = _open(told)["recent", "c20"]
    assert text.startswith(f"Segment recent: customer c20 entered it, as of {NEXT}.\n")
    assert f"then: segments ack {notice['notice']} --note TEXT" in text
    assert "Responsible: vp." in text
    # What the rule asks is told, and nothing that the warehouse knows of the customer.
    assert "order" in text
    assert "SE" not in text.replace("Segment", "")


@pytest.mark.slow
def test_what_was_told_is_never_told_again(told: NotifiedShop) -> None:
    """A rollback takes entries back, and the refresh after it makes them again; a backfill goes elsewhere."""
    assert told.refresh(NEXT) == []
    assert told.refresh(NEXT, "--full") == []
    told.run("rollback", "2")
    assert told.refresh(NEXT) == []
    told.run("rollback", "2")
    # Whoever entered the day before enters now, as the ledger has it.
    assert (VP, ENTERED) not in told.refresh(THIRD)
    told.run("backfill", "--from", "2024-03-20", "--to", "2024-03-22", "--every", "day")
    assert [subject for _, subject in told.refresh(THIRD)] == []
    subjects = [subject for _, subject in told.told()]
    assert [subject for subject in subjects if subject == ENTERED] == [ENTERED]
    keys = [key for _, key in told.server.got]
    assert len(keys) == len(set(keys))


def test_readers_see_what_became_overdue_between_refreshes(told: NotifiedShop) -> None:
    """The sensor told the next person, and the page went on as at the last refresh."""
    seen = "select count(*) from published.segment_follow_ups where escalations > 0"
    with told.project.reading() as reader:
        before = reader.execute(seen).fetchone()
    notice = _open(told)["recent", "c25"]["notice"]
    earlier = "opened_at - interval '1 minute'"
    with told.project.connected(read_only=False) as connection:
        connection.execute(f"update notices.notices set due_at = {earlier} where notice = '{notice}'")
    assert told.look() == [(OWNER, "overdue: recent: customer c25 entered it")]
    with told.project.reading() as reader:
        assert (reader.execute(seen).fetchone(), before) == ((1,), (0,))
    assert told.look() == []


def test_what_is_overdue_goes_to_the_next_person_and_ends_with_a_note(told: NotifiedShop) -> None:
    notice = _open(told)["recent", "c20"]
    assert (notice["responsible"], notice["is_overdue"]) == ("vp", False)
    assert told.turn(hours=23) == []
    overdue = "overdue: recent: customer c20 entered it"
    assert (OWNER, overdue) in told.turn(hours=25)
    assert told.turn(hours=25) == []
    assert (BOSS, overdue) in told.turn(hours=49)
    assert not [to for to, _ in told.turn(hours=900) if to in (OWNER, BOSS)]
    shown = _open(told)["recent", "c20"]
    assert (shown["responsible"], shown["step"]) == (BOSS, 2)
    closed = told.run("ack", notice["notice"], "--note", "Called: a late parcel.", "--by", "anna")
    assert (closed["acknowledged_by"], closed["note"]) == ("anna", "Called: a late parcel.")
    assert ("recent", "c20") not in _open(told)
    for wrong, sentence in (
        (notice["notice"], "was closed by anna on"),
        ("nothing", "No follow-up has the ID 'nothing'"),
    ):
        refused = _refused(told, "ack", wrong, "--note", "Again.")
        assert sentence in refused
    assert "say what was done" in _refused(told, "ack", _open(told)["recent", "c25"]["notice"], "--note", " ")


def test_readers_see_what_waits_without_a_customer(told: NotifiedShop) -> None:
    with told.project.reading() as reader:
        rows = reader.execute("select segment, follow_up from published.segment_follow_ups").fetchall()
    waiting = {row["notice"] for row in _open(told).values() if row["segment"] == "recent"}
    assert set(rows) == {("recent", notice) for notice in waiting}
    page = (told.project.root / "published" / "report.html").read_text(encoding="utf-8")
    content = json.loads(re.search(r'id="content">(.*?)</script>', page, flags=re.DOTALL)[1])
    assert {row[1] for row in content["follow_ups"]} == {"recent"}
    assert "c25" not in json.dumps(content)


def test_an_erased_customer_is_forgotten(told: NotifiedShop) -> None:
    told.run("erase", "c25", "--yes")
    assert not [key for key in _open(told) if key[1] == "c25"]
    assert told.project.rows("select count(*) from notices.notices where customer_id = 'c25'") == [(0,)]
    assert told.project.rows("select count(*) from notices.notices where customer_id = 'c20'") != [(0,)]


def test_secrets_stand_nowhere(told: NotifiedShop) -> None:
    found = [
        file
        for file in told.project.root.rglob("*")
        if file.is_file() and not file.is_symlink() and PASSWORD.encode() in file.read_bytes()
    ]
    assert found == []


def _open(told: NotifiedShop) -> dict[tuple[str, str | None], dict]:
    return {(row["segment"], row["customer_id"]): row for row in told.run("followups")}


def _refused(told: NotifiedShop, *arguments: str) -> str:
    done = commands.run(arguments, told.project.root, told.environment)
    assert done.returncode == 1
    return " ".join(done.stderr.split())
