"""A household that recommended the shop answers 0: who hears of it, and what follows if nobody does anything.

Apart from that one answer, what arrives is the demonstration's own. Each step gives what it found, and raises
UntrueError where the project did something else than it promises.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import commands
import yaml
from conftest import BuiltProject
from incident.days import BEFORE, Day, arrive, deliver, furnish, prepare
from mail_server import USER, MailServer
from small_shop import set_variables

DAY = "2017-12-27"
WITHIN = 24  # hours
DESK = "care.desk@shop.example"
# The next persons, as models/segments/groups.yml has them.
OWNERS = {"complaint_risk": "care@example.com", "advocates": "loyalty@example.com"}
# What waits about `advocates` is on the page that all readers see. `complaint_risk` is hidden.
NOTIFY = {
    "complaint_risk": {"when": "enter", "to": "care_desk", "within": WITHIN, "escalate_to": ["owner"]},
    "advocates": {"when": "exit", "to": "care_desk", "within": WITHIN, "escalate_to": ["owner"]},
}
HAPPENS = {"complaint_risk": "entered it", "advocates": "left it"}

# Another answer of 0 makes the average of the half-year five or less.
WHO = f"""
select min(members.customer_id)
from published.segment_members as members
inner join core.customers using (customer_id)
where
    members.segment = 'advocates'
    and (
        select count(*) from core.events as answers
        where
            answers.customer_id = members.customer_id and answers.event_name = 'survey'
            and answers.occurred_on > date '{DAY}' - 170
    ) = 1
"""
ANSWER = f"""
insert into shop.events by name
select
    's-bad-answer' as event_id, {{household}} as customer_id, 'survey' as event_name,
    timestamp '{DAY} 16:20:00' as occurred_at, timestamp '{DAY} 16:21:00' as loaded_at,
    date '{DAY}' as occurred_on, 0 as quantity, 'email' as channel, false as is_deleted
"""
# All times of notices, so that a day has passed for the command, the page and the next refresh alike.
A_DAY_ON = (
    f"update notices.notices set opened_at = opened_at - interval {WITHIN + 1} hour,"
    f" due_at = due_at - interval {WITHIN + 1} hour",
    f"update notices.messages set written_at = written_at - interval {WITHIN + 1} hour",
)


class UntrueError(Exception):
    """Something of the story isn't so; says what."""


