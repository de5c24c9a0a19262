"""`segments preview`: a rule as its file stands now, evaluated without publishing anything."""

from typing import Any

import sqlglot
from rich.table import Table

from orchestration import console
from orchestration.commands.show import unknown_segment
from orchestration.dbt import Dbt
from orchestration.environment import AS_OF, environment
from orchestration.figures import number, percent
from orchestration.progress import step
from orchestration.project import Project
from orchestration.rules.registry import segment_files
from orchestration.warehouse import Warehouse, open_warehouse

MEMBERS_SHOWN = 10

FIGURES = """
with members as ({members}),
published as (
    select customer_id from published.segment_members where segment = ?
    union all
    select customer_id from hidden.segment_members where segment = ?
)
select
    (select count(*) from members) as size,
    (select count(*) from core.customers) as customers,
    (select count(*) from ({unknown}) as undecided) as unknown,
    (
        select sum(value.value)
        from members inner join features.customer_values as value on members.customer_id = value.customer_id
    ) as value,
    (select count(*) from published) as published_size,
    (select count(*) from members where customer_id not in (select customer_id from published)) as added,
    (select count(*) from published where customer_id not in (select customer_id from members)) as removed
"""


def preview(project: Project, name: str, *, as_of: str | None, as_json: bool) -> None:
    """Print size, share, unknown, value and ten members, and the difference to what is published.

    Raises RefusedError for an unknown segment, a mistake in its file, or a warehouse that isn't built.
    """
    files = segment_files(project)
    if name not in files:
        raise unknown_segment(name, list(files))
    # dbt would make an empty file where there is none, and then miss every table.
    with open_warehouse(project, read_only=True):
        pass
    with console.shown_progress():
        with step("compile"), environment({AS_OF: as_of or ""}):
            members = Dbt(project).compile_alone(name).strip().rstrip(";")
        with step("evaluate"), open_warehouse(project, read_only=True) as warehouse:
            answer = _evaluate(warehouse, name, members)
    answer = {"segment": name, "file": files[name], **answer}
    if as_json:
        console.print_json(answer)
    else:
        _print(answer)


def _evaluate(warehouse: Warehouse, name: str, members: str) -> dict[str, Any]:
    figures = warehouse.rows(FIGURES.format(members=members, unknown=_undecided(members)), [name, name])[0]
    shown = warehouse.rows(
        f"select customer_id from ({members}) as m order by customer_id limit {MEMBERS_SHOWN}"
    )
    customers = figures.pop("customers")
    return {
        **figures,
        "share": figures["size"] / customers if customers else None,
        "value": None if figures["value"] is None else float(figures["value"]),
        "members": [row["customer_id"] for row in shown],
    }


def _undecided(members: str) -> str:
    """The query of the customers for whom the rule has no answer: its last condition is NULL."""
    query = sqlglot.parse_one(members, dialect="duckdb")
    rule = query.args["where"].this
    query.args["where"].set(
        "this", sqlglot.exp.Is(this=sqlglot.exp.paren(rule), expression=sqlglot.exp.null())
    )
    return query.sql(dialect="duckdb")


def _print(answer: dict[str, Any]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_row("size", f"{number(answer['size'])} customers, {percent(answer['share'])} of all")
    table.add_row("unknown", f"{number(answer['unknown'])} customers for whom the rule has no answer")
    table.add_row("value", number(answer["value"]))
    change = f"{number(answer['added'])} added, {number(answer['removed'])} removed"
    table.add_row("published now", f"{number(answer['published_size'])}; this would be {change}")
    table.add_row("members", ", ".join(map(str, answer["members"])) or "none")
    console.out.print(f"[bold]{answer['segment']}[/] as {answer['file']} stands now; nothing is published")
    console.out.print(table)
