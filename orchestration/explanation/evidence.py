"""What decided a condition whose value is only yes or no: lists, stays, orders of events, samples."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from orchestration.explanation.evaluation import is_customer
from orchestration.explanation.tree import Node
from orchestration.project.figures import clock, moment
from orchestration.rules.expressions import text
from orchestration.rules.registry import Need
from orchestration.rules.samples import place
from orchestration.rules.vocabulary import EVENTS, LISTS
from orchestration.warehouse.connections import Warehouse

STAYS = "ledger.believed_stays"


@dataclass(frozen=True)
class Evidence:
    """Looks up one customer's rows, as seen at a clock: `as_of` in UTC, `day` in the project's time zone."""

    warehouse: Warehouse
    customer: str
    as_of: datetime
    day: date
    zone: str
    dialect: str

    def add_to(self, node: Node) -> None:
        """Note down what decided a condition, where its value alone doesn't say."""
        if node.seed is not None:
            node.notes.append(f"the customer's place is {place(node.seed, self.customer):.6g}")
        notes = {"list": self._list, "was_in": self._stay, "entered": self._stay}
        notes |= {"in_order": self._order, "then_not": self._abandonment}
        for value in node.values:
            if value.need and value.need["kind"] in notes and value.role in ("left", "right"):
                node.notes.append(notes[value.need["kind"]](value.need))

    def _list(self, need: Need) -> str:
        rows = self._rows(
            f"select min(added_at) as at, count(*) as n from {LISTS}", self._is("list_name", need["list"])
        )
        if not rows[0]["n"]:
            return "not listed"
        return f"listed since {moment(rows[0]['at'])}" if rows[0]["at"] else "listed without a date"

    def _stay(self, need: Need) -> str:
        if not self.warehouse.columns(STAYS):
            return "nothing was published yet"
        rows = self._rows(
            f"select entered_at, exited_at from {STAYS}",
            f"{self._is('segment', need['segment'])} and entered_at <= {self._time(self.as_of)}",
            "order by entered_at desc limit 1",
        )
        if not rows:
            return "no stay by then"
        left = rows[0]["exited_at"]
        since = clock(rows[0]["entered_at"], self.zone)
        return f"last stay from {since} " + (f"to {clock(left, self.zone)}" if left else "on")

    def _order(self, need: Need) -> str:
        reached: list[str] = []
        after = ""
        for step in need["steps"]:
            condition = f"{self._step(step)} and {self._window(need['window'])}{after}"
            at = self._rows(f"select min(occurred_at) as at from {EVENTS}", condition)[0]["at"]
            reached.append(f"{step['event']} {moment(at) if at else 'not' + (' after it' if after else '')}")
            if at is None:
                break
            after = f" and occurred_at > {self._time(at)}"
        return ", ".join(reached)

    def _abandonment(self, need: Need) -> str:
        first, other, patience = need["first"], need["other"], need["patience"]
        firsts = self._rows(
            f"select occurred_at, occurred_on from {EVENTS}",
            f"{self._step(first)} and {self._window(need['window'])}",
            "order by occurred_at desc",
        )
        others = self._rows(
            f"select occurred_at, occurred_on from {EVENTS}", self._step(other), "order by occurred_at"
        )
        for row in firsts:
            followed = any(_in_time(row, later, patience) for later in others)
            if not followed and self._is_over(row, patience):
                return f"{first['event']} {moment(row['occurred_at'])} was not followed"
        if not firsts:
            return f"no {first['event']}"
        running = sum(not self._is_over(row, patience) for row in firsts)
        return f"of {len(firsts)} {first['event']}, time still runs for {running}, the others were followed"

    def _is_over(self, row: dict[str, Any], patience: dict[str, Any]) -> bool:
        if "days" in patience:
            return row["occurred_on"] < self.day - timedelta(days=patience["days"])
        return row["occurred_at"] <= self.as_of - timedelta(hours=patience["hours"])

    def _rows(self, query: str, condition: str, ending: str = "") -> list[dict[str, Any]]:
        mine = is_customer(self.customer, self.dialect)
        return self.warehouse.rows(f"{query} where {mine} and {condition} {ending}")

    def _is(self, column: str, value: str) -> str:
        return f"{column} = {text(value, self.dialect)}"

    def _step(self, step: dict[str, Any]) -> str:
        where = f" and (\n{step['where']}\n)" if step.get("where") else ""
        return f"{self._is('event_name', step['event'])} and occurred_at <= {self._time(self.as_of)}{where}"

    def _window(self, window: dict[str, Any]) -> str:
        if "days" in window:
            return f"occurred_on > {self._day(window['days'])}"
        if "hours" in window:
            return f"occurred_at >= {self._time(self.as_of - timedelta(hours=window['hours']))}"
        if "from_days" in window:
            return f"occurred_on between {self._day(window['from_days'])} and {self._day(window['to_days'])}"
        return f"occurred_on >= date '{window['since']}'" if "since" in window else "1 = 1"

    def _day(self, before: int) -> str:
        return f"date '{self.day - timedelta(days=before)}'"

    @staticmethod
    def _time(at: datetime) -> str:
        return f"timestamp '{at}'"


def _in_time(first: dict[str, Any], later: dict[str, Any], patience: dict[str, Any]) -> bool:
    if later["occurred_at"] <= first["occurred_at"]:
        return False
    if "days" in patience:
        return later["occurred_on"] <= first["occurred_on"] + timedelta(days=patience["days"])
    return later["occurred_at"] <= first["occurred_at"] + timedelta(hours=patience["hours"])
