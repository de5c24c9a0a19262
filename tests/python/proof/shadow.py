"""What releases should have published and what history should say, in plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .worlds import Stay

Verdicts = Mapping[Any, bool | None]
Believed = frozenset[tuple[str, Any, datetime, datetime | None]]


@dataclass(frozen=True)
class Published:
    """A segment as the last release left it."""

    status: str  # published, held, retired
    members: frozenset[Any] = frozenset()
    unknown: int | None = None
    as_of: datetime | None = None

    @property
    def size(self) -> int | None:
        """The number of members, or None before the first members."""
        return None if self.as_of is None else len(self.members)


@dataclass
class Shadow:
    """The releases so far."""

    segments: dict[str, Published] = field(default_factory=dict)
    # By segment and clock, the members that were last published for that clock.
    _observed: dict[str, dict[datetime, frozenset[Any]]] = field(default_factory=dict)
    # By segment and clock, the releases that looked at it.
    _lookers: dict[str, dict[datetime, set[int]]] = field(default_factory=dict)
    # The clocks that `latest` gave, by release.
    _followed: dict[int, datetime] = field(default_factory=dict)
    # What each release believed, the first at index 0.
    beliefs: list[Believed] = field(default_factory=list)
    # What readers saw after each release, likewise.
    _seen: list[dict[str, Published]] = field(default_factory=list)

    @property
    def releases(self) -> int:
        """The number of releases."""
        return len(self.beliefs)

    def release(
        self, as_of: datetime, verdicts: Mapping[str, Verdicts], held: Iterable[str], follows: bool = False
    ) -> None:
        """Records a refresh that was published with the verdicts on each segment, some of them held.

        `follows` says that its clock was `latest`.
        """
        held = set(held)
        if follows:
            self._followed[self.releases + 1] = as_of
        for name, known in self.segments.items():
            if name not in verdicts and known.status != "retired":
                self._look(name, as_of, Published("retired", unknown=0, as_of=as_of))
        for name, answers in verdicts.items():
            last = self.segments.get(name, Published("held"))
            if name in held:
                self.segments[name] = Published("held", last.members, last.unknown, last.as_of)
            else:
                members = frozenset(key for key, answer in answers.items() if answer)
                unknown = sum(answer is None for answer in answers.values())
                self._look(name, as_of, Published("published", members, unknown, as_of))
        self._published()

    def restorable(self, release: int) -> list[str]:
        """Returns the segments that a rollback to a release can restore: those it showed that still exist."""
        return [
            name
            for name, known in self._seen[release - 1].items()
            if "retired" not in (known.status, self.segments[name].status) and known.as_of
        ]

    def roll_back(self, release: int, names: Iterable[str]) -> None:
        """Records a rollback of some segments: what readers saw of them then holds for its clock again."""
        for name in names:
            known = self._seen[release - 1][name]
            assert known.as_of
            self._observe(name, known.as_of, Published("held", known.members, known.unknown, known.as_of))
        self._published()

    def changes(self) -> set[tuple[str, Any, str, datetime]]:
        """Returns the entries and exits at each clock of a segment relative to the previous clock."""
        return {
            (name, key, change, clock)
            for name, clock, earlier, members in self._in_time()
            for change, keys in (("entered", members - earlier), ("exited", earlier - members))
            for key in keys
        }

    def turnover(self) -> set[tuple[str, datetime, int, int]]:
        """Returns the number of entries and exits at each clock of a segment."""
        return {
            (name, clock, len(members - earlier), len(earlier - members))
            for name, clock, earlier, members in self._in_time()
        }

    def _in_time(self) -> Iterable[tuple[str, datetime, frozenset[Any], frozenset[Any]]]:
        """Yields each segment's clocks in order of time, with the previous clock's members and its own."""
        for name, observed in self._observed.items():
            earlier: frozenset[Any] = frozenset()
            for clock, members in sorted(observed.items()):
                yield name, clock, earlier, members
                earlier = members

    def _published(self) -> None:
        self.beliefs.append(frozenset(self._stays()))
        self._seen.append(dict(self.segments))

    def stays(self) -> tuple[Stay, ...]:
        """Returns the stays that the last release believes, as rules see them."""
        last = self.beliefs[-1] if self.beliefs else ()
        return tuple(Stay(*stay, recorded_release=1, superseded_release=None) for stay in last)

    def _look(self, name: str, as_of: datetime, published: Published) -> None:
        self._lookers.setdefault(name, {}).setdefault(as_of, set()).add(self.releases + 1)
        self._observe(name, as_of, published)

    def _observe(self, name: str, as_of: datetime, published: Published) -> None:
        self.segments[name] = published
        for clock, lookers in self._lookers[name].items():
            if lookers <= self._withdrawn():
                self._observed.get(name, {}).pop(clock, None)
        self._observed.setdefault(name, {})[as_of] = published.members

    def _withdrawn(self) -> set[int]:
        """Returns the releases whose clock `latest` gave and withdrew later."""
        return {
            release
            for release, clock in self._followed.items()
            if any(later > release and earlier < clock for later, earlier in self._followed.items())
        }

    def _stays(self) -> Iterable[tuple[str, Any, datetime, datetime | None]]:
        """Yields stays: what was seen at a clock holds until the next clock at which the segment was seen."""
        for name, observed in self._observed.items():
            begun: dict[Any, datetime] = {}
            for clock, members in sorted(observed.items()):
                for key in begun.keys() - members:
                    yield name, key, begun.pop(key), clock
                for key in members - begun.keys():
                    begun[key] = clock
            for key, entered_at in begun.items():
                yield name, key, entered_at, None
