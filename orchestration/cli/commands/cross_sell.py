"""`segments cross-sell`: what a segment's members lack that comparable customers buy, and its worth."""

from dataclasses import asdict

from rich.table import Table

from orchestration.discovery.comparable import Asked, CrossSell, cross_sell
from orchestration.lists.new_list import refuse_name, write_list, written_where
from orchestration.project.errors import RefusedError
from orchestration.project.figures import number, percent
from orchestration.project.project import Project
from orchestration.terminal import console
from orchestration.terminal.tables import figures_table

# The rows that are shown; --json has all.
SHOWN = 10


def show_cross_sell(
    project: Project,
    name: str,
    asked: Asked,
    *,
    thing: str | None,
    size: int | None,
    into: str | None,
    as_json: bool,
) -> None:
    """Prints offers and their prize, and writes the candidates for one thing as a list if asked.

    Raises RefusedError for what isn't there, and for a list that is.
    """
    if thing is None and (into is not None or size is not None):
        raise RefusedError("--list and --size need --for: what the candidates are to be offered.")
    if into is not None:
        refuse_name(project, into)
    with console.shown_progress():
        found = cross_sell(project, name, asked, thing, size)
    if into is not None:
        write_list(project, into, found.candidates)
    if as_json:
        console.print_json(asdict(found))
        return
    title = f"What the {number(found.members)} members of {name} lack, {found.since} to {found.until}"
    console.out.print(title, style="bold")
    if found.offers:
        console.show(_offers(found))
    else:
        console.out.print("Nothing that chance doesn't explain.")
    if found.raises:
        console.out.print("\nWhat they have, and spend less on", style="bold")
        console.show(_raises(found))
    for line in ("", *_told(found, asked.days), *_candidates(found, thing, into)):
        console.out.print(line, soft_wrap=True, highlight=False)


def _offers(found: CrossSell) -> Table:
    table = figures_table(
        "thing", "have it", "alike have it", "lack it", "more buyers", "each spends", "prize"
    )
    for offer in found.offers[:SHOWN]:
        shares = (percent(offer.buyers / offer.members), percent(offer.expected / offer.members))
        more = offer.expected - offer.buyers
        table.add_row(
            offer.thing,
            *shares,
            *(number(offer.lacking), number(more), f"{offer.amount:,.2f}", number(offer.prize)),
        )
    return table


def _raises(found: CrossSell) -> Table:
    table = figures_table("thing", "members with it", "each spends", "alike spend", "prize")
    for one in found.raises[:SHOWN]:
        amounts = (f"{one.amount:,.2f}", f"{one.expected_amount:,.2f}")
        table.add_row(one.thing, number(one.buyers), *amounts, number(one.prize))
    return table


def _told(found: CrossSell, days: int) -> list[str]:
    told = [
        "Alike are customers who aren't members, and are in the same tenth of all by value. Prize: what"
        f" members would have spent more in these {days} days if as many of them had each thing, or spent as"
        " much on it, as those. It assumes that they can be won over, and spend no less elsewhere.",
    ]
    if found.compared < found.members:
        left = number(found.members - found.compared)
        told.append(f"{left} members are in a tenth without other customers, and don't count.")
    return told


def _candidates(found: CrossSell, thing: str | None, into: str | None) -> list[str]:
    if thing is None:
        return [
            "`--for THING` finds the members who lack it, those most like the customers who have it first."
        ]
    return [f"{number(len(found.candidates))} candidates for {thing}.", written_where(into)]
