"""`segments explain`: why a customer is, or isn't, in a segment at an as-of time."""

from typing import Any

from orchestration.explanation.evaluation import evaluate, is_customer, looks_at_traits, walk
from orchestration.explanation.evidence import Evidence
from orchestration.explanation.standalone import Standalone, refuse_mistakes, render_standalone
from orchestration.explanation.stay import Stay, published_stay
from orchestration.explanation.telling import told_data, told_tree
from orchestration.explanation.told import with_masked_rule
from orchestration.explanation.tree import Node, Trees
from orchestration.project.errors import RefusedError
from orchestration.project.figures import clock
from orchestration.project.nearest import unknown_segment
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.rules.check import dialect
from orchestration.rules.registry import segment_files
from orchestration.rules.vocabulary import CUSTOMERS
from orchestration.terminal import console
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.guarded import PREVIEW_SECONDS, open_guarded

TRAITS = "Traits have their current values: the warehouse keeps no earlier ones."

WIDTH = 10_000


def explain(project: Project, name: str, customer: str, *, as_of: str | None, as_json: bool) -> None:
    """Prints the rule as a tree, with each part's verdict and what decided it, and what is published.

    Raises RefusedError for an unknown segment or customer, a mistake in the segment's file, and a warehouse
    that isn't built or that a refresh holds.
    """
    _refuse_unknown(project, name, customer)
    with console.shown_progress():
        standalone = render_standalone(project, name, as_of)
        with step("evaluate"), open_guarded(project, PREVIEW_SECONDS) as warehouse:
            refuse_mistakes(project, standalone, warehouse)
            tree = explained(standalone, customer, warehouse)
            stay = published_stay(warehouse, name, customer, standalone.as_of, standalone.dialect)
    published = _published(stay, standalone, tree)
    if as_json:
        segment = standalone.segment
        answer = {"segment": name, "file": segment.file, "hidden": segment.is_hidden, "customer_id": customer}
        answer |= {"as_of": standalone.as_of, "is_member": tree.verdict is True, "verdict": tree.verdict}
        console.print_json({**answer, "rule": told_data(tree), "published": published})
        return
    _print(standalone, customer, tree)
    lines = [
        published["sentence"],
        published.get("difference"),
        TRAITS if as_of and looks_at_traits(tree) else None,
    ]
    for line in filter(None, lines):
        console.out.print(line, markup=False, highlight=False)


def explained(standalone: Standalone, customer: str, warehouse: Warehouse) -> Node:
    """Returns the segment's tree, evaluated for one customer of core."""
    tree = Trees(standalone.segments, standalone.dialect).of(standalone.segment.name)
    evaluate(tree, standalone.rendering, customer, warehouse, standalone.dialect)
    evidence = Evidence(
        warehouse, customer, standalone.as_of, standalone.zone, standalone.dialect, standalone.rendering
    )
    for node in {id(node): node for node in walk(tree)}.values():
        evidence.add_to(node)
    return tree


def _refuse_unknown(project: Project, name: str, customer: str) -> None:
    """Refuses unknown names before dbt is loaded, so that the answer comes at once."""
    files = segment_files(project)
    if name not in files:
        raise unknown_segment(name, files)
    with open_warehouse(project, read_only=True) as warehouse:
        if warehouse.columns(CUSTOMERS):
            _check_customer(warehouse, customer, dialect(project))


def _check_customer(warehouse: Warehouse, customer: str, engine: str) -> None:
    found = warehouse.rows(f"select 1 as one from {CUSTOMERS} where {is_customer(customer, engine)}")
    if not found:
        examples = warehouse.rows(f"select customer_id from {CUSTOMERS} order by customer_id limit 3")
        known = ", ".join(str(row["customer_id"]) for row in examples)
        raise RefusedError(f"No customer has the customer_id '{customer}'; the first ones are {known}.")


def _published(stay: Stay | None, standalone: Standalone, tree: Node) -> dict[str, Any]:
    """Returns what readers see, and the reason if that differs from the rule."""
    if stay is None:
        return {"is_member": None, "sentence": "Published: this segment has no release yet."}
    if stay.first_as_of is None:
        reason = f": it is held, {stay.catalogue['held_reason']}" if stay.catalogue["held_reason"] else ""
        return {"is_member": None, "sentence": f"Published: this segment has no release yet{reason}."}
    if stay.is_member is None:
        first = clock(stay.first_as_of, standalone.zone)
        return {"is_member": None, "sentence": f"Published: nothing by then; history begins at {first}."}
    if stay.since is None:
        sentence = f"Published: never in by then, from {clock(stay.first_as_of, standalone.zone)} on."
    else:
        state = "in" if stay.is_member else "out"
        sentence = (
            f"Published: {state} since {clock(stay.since, standalone.zone)}, by release {stay.release_id}."
        )
    told: dict[str, Any] = {"is_member": stay.is_member, "since": stay.since, "release_id": stay.release_id}
    told |= {"status": stay.catalogue["status"], "sentence": sentence}
    if stay.is_member != (tree.verdict is True):
        told["difference"] = f"The rule as it stands now says otherwise: {_reason(stay, standalone)}."
    return told


def _reason(stay: Stay, standalone: Standalone) -> str:
    row = stay.catalogue
    segment = standalone.segment
    if not with_masked_rule(segment, standalone.segments).has_rule(row["rule_sql"]):
        return "its file was edited since"
    if row["status"] == "held":
        return f"the segment is held, {row['held_reason']}"
    if row["as_of"] != standalone.as_of:
        last = clock(row["as_of"], standalone.zone)
        return f"the published members are those at the as-of time of the last refresh, {last}"
    return "the data, or a segment that it is built on, changed since then"


def _print(standalone: Standalone, customer: str, tree: Node) -> None:
    state = "is in" if tree.verdict else "is not in"
    unknown = "" if tree.verdict is not None else " (unknown: the rule has no answer for them)"
    hidden = ", a hidden segment" if standalone.segment.is_hidden else ""
    subject = f"Customer {customer} {state} {standalone.segment.name}{hidden}{unknown}"
    console.out.print(f"{subject}, as of {clock(standalone.as_of, standalone.zone)}.", style="bold")
    # On a terminal, a long line continues below its own branch. In a file, it stays one line.
    out = console.out if console.out.is_terminal else console.Terminal(width=WIDTH)
    out.print(told_tree(tree), soft_wrap=False)
