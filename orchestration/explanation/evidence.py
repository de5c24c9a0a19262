"""What decided a condition whose value is only yes or no: lists, stays, orders of events, samples."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlglot import exp

from orchestration.explanation.evaluation import is_customer, looked_at
from orchestration.explanation.tree import Node
from orchestration.project.figures import clock, moment
from orchestration.project.layers import LEDGER
from orchestration.rules.expressions import as_sql, text
from orchestration.rules.registry import Feature
from orchestration.rules.rendering import Rendering
from orchestration.rules.samples import place
from orchestration.rules.vocabulary import LISTS
from orchestration.warehouse.connections import Warehouse

STAYS = f"{LEDGER}.believed_stays"
# When a customer reached a step, in macros/standalone/sequences.sql.
REACHED = "reached_at"


@dataclass(frozen=True)
class Evidence:
    """Looks up one customer's rows as of a clock (UTC), and describes them in the time zone `zone`.

    The standalone rendering defines what a feature means, so windows and orders of events are queried from
    it.
    """

    warehouse: Warehouse
    customer: str
    as_of: datetime
    zone: str
    dialect: str
    rendering: Rendering

    def add_to(self, node: Node) -> None:
        """Adds what decided a condition, if its value alone doesn't say."""
        if node.seed is not None:
            (digits,) = looked_at(node, "digits")
            node.notes.append(f"the customer's place is {place(digits.received):.6g}")
        notes = {"list": self._list, "was_in": self._stay, "entered": self._stay}
        notes |= {"in_order": self._order, "then_not": self._abandonment}
        for value in node.values:
            if value.feature and value.feature["kind"] in notes and value.role in ("left", "right"):
                node.notes.append(notes[value.feature["kind"]](value.feature))

    def _list(self, feature: Feature) -> str:
        rows = self._rows(
            f"select min(added_at) as at, count(added_at) as dated, count(*) as n from {LISTS}",
            self._is("list_name", feature["list"]),
        )
        if not rows[0]["n"]:
            return "not listed"
        # Of two entries, the one without a date counts at any time.
        if rows[0]["dated"] < rows[0]["n"]:
            return "listed without a date"
        return f"listed since {moment(rows[0]['at'])}"

    def _stay(self, feature: Feature) -> str:
        if not self.warehouse.columns(STAYS):
            return "nothing was published yet"
        rows = self._rows(
            f"select entered_at, exited_at from {STAYS}",
            f"{self._is('segment', feature['segment'])} and entered_at <= timestamp '{self.as_of}'",
            "order by entered_at desc limit 1",
        )
        if not rows:
            return "no stay by then"
        left = rows[0]["exited_at"]
        since = clock(rows[0]["entered_at"], self.zone)
        return f"last stay from {since} " + (f"to {clock(left, self.zone)}" if left else "on")

    def _order(self, feature: Feature) -> str:
        # Each step is a query over the previous one. The last step is the outermost.
        steps = [
            select
            for select in self._measured(feature).find_all(exp.Select)
            if REACHED in select.named_selects
        ]
        reached: list[str] = []
        for step, select in zip(feature["steps"], reversed(steps), strict=True):
            at = self._rows(f"select min({REACHED}) as at from ({self._sql(select)}) as step")[0]["at"]
            after = " after it" if reached else ""
            reached.append(f"{step['event']} {moment(at) if at else f'not{after}'}")
            if at is None:
                break
        return ", ".join(reached)

    def _abandonment(self, feature: Feature) -> str:
        event = feature["first"]["event"]
        found = self._measured(feature)
        found.set("distinct", None)
        found.set("expressions", [exp.column(name, "begun") for name in ("customer_id", "occurred_at")])
        alone = self._rows(f"select max(occurred_at) as at from ({self._sql(found)}) as begun")[0]["at"]
        if alone:
            return f"{event} {moment(alone)} was not followed"
        # Its first condition is that the time is over, the second that nothing followed.
        is_over = found.args["where"].this.left
        firsts, over = (
            self._rows(
                f"select count(*) as n from ({self._sql(found.where(condition, append=False))}) as begun"
            )[0]["n"]
            for condition in (exp.true(), is_over)
        )
        if not firsts:
            return f"no {event}"
        return f"of {firsts} {event}, time still runs for {firsts - over}, the others were followed"

    def _measured(self, feature: Feature) -> exp.Select:
        """Returns the query of a feature in the standalone rendering. Parts of it can be queried."""
        (query,) = (
            cte.this for cte in self.rendering.tables(self.dialect) if cte.alias == f"{feature['name']}__of"
        )
        return query.copy()

    def _sql(self, query: exp.Expr) -> str:
        return as_sql(query, self.dialect)

    def _rows(self, query: str, condition: str = "1 = 1", ending: str = "") -> list[dict[str, Any]]:
        mine = is_customer(self.customer, self.dialect)
        return self.warehouse.rows(f"{query} where {mine} and {condition} {ending}")

    def _is(self, column: str, value: str) -> str:
        return f"{column} = {text(value, self.dialect)}"
