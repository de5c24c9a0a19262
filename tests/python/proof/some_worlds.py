"""Makes worlds: small, and full of edge cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from .choices import Choices
from .worlds import EVENT_COLUMNS, OPTIONAL_EVENT_COLUMNS, Row, Stay, World

# Days on which clocks change: at night, at midnight, by half an hour, backwards or never. Apia skipped
# 2011-12-30.
TURNS = {
    "America/New_York": ("2017-03-12", "2017-11-05"),
    "UTC": ("2016-02-29", "2017-12-31"),
    "America/Sao_Paulo": ("2017-02-18", "2017-10-15"),
    "Australia/Lord_Howe": ("2017-04-02", "2017-10-01"),
    "Europe/Dublin": ("2017-03-26", "2017-10-29"),
    "Asia/Beirut": ("2017-03-26", "2017-10-28"),
    "Asia/Kathmandu": ("2017-06-30",),
    "Pacific/Apia": ("2011-12-29", "2011-12-31"),
    "Pacific/Kiritimati": ("2017-01-01",),
}
TIMES = ("12:00", "00:00", "23:59:59.999999", "00:30", "01:30", "02:30", "04:59:59", "18:00:00.5", "23:00")
TEXTS = (
    "web",
    "app",
    "store",
    "O'Brien",
    "100%",
    "back\\slash",
    "Привет",
    'say "hi"',
    "",
    " ",
    "a_b",
    "WEB",
    "-- no",
    "/* no */",
    "; select (",
    "null",
    "x,y)",
    "line\nbreak",
    "🛒",
    "it''s",
    "tab\t",
    "'",
)
EVENT_NAMES = (
    "visit",
    "basket",
    "o'clock",
    "покупка",
    "a__b",
    "a",
    "Sign Up",
    "50%",
    "back\\slash",
    "count_of__visit",
    "a" * 62 + "b",
    "a" * 62 + "c",
)
LIST_NAMES = ("vip", "do not contact", "l'été", "vip__2")
AMOUNTS = tuple(map(Decimal, ("10", "0", "19.99", "-5", "0.0001", "100", "0.1", "0.2", "33.3333", "12.5")))
QUANTITIES = tuple(map(Decimal, ("10", "0", "19.99")))
# As many digits as a double represents exactly, times a factor: DuckDB divides and averages in doubles.
HUGE = Decimal("99999999999.9999")
INTEGER_IDS = (1, 2, 3, 10, 11, 20, 0, -1, -7, 100, 2**40, 5, 6, 7, 8)
TEXT_IDS = ("a", "B", "b", "c-10", "c-9", "C-9", "it's", "Щука", "я", " ", "", "10", "9", "a%", "back\\slash")
MICROSECOND = timedelta(microseconds=1)
INSTANTS_APART = (timedelta(0), MICROSECOND, -MICROSECOND)


@dataclass(frozen=True)
class Edges:
    """Lengths that a world's events and its rules' windows share, so that they meet."""

    days: tuple[int, ...]
    hours: tuple[int, ...]


def some_edges(choose: Choices) -> Edges:
    """Returns a few lengths."""
    days = {choose.one_of((1, 7, 30, 2, 3, 14, 90, 365)) for _ in range(3)}
    hours = {choose.one_of((24, 1, 2, 25, 48, 168)) for _ in range(2)}
    return Edges(tuple(sorted(days)), tuple(sorted(hours)))


def some_world(choose: Choices, edges: Edges, segments: list[str], customers: int, events: int) -> World:
    """Returns a world whose history has the given segments."""
    zone = choose.one_of(tuple(TURNS))
    day = date.fromisoformat(choose.one_of(TURNS[zone])) + timedelta(
        days=choose.one_of((0, 1, -1, 2, 6, 7, 30, 89))
    )
    # A day that the zone skipped, as Apia did, isn't a clock.
    day += timedelta(days=not _exists(day, ZoneInfo(zone)))
    as_of, instant = _clock(choose, ZoneInfo(zone), day)
    world = Maker(choose, edges, ZoneInfo(zone), day, instant)
    key_type = choose.one_of(("bigint", "varchar"))
    ids = list(INTEGER_IDS if key_type == "bigint" else TEXT_IDS)
    known = [_taken(choose, ids) for _ in range(choose.whole(1, customers) if choose.chance(98) else 0)]
    everyone = [*known, *ids[:1]]
    received = world.events(everyone, max(choose.whole(0, events), choose.whole(0, events)))
    absent = frozenset(name for name in OPTIONAL_EVENT_COLUMNS if choose.chance(4))
    releases = choose.whole(1, 4) if choose.chance(75) else None
    return World(
        as_of="latest" if choose.chance(12) else "now" if choose.chance(5) else as_of,
        now=instant,
        time_zone=zone,
        customers=tuple(world.customer(key) for key in known),
        events=tuple(received),
        key_type=key_type,
        absent_columns=absent,
        lists=tuple(world.list_entry(everyone) for _ in range(choose.whole(0, 8))),
        experiments={"spring": _arms(choose), "it's": {"b": Decimal(50), "a": Decimal("0.5")}},
        releases=releases,
        stays=tuple(world.stay(everyone, segments, releases) for _ in range(choose.whole(0, 24)))
        if releases and segments
        else (),
    )


def _exists(day: date, zone: ZoneInfo) -> bool:
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def _clock(choose: Choices, zone: ZoneInfo, day: date) -> tuple[str, datetime]:
    end = datetime.combine(day, time.max, zone).replace(fold=1).astimezone(UTC)
    if choose.chance(50):
        return day.isoformat(), end.replace(tzinfo=None)
    local = datetime.combine(day, time.fromisoformat(choose.one_of(TIMES)), zone).replace(
        fold=choose.whole(0, 1)
    )
    instant = local.astimezone(UTC)
    plain = instant.replace(tzinfo=None)
    forms = (
        plain.isoformat(),
        plain.isoformat(" "),
        f"{plain.isoformat()}Z",
        instant.astimezone(zone).isoformat(),
    )
    return choose.one_of(forms[:3] if instant.astimezone(zone).utcoffset().seconds % 60 else forms), plain


def _taken(choose: Choices, ids: list[Any]) -> Any:
    return ids.pop(choose.whole(0, len(ids) - 1))


def _arms(choose: Choices) -> dict[str, Decimal]:
    shares = choose.one_of(
        (
            ("80", "20"),
            ("33.3", "33.3", "33.4"),
            ("10.1", "20.2", "30.3", "39.4"),
            ("0", "100"),
            ("100", "0"),
            ("12.5",),
            ("17.4", "58.0", "10.2", "14.4"),
            ("43.4", "47.2", "0.8", "8.6"),
        )
    )
    return {f"arm {number}": Decimal(share) for number, share in enumerate(shares)}


class Maker:
    """Makes what a world has, around one clock."""

    def __init__(
        self,
        choose: Choices,
        edges: Edges,
        zone: ZoneInfo,
        day: date,
        as_of: datetime,
        names: Sequence[str] = (),
    ) -> None:
        self._choose, self._edges, self._zone, self._day, self._as_of = choose, edges, zone, day, as_of
        self._names = names or [choose.one_of(EVENT_NAMES) for _ in range(choose.whole(1, 3))]

    def instant(self) -> datetime:
        """Returns a moment (UTC) on an edge: the clock's, a day's or an hour's, seldom after the clock."""
        choose = self._choose
        match choose.whole(0, 9):
            case 0:
                return self._as_of + choose.one_of((*INSTANTS_APART, timedelta(days=2)))
            case 1 | 2 | 3:
                hours = timedelta(hours=choose.one_of(self._edges.hours))
                return self._as_of - hours + choose.one_of(INSTANTS_APART)
        local_day = self._some_day()
        moment = time.fromisoformat(choose.one_of(TIMES))
        local = datetime.combine(local_day, moment, self._zone).replace(fold=choose.whole(0, 1))
        return local.astimezone(UTC).replace(tzinfo=None)

    def _some_day(self) -> date:
        """Returns the clock's day, or a day on either side of a window's edge."""
        ago = self._choose.one_of((0, *self._edges.days)) + self._choose.one_of((0, -1, 1))
        return self._day - timedelta(days=max(ago, 0))

    def _after(self, row: Row) -> datetime | None:
        """Returns a moment that an edge separates from another event's."""
        choose = self._choose
        lengths = [timedelta(0), *(timedelta(days=days) for days in self._edges.days)]
        lengths += [timedelta(hours=hours) for hours in self._edges.hours]
        return row["occurred_at"] and row["occurred_at"] + choose.one_of(lengths) + choose.one_of(
            INSTANTS_APART
        )

    def _maybe(self, value: Any, percent_missing: int = 20) -> Any:
        return None if self._choose.chance(percent_missing) else value

    def amount(self) -> Decimal:
        """Returns an amount, seldom a huge one."""
        return HUGE if self._choose.chance(1) else self._choose.one_of(AMOUNTS)

    def customer(self, key: Any) -> dict[str, Any]:
        """Returns a customer with traits."""
        choose = self._choose
        return {
            "customer_id": key,
            "country": self._maybe(choose.one_of(("US", "GB", "us"))),
            "city": self._maybe(choose.one_of(TEXTS)),
            "channel": self._maybe(choose.one_of(("web", "app"))),
            "points": self._maybe(choose.one_of((0, 1, 5, 5, 10, -3))),
            "points__country": self._maybe(choose.one_of((0, 1, 2, 3))),
            "balance": self._maybe(self.amount()),
            "amount": self._maybe(self.amount()),
            "is_consented": self._maybe(choose.one_of((True, False))),
            "signed_up_on": self._maybe(self._some_day()),
            "last_call_at": self._maybe(self.instant()),
        }

    def events(self, customers: list[Any], count: int) -> list[dict[str, Any]]:
        choose = self._choose
        rows: list[dict[str, Any]] = []
        for number in range(count):
            if rows and choose.chance(20):
                rows.append(self._repeated(choose.one_of(rows), customers))
            elif rows and choose.chance(30):
                earlier = choose.one_of(rows)
                rows.append(self.event(f"e{number}", earlier["customer_id"], self._after(earlier)))
            else:
                rows.append(
                    self.event(f"e{number}", choose.one_of(customers), self._maybe(self.instant(), 1))
                )
        return rows

    def event(self, event_id: str, customer: Any, occurred_at: datetime | None) -> dict[str, Any]:
        """Returns an event that arrives soon or long after it happened."""
        choose = self._choose
        delay = timedelta(minutes=choose.one_of((0, 1, 60, 1440, 43200)))
        row = {
            "event_id": event_id,
            "customer_id": self._maybe(customer, 1),
            "event_name": choose.one_of(self._names),
            "occurred_at": occurred_at,
            "loaded_at": occurred_at and self._maybe(occurred_at + delay, 2),
            "amount": self._maybe(self.amount()),
            "quantity": self._maybe(choose.one_of(QUANTITIES)),
            "b__amount": self._maybe(choose.one_of(AMOUNTS)),
            "is_deleted": self._maybe(choose.chance(8), 5),
            "channel": self._maybe(choose.one_of(("web", "app", "store"))),
            "note": self._maybe(choose.one_of(TEXTS)),
            "score": self._maybe(choose.one_of((0, 1, 5, 9, -2))),
            "is_gift": self._maybe(choose.chance(50)),
            "due_on": self._maybe(self._some_day()),
        }
        assert set(row) == {*EVENT_COLUMNS, "customer_id"}
        return row

    def _repeated(self, row: dict[str, Any], customers: list[Any]) -> dict[str, Any]:
        """Returns the row once more: unchanged, corrected, or removed."""
        choose = self._choose
        match choose.whole(0, 4):
            case 0:
                return dict(row)
            case 1:
                return self.event(row["event_id"], choose.one_of(customers), self.instant())
        late = timedelta(minutes=choose.one_of((1, 5, -5, 0)))
        changed = {"loaded_at": row["loaded_at"] and row["loaded_at"] + late, "amount": self.amount()}
        return {**row, **changed, "is_deleted": choose.chance(40)}

    def list_entry(self, customers: list[Any]) -> dict[str, Any]:
        """Returns a list entry of one of the customers."""
        name = self._choose.one_of(LIST_NAMES)
        return {
            "list_name": name,
            "customer_id": str(self._choose.one_of(customers)),
            "added_at": self._maybe(self.instant()),
        }

    def stay(self, customers: list[Any], segments: list[str], releases: int) -> Stay:
        choose = self._choose
        clock = self._as_of + choose.one_of(INSTANTS_APART)
        ends = sorted((clock if choose.chance(25) else self.instant(), self.instant()))
        recorded = choose.whole(1, releases + 1)
        superseded = choose.whole(recorded, releases + 1) if choose.chance(30) else None
        exited = ends[1] if choose.chance(60) else None
        return Stay(choose.one_of(segments), choose.one_of(customers), ends[0], exited, recorded, superseded)
