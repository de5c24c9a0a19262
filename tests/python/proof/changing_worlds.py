"""A world that changes between refreshes: what arrives, what people change, and the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .changing_rules import Rules
from .choices import Choices
from .evaluator import Evaluator
from .some_worlds import (
    EVENT_NAMES,
    INTEGER_IDS,
    LIST_NAMES,
    TEXT_IDS,
    TURNS,
    Maker,
    some_edges,
    some_world,
)
from .vocabulary import Vocabulary, traits
from .worlds import CUSTOMER_COLUMNS, Stay, World

# A trait that is added and removed as a whole.
SPARE = "spare"
MOVES = tuple(
    timedelta(minutes=minutes)
    for minutes in (1440, 60, 0, 7, 1, 1439, 10080, 43200, 1440 * 31, 1440 * 90, 525600, -60, -1440, -10080)
)
KINDS_OF_STAMP = ("new",) * 6 + ("watermark", "watermark", "none", "backdated")


class ChangingWorld:
    """Customers, events, lists, segments and a clock. Each method changes the part that it is named for."""

    def __init__(self, choose: Choices, segments: int, customers: int = 12, events: int = 45) -> None:
        self._edges = some_edges(choose)
        world = some_world(choose, self._edges, [], customers, events)
        self._first = replace(world, releases=None, stays=())
        self.customers = {row["customer_id"]: dict(row) for row in world.customers}
        # Events without a time force every refresh to read everything, so few worlds have them.
        self._has_odd_events = choose.chance(10)
        self.events = [dict(row) for row in world.events if row["occurred_at"] or self._has_odd_events]
        self.as_of, self.now, self.time_zone = world.as_of, world.now, world.time_zone
        self._present = world.now
        self.has_spare = False
        ids = INTEGER_IDS if world.key_type == "bigint" else TEXT_IDS
        self._ids = [*ids]
        # Rules may use any existing name, so each name keeps one row that never changes.
        self.kept = next(iter(self.customers), None)
        self._names = sorted({row["event_name"] for row in self.events}) or [EVENT_NAMES[0]]
        self.events += [self._anchor(number, name) for number, name in enumerate(self._names)]
        self.lists = [{**row, "added_by": "test"} for row in world.lists]
        if self.kept is not None:
            self.lists += [self._on_list(name) for name in LIST_NAMES]
        self._number = len(self.events)
        self._removed = self._backdated = False
        self._clocks: list[datetime] = []
        self.rules = Rules(choose, self.words(), segments)

    @property
    def columns(self) -> dict[str, str]:
        """The columns of the customers' table by name, with their types."""
        return {"customer_id": self._first.key_type, **CUSTOMER_COLUMNS} | (
            {SPARE: "bigint"} if self.has_spare else {}
        )

    @property
    def absent_columns(self) -> frozenset[str]:
        """The columns that the events' table lacks."""
        return self._first.absent_columns

    def world(self, stays: tuple[Stay, ...] = (), releases: int | None = None) -> World:
        """Returns the world as it stands, with the given history."""
        # The clock may go back, but the machine's doesn't.
        self._present = max(self._present, self.now)
        return replace(
            self._first,
            as_of=self.as_of,
            now=self._present,
            time_zone=self.time_zone,
            customers=tuple(self.customers.values()),
            events=tuple(self.events),
            lists=tuple(self.lists),
            stays=stays,
            releases=releases,
        )

    def words(self) -> Vocabulary:
        """Returns what rules may use now."""
        known = Evaluator(self.world(), [])
        words = traits(
            today=known.day,
            near=self._edges.days,
            hours=self._edges.hours,
            keys=("customer_id",) * (self._first.key_type == "bigint"),
            events=tuple(self._names),
            lists=LIST_NAMES if self.kept is not None else (),
            arms=tuple((name, arm) for name, arms in self._first.experiments.items() for arm in arms),
        )
        return replace(words, numbers=(*words.numbers, SPARE)) if self.has_spare else words

    def refreshed(self) -> None:
        """Records that a refresh has seen everything."""
        self._removed = self._backdated = False
        self._clocks.append(Evaluator(self.world(), []).as_of)

    # Events.
    def arrive(self, choose: Choices) -> None:
        """Adds some events: new ones, and late ones."""
        maker, stamp = self._maker(choose), choose.one_of(KINDS_OF_STAMP)
        for _ in range(choose.one_of((1, 2, 4))):
            self._number += 1
            who = choose.one_of(self._ids[: len(self.customers) + 2])
            row = maker.event(f"n{self._number}", who, maker.instant())
            self._receive(choose, row, stamp)

    def correct(self, choose: Choices) -> None:
        """Sends an event again: of another customer, name or time, or with other columns."""
        for row in self._some_event(choose):
            maker = self._maker(choose)
            moment = row["occurred_at"] if choose.chance(60) else maker.instant()
            who = row["customer_id"] if choose.chance(60) else choose.one_of(self._ids)
            other = maker.event(row["event_id"], who, moment)
            other["event_name"] = row["event_name"] if choose.chance(60) else other["event_name"]
            self._receive(choose, {**other, "is_deleted": choose.chance(10)})

    def delete(self, choose: Choices) -> None:
        """Deletes an event."""
        for row in self._some_event(choose):
            self._receive(choose, {**row, "is_deleted": True})

    def revive(self, choose: Choices) -> None:
        """Sends a deleted event again."""
        gone = [row for row in self.events if row["is_deleted"]]
        if gone:
            self._receive(choose, {**choose.one_of(gone), "is_deleted": False})

    def repeat(self, choose: Choices) -> None:
        """Sends a row twice, unchanged."""
        for row in self._some_event(choose):
            self.events.append(dict(row))
            self._backdated = True

    def remove(self, choose: Choices) -> None:
        """Removes an event from the input, or its latest row."""
        # Removing one row and adding another with an old time leaves the number of rows unchanged.
        if not self._backdated:
            for row in self._some_event(choose):
                of_event = [
                    number for number, other in enumerate(self.events) if other["event_id"] == row["event_id"]
                ]
                if choose.chance(50):
                    of_event = of_event[-1:]
                self.events = [row for number, row in enumerate(self.events) if number not in of_event]
                self._removed = True

    # Customers and lists.
    def customer_comes(self, choose: Choices) -> None:
        """Adds a customer, with or without earlier events."""
        missing = [key for key in self._ids if key not in self.customers]
        if missing:
            key = choose.one_of(missing)
            self.customers[key] = self._with_spare(choose, self._maker(choose).customer(key))

    def customer_goes(self, choose: Choices) -> None:
        """Removes a customer. The events stay."""
        keys = [key for key in self.customers if key != self.kept]
        if keys:
            del self.customers[choose.one_of(keys)]

    def traits_change(self, choose: Choices) -> None:
        """Gives a customer other traits, or none."""
        if self.customers:
            row = self.customers[choose.one_of(list(self.customers))]
            other = self._with_spare(choose, self._maker(choose).customer(row["customer_id"]))
            changed = [name for name in row if name != "customer_id" and choose.chance(40)]
            row.update({name: None if choose.chance(25) else other[name] for name in changed})

    def trait_comes_or_goes(self, choose: Choices) -> None:
        """Adds a column to the customers' table, or removes one that no rule names."""
        if self.has_spare and self.rules.speak_of(SPARE):
            return
        self.has_spare = not self.has_spare
        for row in self.customers.values():
            row.pop(SPARE, None)
            self._with_spare(choose, row)

    def list_changes(self, choose: Choices) -> None:
        """Adds a customer to a list, removes one, or changes the time since which one is on it."""
        mine = [row for row in self.lists if row["customer_id"] != str(self.kept)]
        entry = {**self._maker(choose).list_entry(self._ids), "added_by": "test"}
        match choose.whole(0, 2):
            case 1 if mine:
                self.lists.remove(choose.one_of(mine))
            case 2 if mine:
                choose.one_of(mine)["added_at"] = entry["added_at"]
            case _:
                self.lists.append(entry)

    # The clock.
    def clock_moves(self, choose: Choices) -> None:
        """Moves the clock by minutes, an hour, a day or a month, back, not at all, or past an earlier one."""
        known = Evaluator(self.world(), [])
        self.now = known.as_of + choose.one_of(MOVES)
        if self._clocks and choose.chance(25):
            self.now = choose.one_of(self._clocks) + choose.one_of(MOVES[1:5])
        self._tell(choose)

    def clocks_change(self, choose: Choices) -> None:
        """Moves the clock near a change between winter and summer time."""
        day = datetime.fromisoformat(choose.one_of(TURNS.get(self.time_zone, ("2017-03-12",))))
        noon = day.replace(hour=12, tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC).replace(tzinfo=None)
        self.now = noon + timedelta(hours=choose.one_of((0, -12, -10, -36, 12, 14, 36)))
        self._tell(choose)

    def zone_changes(self, choose: Choices) -> None:
        """Changes the time at which days begin."""
        self.time_zone = choose.one_of(tuple(TURNS))
        self._tell(choose)

    def _tell(self, choose: Choices) -> None:
        self.as_of = f"{self.now.isoformat()}Z"
        if choose.chance(15):
            self.as_of = "latest"
        elif choose.chance(15):
            self.as_of = self.now.date().isoformat()
            self.now = Evaluator(self.world(), []).as_of

    def _maker(self, choose: Choices) -> Maker:
        known = Evaluator(self.world(), [])
        return Maker(choose, self._edges, ZoneInfo(self.time_zone), known.day, known.as_of, self._names)

    def _receive(self, choose: Choices, row: dict[str, Any], stamp: str | None = None) -> None:
        """Receives a row, which may contradict another one that arrived with it."""
        stamps = [known["loaded_at"] for known in self.events if known["loaded_at"] is not None]
        newest = max(stamps, default=self.now)
        stamp = stamp or choose.one_of(KINDS_OF_STAMP)
        if stamp in ("watermark", "none", "backdated"):
            if self._removed:
                return
            self._backdated = True
        ago = timedelta(minutes=choose.one_of((1, 60, 1440, 100000)))
        if row["occurred_at"] is None and not self._has_odd_events:
            return
        row["loaded_at"] = {
            "new": newest
            + choose.one_of((timedelta(microseconds=1), timedelta(minutes=5), timedelta(days=1))),
            "watermark": newest,
            "none": None,
            "backdated": newest - ago,
        }[stamp]
        self.events.append(row)

    def _some_event(self, choose: Choices) -> list[dict[str, Any]]:
        rows = [row for row in self.events if not row["event_id"].startswith("anchor")]
        return [dict(choose.one_of(rows))] if rows else []

    def _with_spare(self, choose: Choices, row: dict[str, Any]) -> dict[str, Any]:
        if self.has_spare:
            row[SPARE] = choose.one_of((None, 0, 1, 5, 10))
        return row

    def _anchor(self, number: int, name: str) -> dict[str, Any]:
        long_ago = self.now - timedelta(days=800)
        row: dict[str, Any] = dict.fromkeys(self.events[0] if self.events else ())
        if not row:
            row = dict.fromkeys(
                ("amount", "quantity", "b__amount", "channel", "note", "score", "is_gift", "due_on")
            )
        nobody = next((key for key in self._ids if key not in self.customers), self._ids[0])
        return row | {
            "event_id": f"anchor{number}",
            "customer_id": nobody,
            "event_name": name,
            "occurred_at": long_ago,
            "loaded_at": long_ago,
            "is_deleted": False,
        }

    def _on_list(self, name: str) -> dict[str, Any]:
        return {"list_name": name, "customer_id": str(self.kept), "added_at": None, "added_by": "test"}
