"""Plays a bad survey answer, from the mail that it causes to the note that ends it: `make demo-follow-up`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from conftest import ROOT, BuiltProject, copy_project
from incident.days import BEFORE
from mail_server import mail_server

from follow_up.story import DAY, NOTIFY, Story, UntrueError

NOTE = "Called them: the fish counter was closed. Voucher sent."


def main() -> int:
    """Plays it over the demonstration's warehouse. The exit code is 1 if a step isn't as it is told."""
    demonstration = ROOT / "warehouse" / "warehouse.duckdb"
    if not demonstration.exists():
        print("There is no warehouse yet: `make run` builds it from the demonstration's files.")
        return 1
    folder = demonstration.parent / "follow_up"
    shutil.rmtree(folder, ignore_errors=True)
    say = Console(highlight=False, soft_wrap=True)
    try:
        play(copy_project(folder), demonstration, say)
    except UntrueError as error:
        say.print(f"\nThe story ends here, because {error}", markup=False)
        return 1
    return 0


def play(project: BuiltProject, demonstration: Path, say: Console) -> Story:
    """Plays and prints the story in a copy of the project. Raises UntrueError at the first wrong step."""
    with tempfile.TemporaryDirectory() as folder, mail_server(Path(folder)) as server:
        story = Story(project, server)
        say.print(f"A mail server listens at 127.0.0.1:{server.port}. It wants STARTTLS and a login.")
        say.print("In a copy of the project, two segments tell the care desk, and say who is told next:")
        for name, entry in NOTIFY.items():
            say.print(f"  {name}: {entry}", markup=False)
        story.begin(demonstration)
        _day(
            say,
            BEFORE,
            f"Everything has arrived, and nobody is told. Household {story.household} is an advocate.",
        )
        mails = story.answer_badly()
        _day(
            say,
            DAY,
            f"Household {story.household} answers a survey with 0. The refresh sends two mails about it:",
        )
        for mail in mails:
            _show(say, mail)
        _listed(say, story, "Both wait for the care desk")
        story.let_a_day_pass()
        _day(
            say,
            "25 hours later",
            "Nobody did anything. (The story sets the times of the copy's notices back by 25 hours.)",
        )
        _listed(say, story, "Both are overdue")
        mails = story.escalate()
        say.print("The next refresh tells the next persons:")
        for mail in mails:
            _show(say, mail, lines=1)
        number, segment, happening, responsible, due_at, escalations = story.first_card()
        say.print("The report's first card, *What needs a person*, begins with it, without the household:")
        say.print(
            f"  {segment} is waiting for {responsible}: follow-up {number} ({happening}) is overdue since"
            f" {due_at[:16].replace('T', ' ')} UTC, escalated {escalations} time"
        )
        say.print("  [dim]Of complaint_risk, which is hidden, the page of all readers says nothing.[/]")
        _day(say, "Then", "Somebody calls the household, and says so:")
        for line in story.close(NOTE):
            say.print(f"  {line.strip()}", markup=False)
        say.print("Nothing of it is open, on the page or in the next refresh's mails.")
        say.print(f"\nThe page as it was when nobody had done anything: {story.seen}")
    return story


def _day(say: Console, when: str, told: str) -> None:
    say.print(f"\n[bold]{when}[/]  {told}")


def _listed(say: Console, story: Story, what: str) -> None:
    """Shows what `segments followups` has of the household."""
    say.print(f"{what}, says `segments followups`:")
    for row in story.followed_up().values():
        overdue = "overdue since" if row["is_overdue"] else "until"
        say.print(
            f"  {row['notice']}  {row['segment']}, {row['happening']} of {row['customer_id']}:"
            f" {row['responsible']}, {overdue} {row['due_at'][:16].replace('T', ' ')} UTC",
            markup=False,
        )


def _show(say: Console, mail: EmailMessage, lines: int | None = None) -> None:
    say.print(f"  To: {mail['To']}\n  Subject: {mail['Subject']}", markup=False)
    for line in mail.get_content().strip().splitlines()[:lines]:
        say.print(f"  | {line}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
