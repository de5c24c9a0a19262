"""`segments preview`: evaluates a rule as its file stands now, without publishing anything."""

from typing import Any

from rich.table import Table
from rich.text import Text

from orchestration.explanation.standalone import (
    Standalone,
    refuse_mistakes,
    render_standalone,
    render_variants,
)
from orchestration.explanation.variants import variants
from orchestration.project.figures import NONE, clock, number, percent
from orchestration.project.layers import CORE, FEATURES, READ_SCHEMAS
from orchestration.project.progress import step
from orchestration.project.project import Project
from orchestration.rules.expressions import text
from orchestration.terminal import console
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.guarded import PREVIEW_SECONDS, open_guarded

MEMBERS_SHOWN = 10
# The longest bar, in characters.
BAR = 30
VALUES = f"{FEATURES}.customer_values"

FIGURES = f"""
with members as (
{{members}}
),
unknown as (
{{unknown}}
),
published as (
    select customer_id from {CORE}.customers where 1 = 0{{published}}
),
worth as (
    {{worth}}
)
select
    (select count(*) from members) as size,
    (select count(*) from {CORE}.customers) as customers,
    (select count(*) from unknown) as unknown,
    (
        select sum(worth.value)
        from members inner join worth on members.customer_id = worth.customer_id
    ) as value,
    (select count(*) from published) as published_size,
    (select count(*) from members where customer_id not in (select customer_id from published)) as added,
    (select count(*) from published where customer_id not in (select customer_id from members)) as removed
"""


def preview(project: Project, name: str, *, as_of: str | None, vary: str | None, as_json: bool) -> None:
    """Prints size, share, unknown, value and ten members, and the difference from what is published.

    `vary` repeats this for other values of a literal. Raises RefusedError for an unknown segment, a mistake
    in its file, or a warehouse that isn't built.
    """
    with console.shown_progress():
        standalone = render_standalone(project, name, as_of)
        file = standalone.segment.file
        text = (project.root / file).read_text(encoding="utf-8")
        asked = variants(vary, text, file) if vary is not None else []
        rendered = render_variants(project, standalone, [each.text for each in asked]) if asked else []
        with step("evaluate"), open_guarded(project, PREVIEW_SECONDS) as warehouse:
            refuse_mistakes(project, standalone, warehouse)
            answer = _evaluate(warehouse, standalone)
            found = [_evaluate(warehouse, each) for each in rendered]
    answer = {"segment": name, "file": file, "as_of": standalone.as_of, **answer}
    if asked:
        lines = [_varied(each.value, one) for each, one in zip(asked, found, strict=True)]
        answer |= {"vary": vary, "variants": lines}
    if as_json:
        console.print_json(answer)
    else:
        _print(answer, clock(standalone.as_of, standalone.zone))


def _evaluate(warehouse: Warehouse, standalone: Standalone) -> dict[str, Any]:
    # Before the first release nothing is published, and customer values may not exist yet.
    name = text(standalone.segment.name, standalone.dialect)
    query = FIGURES.format(
        members=standalone.sql,
        unknown=standalone.rendering.select("customer_id", f"(\n{standalone.rendering.rule}\n) is null"),
        published="".join(
            f"\n    union all select customer_id from {schema}.segment_members where segment = {name}"
            for schema in READ_SCHEMAS
            if warehouse.columns(f"{schema}.segment_members")
        ),
        worth=f"select customer_id, value from {VALUES}"
        if warehouse.columns(VALUES)
        else f"select customer_id, null as value from {CORE}.customers",
    )
    figures = warehouse.rows(query)[0]
    shown = warehouse.rows(
        f"select customer_id from (\n{standalone.sql}\n) as m order by customer_id limit {MEMBERS_SHOWN}"
    )
    customers = figures.pop("customers")
    return {
        **figures,
        "share": figures["size"] / customers if customers else None,
        "value": None if figures["value"] is None else float(figures["value"]),
        "members": [row["customer_id"] for row in shown],
    }


def _varied(value: str, found: dict[str, Any]) -> dict[str, Any]:
    """Returns a variant's figures and its overlap with what is published.

    `jaccard` is the number of members in both, as a share of those in either.
    """
    in_both = found["size"] - found["added"]
    either = found["size"] + found["removed"]
    kept = {key: found[key] for key in ("size", "share", "unknown", "value", "added", "removed")}
    return {**kept, "variant": value, "in_both": in_both, "jaccard": in_both / either if either else None}


def _variants_table(answer: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(answer["vary"].partition("=")[0])
    for title in ("size", "share", "value", "published too", "added", "removed", "Jaccard"):
        table.add_column(title, justify="right")
    table.add_column("")
    lines = [{**answer, **_varied("as in the file", answer)}, *answer["variants"]]
    most = max(line["size"] for line in lines) or 1
    for line in lines:
        alike = NONE if line["jaccard"] is None else f"{line['jaccard']:.2f}"
        counts = (number(line[name]) for name in ("in_both", "added", "removed"))
        bar = "█" * round(BAR * line["size"] / most)
        share = percent(line["share"])
        table.add_row(
            line["variant"], number(line["size"]), share, number(line["value"]), *counts, alike, bar
        )
    return table


def _print(answer: dict[str, Any], as_of: str) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_row("size", f"{number(answer['size'])} customers, {percent(answer['share'])} of all")
    table.add_row("unknown", f"{number(answer['unknown'])} customers for whom the rule has no answer")
    table.add_row("value", number(answer["value"]))
    change = f"{number(answer['added'])} added, {number(answer['removed'])} removed"
    table.add_row("published now", f"{number(answer['published_size'])}; this would be {change}")
    table.add_row("members", ", ".join(map(str, answer["members"])) or "none")
    stands = f" as {answer['file']} stands now, as of {as_of}; nothing is published"
    console.out.print(Text.assemble((answer["segment"], "bold"), stands))
    console.show(table)
    if "variants" in answer:
        console.out.print()
        console.show(_variants_table(answer))
