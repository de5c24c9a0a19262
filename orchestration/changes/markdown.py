"""A comparison of two states as Markdown, for a change request or a document."""

from collections.abc import Iterator
from itertools import zip_longest

from orchestration.changes.diff import Diff
from orchestration.changes.difference import Difference, Example
from orchestration.changes.telling import headline, kind_of, notes, verdict, worth
from orchestration.explanation.attrition import Step
from orchestration.explanation.told import without_names
from orchestration.project.figures import clock, number, percent

# By this line, a workflow finds the comment that it wrote before.
MARK = "<!-- segments diff -->"


def as_markdown(found: Diff, *, with_hidden: bool, with_customers: bool) -> str:
    """Returns the comparison as Markdown. Hidden segments and customers' IDs appear only if asked for."""
    told = [each for each in found.differences if with_hidden or not each.is_hidden]
    said = "\n".join([MARK, *_lines(found, told, with_customers=with_customers), ""])
    # Rules of other segments may name them.
    return said if with_hidden else without_names(said, found.hidden)


def _lines(found: Diff, told: list[Difference], *, with_customers: bool) -> Iterator[str]:
    yield f"### {headline(found, told)}"
    yield ""
    yield f"{found.base} → {found.head}, as of {clock(found.as_of, found.zone)}."
    if told:
        yield ""
        yield "| segment | change | before | after | in | out | moved | value before | value after | |"
        yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---|"
        yield from (_row(each) for each in told)
    for note in notes(found):
        yield from ("", note)
    for each in told:
        yield from _details(each, found, with_customers=with_customers)


def _row(each: Difference) -> str:
    one = each.moved
    cells = [
        f"`{each.change.name}`",
        kind_of(each),
        number(one.size_before),
        number(one.size_after),
        number(one.entered),
        number(one.exited),
        percent(one.share),
        *worth(each),
        verdict(each),
    ]
    return f"| {' | '.join(cells)} |"


def _details(each: Difference, found: Diff, *, with_customers: bool) -> Iterator[str]:
    lines = [
        *_conditions(each),
        *_clocks(each, found),
        *(["", f"Used by: {', '.join(each.uses)}."] if each.uses else []),
        *(_customers(each) if with_customers else []),
    ]
    if lines:
        yield from ("", "<details>", f"<summary>{each.change.name}</summary>", *lines, "", "</details>")


def _conditions(each: Difference) -> Iterator[str]:
    if not each.steps_before and not each.steps_after:
        return
    yield ""
    yield "| before | left | after | left |"
    yield "|---|---:|---|---:|"
    for before, after in zip_longest(each.steps_before, each.steps_after):
        yield f"| {_step(before)} | {_step(after)} |"


def _step(step: Step | None) -> str:
    if step is None:
        return " | "
    words = step.words.replace("|", "\\|").replace("\n", " ")
    return f"{'&nbsp;&nbsp;' * step.depth}`{words}` | {number(step.remaining)}"


def _clocks(each: Difference, found: Diff) -> Iterator[str]:
    if not each.at_clocks:
        return
    yield ""
    differ = sum(each.at_clocks.values())
    yield f"{number(differ)} memberships differ at the {len(each.at_clocks)} month ends before."
    for at, count in each.at_clocks.items():
        if count:
            yield f"- {clock(at, found.zone)}: {number(count)}"


def _customers(each: Difference) -> Iterator[str]:
    for title, customers in (("Enter", each.entering), ("Leave", each.leaving)):
        if customers:
            yield ""
            yield f"{title}, for example:"
            yield from (f"- {_customer(one)}" for one in customers)


def _customer(one: Example) -> str:
    said = "; ".join(f"`{turned.told()}`" for turned in one.conditions)
    return f"`{one.customer_id}`" + (f": {said}" if said else "")