@dataclass
class Story:
    """The copy of the project in which it happens, its mail server, and the household."""

    project: BuiltProject
    server: MailServer
    household: str = ""
    open: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def seen(self) -> Path:
        """The page as it was when the follow-up was overdue."""
        return self.project.root / "overdue.html"

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed; gives what it printed."""
        environment = self.project.environment | self.server.environment
        done = commands.run(arguments, self.project.root, environment)
        hold(done.returncode == 0, f"`segments {arguments[0]}` failed: {done.stdout}{done.stderr}")
        return done.stdout

    def begin(self, demonstration: Path) -> None:
        """Let the care desk be told, and refresh on the day before with all that had arrived."""
        furnish(self.project.root)
        set_variables(self.project.root, people=f"{{care_desk: {DESK}}}")
        entries = self.project.root / "models/segments/psychographic/_psychographic.yml"
        content = yaml.safe_load(entries.read_text(encoding="utf-8"))
        for model in content["models"]:
            if model["name"] in NOTIFY:
                model["config"]["meta"]["notify"] = [NOTIFY[model["name"]]]
        entries.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        prepare(self.project.path, demonstration)
        self.run("refresh", "--as-of", BEFORE)
        hold(self.server.messages == [], "the members that a segment begins with were told as news")
        self.household = str(self.project.rows(WHO)[0][0])
        hold(self.household != "None", "no household answered once in the half-year, with 9 or more")

    def answer_badly(self) -> list[Any]:
        """Let the next day's events and the answer arrive, and refresh; gives the household's two mails."""
        came = arrive(DAY), ANSWER.format(household=self.household)
        deliver(self.project.path, Day(DAY, "", came))
        self.run("refresh", "--as-of", DAY)
        about = [f"{name}: customer {self.household} {what}" for name, what in HAPPENS.items()]
        mails = [self.mail(DESK, subject) for subject in about]
        hold(set(self.server.sessions) == {(True, USER.encode())}, "a mail went without encryption or login")
        self.open = self.followed_up()
        hold(set(self.open) == set(NOTIFY), f"follow-ups are open of {sorted(self.open)} alone")
        hold(not any(row["is_overdue"] for row in self.open.values()), "one is overdue from the start")
        return mails

    def let_a_day_pass(self) -> None:
        """Move the times of all notices of the copy 25 hours back: nobody did anything in that time."""
        with self.project.connected(read_only=False) as connection:
            for statement in A_DAY_ON:
                connection.execute(statement)

    def escalate(self) -> list[Any]:
        """Refresh again; gives the mails to the next persons, and holds that the page begins with it."""
        overdue = self.followed_up()
        hold(all(row["is_overdue"] for row in overdue.values()), "after 25 hours a follow-up isn't overdue")
        self.run("refresh", "--as-of", DAY)
        mails = [
            self.mail(OWNERS[name], f"overdue: {name}: customer {self.household} {what}")
            for name, what in HAPPENS.items()
        ]
        now = self.followed_up()
        hold(
            all(row["responsible"] == "owner" and row["step"] == 1 for row in now.values()),
            "an overdue follow-up didn't pass to the next person",
        )
        return mails

    def on_page(self) -> list[list[Any]]:
        """The household's follow-ups on the page, in its order; of hidden segments there are none."""
        page = (self.project.root / "published/report.html").read_text(encoding="utf-8")
        found = re.search(r'id="content">(.*?)</script>', page, flags=re.DOTALL)
        assert found
        rows = json.loads(found[1])["follow_ups"]
        hidden = self.open["complaint_risk"]["notice"]
        hold(hidden not in page, "the page tells all readers of a hidden segment")
        return [row for row in rows if row[0] == self.open["advocates"]["notice"]]

    def first_card(self) -> list[Any]:
        """The overdue follow-up on the page's first card; the page as it is now is kept in `seen`."""
        shown = self.on_page()
        hold(len(shown) == 1, "the page's first card lacks the overdue follow-up")
        shutil.copy(self.project.root / "published" / "report.html", self.seen)
        return shown[0]

    def close(self, note: str) -> list[str]:
        """Acknowledge both, and hold that nothing of them is left; gives what the command said."""
        said = [self.run("ack", row["notice"], "--note", note, "--by", "anna") for row in self.open.values()]
        hold(self.followed_up() == {}, "a follow-up that was closed is still open")
        hold(self.on_page() == [], "a follow-up that was closed is still on the page")
        before = len(self.server.messages)
        self.let_a_day_pass()
        self.run("refresh", "--as-of", DAY)
        told = [mail for mail in self.server.messages[before:] if self.household in str(mail["Subject"])]
        hold(told == [], "somebody was told of what was closed")
        return said

    def followed_up(self) -> dict[str, dict[str, Any]]:
        """The open follow-ups about the household, by segment."""
        rows = json.loads(self.run("followups", "--json"))
        return {row["segment"]: row for row in rows if str(row["customer_id"]) == self.household}

    def mail(self, to: str, subject: str) -> Any:
        """The one mail to somebody with that subject."""
        found = [
            mail
            for mail in self.server.messages
            if mail["To"] == to and str(mail["Subject"]).partition(": ")[2] == subject
        ]
        hold(len(found) == 1, f"{len(found)} mails to {to} say '{subject}', instead of one")
        return found[0]


def hold(is_so: bool, sentence: str) -> None:
    """Raise UntrueError with the sentence unless it is so."""
    if not is_so:
        raise UntrueError(f"{sentence}.")
