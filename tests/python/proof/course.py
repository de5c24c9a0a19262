"""A course of events: changes and refreshes, and after each refresh a comparison of everything published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from orchestration.publication.rollback import roll_back

from .changing_rules import CHANGES
from .changing_worlds import ChangingWorld
from .choices import Choices
from .evaluator import Evaluator
from .harness import Project, Stopped, Warehouse
from .inputs import INPUTS, send, variables
from .rendering import segment_file
from .shadow import Shadow

WORLD_CHANGES: dict[str, Callable[[ChangingWorld, Choices], None]] = {
    "events arrive": ChangingWorld.arrive,
    "events are corrected": ChangingWorld.correct,
    "an event is deleted": ChangingWorld.delete,
    "an event comes again": ChangingWorld.revive,
    "a row arrives twice": ChangingWorld.repeat,
    "the input forgets an event": ChangingWorld.remove,
    "a customer comes": ChangingWorld.customer_comes,
    "a customer goes": ChangingWorld.customer_goes,
    "traits change": ChangingWorld.traits_change,
    "a trait comes or goes": ChangingWorld.trait_comes_or_goes,
    "a list changes": ChangingWorld.list_changes,
    "the clock moves": ChangingWorld.clock_moves,
    "clocks change": ChangingWorld.clocks_change,
    "the zone changes": ChangingWorld.zone_changes,
}
REFRESHES = ("refresh", "refresh in full", "refresh with some held", "refresh broken off", "rollback")
ROLLBACK = REFRESHES[-1]


class Warehouses:
    """The project over two warehouses: one kept from refresh to refresh, one rebuilt each time."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root, INPUTS)
        # The models from which published members, sizes and history come, without those that are only looked
        # at.
        needed = (
            *("releases", "current_members", "current_versions"),
            *("clock_changes", "clock_turnover", "events_set_aside", "overlap_figures"),
        )
        self.models = set[str]().union(*map(self.project.needed_by, needed))
        self._fresh = self.project.engine.empty()

    def close(self) -> None:
        """Closes the project."""
        self.project.close()

    def course(self, choose: Choices, segments: int) -> Course:
        """Returns a course over a new world."""
        return Course(self, self.project.engine.empty(), ChangingWorld(choose, segments))

    def fresh(self) -> Warehouse:
        """Returns an empty warehouse."""
        self._fresh.clear()
        return self._fresh


class Course:
    """One world, its refreshes, and what they should have published."""

    def __init__(self, warehouses: Warehouses, kept: Warehouse, world: ChangingWorld) -> None:
        self._warehouses, self._project, self._kept, self.world = warehouses, warehouses.project, kept, world
        self._shadow = Shadow()
        self._statements = 0
        self.refreshes = 0

    def close(self) -> None:
        """Closes the kept warehouse."""
        self._project.open(self._warehouses.fresh())
        self._project.engine.give_back(self._kept)

    def change(self, what: str, choose: Choices) -> None:
        """Makes one of the changes, by its name."""
        if what in CHANGES:
            CHANGES[what](self.world.rules, choose, self.world.words())
        else:
            WORLD_CHANGES[what](self.world, choose)

    def refresh(self, what: str, choose: Choices, is_last: bool = True) -> list[str]:
        """Makes one of the refreshes, by its name. Returns what differs after it.

        All of them are compared with plain Python. The last one of a course is also compared with a full
        build.
        """
        if what == ROLLBACK:
            return self._roll_back(choose)
        held = {name for name in self.world.rules if choose.chance(40)} if "held" in what else set()
        stop = choose.whole(0, self._statements) if "broken" in what else None
        self._prepare(self._kept)
        try:
            self._statements = self._project.refresh(
                held, full="full" in what, stop_before=stop, models=self._warehouses.models
            )
        except Stopped:
            last = f"select coalesce(max(release_id), 0) from {self._of('releases')}"
            exists = self._project.exists("releases")
            if not exists or self._rows(last)[0][0] == self._shadow.releases:
                return []
        except Exception as failure:
            return [f"the refresh failed: {failure}"]
        self.refreshes += 1
        self.world.refreshed()
        return self._differences(held, is_last)

    def _roll_back(self, choose: Choices) -> list[str]:
        """Restores some or all of what an earlier release published. Returns what differs after it."""
        named = {number: self._shadow.restorable(number) for number in range(1, self._shadow.releases)}
        earlier = [number for number, names in named.items() if names]
        if not earlier:
            return []
        target = choose.one_of(earlier)
        only = [name for name in named[target] if choose.chance(50)]
        self._project.open(self._kept)
        roll_back(self._kept.connection(), self._project.root, target, only, now=self.world.now)
        self._shadow.roll_back(target, only or named[target])
        self.refreshes += 1
        return [*self._of_members(), *self._of_catalogue(), *self._of_history(), *self._of_changes()]

    def _differences(self, held: Iterable[str], is_last: bool) -> list[str]:
        """Yields where published members, catalogue and history differ from what they should be."""
        stays = self._shadow.stays()
        evaluator = Evaluator(
            self.world.world(stays, self._shadow.releases or None), self.world.rules.values()
        )
        verdicts = {name: evaluator.verdict(name) for name in self.world.rules}
        kept_back = self.world.rules.held_with(held)
        self._shadow.release(evaluator.as_of, verdicts, kept_back, self.world.as_of == "latest")
        found = [*self._of_members(), *self._of_catalogue(), *self._of_history(), *self._of_changes()]
        found += self._of_overlaps()
        return found + (self._of_full_build(verdicts) if is_last or found else [])

    def _of_members(self) -> Iterable[str]:
        given = self._rows(f"select segment, customer_id from {self._of('current_members')}")
        wanted = [(name, key) for name, segment in self._shadow.segments.items() for key in segment.members]
        return _unlike("members", given, wanted)

    def _of_catalogue(self) -> Iterable[str]:
        given = self._rows(
            f"select segment, status, size, unknown, as_of from {self._of('current_versions')}"
        )
        named = [
            (row[0], {"live": "published", "new": "published"}.get(row[1], row[1]), *row[2:]) for row in given
        ]
        wanted = [
            (name, segment.status, segment.size, segment.unknown, segment.as_of)
            for name, segment in self._shadow.segments.items()
        ]
        return _unlike("catalogue", named, wanted)

    def _of_history(self) -> Iterable[str]:
        rows = self._rows(
            "select segment, customer_id, entered_at, exited_at, recorded_release, superseded_release"
            f" from {self._of('segment_stays')}"
        )
        for release, wanted in enumerate(self._shadow.beliefs, 1):
            given = [row[:4] for row in rows if row[4] <= release and not (row[5] and row[5] <= release)]
            yield from _unlike(f"history as release {release} believed it", given, wanted)

    def _of_changes(self) -> Iterable[str]:
        """Checks that entries and exits are relative to the previous clock, in any order of releases."""
        given = self._rows(f"select segment, customer_id, change, as_of from {self._of('clock_changes')}")
        yield from _unlike("changes", given, self._shadow.changes())
        counted = self._rows(
            f"select segment, as_of, entered, exited from {self._of('clock_turnover')} where is_last"
        )
        turnover = self._shadow.turnover()
        # Counts of a clock that was withdrawn later belong to no clock.
        clocks = {row[:2] for row in turnover}
        yield from _unlike("entered and exited", [row for row in counted if row[:2] in clocks], turnover)

    def _of_overlaps(self) -> Iterable[str]:
        """Checks what two segments share, whether all pairs were counted or only changed ones."""
        given = self._rows(
            f"select segment_a, segment_b, shared_customers from {self._of('overlap_figures')}"
            f" where shared_customers <> 0 and release_id = {self._shadow.releases}"
        )
        standing = sorted(name for name, segment in self._shadow.segments.items() if segment.members)
        both = {
            (one, other): len(self._shadow.segments[one].members & self._shadow.segments[other].members)
            for one, other in combinations(standing, 2)
        }
        return _unlike("overlaps", given, [(*pair, count) for pair, count in both.items() if count])

    def _of_full_build(self, verdicts: Mapping[str, Mapping[Any, bool | None]]) -> list[str]:
        set_aside = self._set_aside()
        history = self._history() if self.world.rules.look_back() else {}
        self._prepare(self._warehouses.fresh(), history)
        try:
            self._project.start()
            needed = self._project.needed_by("candidates") | {"events_set_aside"}
            self._project.build(needed)
        except Exception as failure:
            return [f"the full build failed: {failure}"]
        given = self._rows(f"select segment, customer_id from {self._of('candidates')}")
        wanted = [(name, key) for name, answers in verdicts.items() for key in answers if answers[key]]
        return [*_unlike("full build", given, wanted), *_unlike("set aside", set_aside, self._set_aside())]

    def _set_aside(self) -> list[tuple[Any, ...]]:
        return self._rows(f"select distinct * from {self._of('events_set_aside')}")

    def _history(self) -> dict[str, Any]:
        """Returns the ledger before this release: what rules could see of the past."""
        last = self._shadow.releases - 1
        conditions = {
            "segment_stays": "recorded_release",
            "releases": "release_id",
            "segment_versions": "release_id",
        }
        return {
            name: self._kept.take(self._of(name), f"{column} <= {last}")
            for name, column in conditions.items()
        }

    def _prepare(self, warehouse: Warehouse, history: Mapping[str, Any] | None = None) -> None:
        """Opens a warehouse, and loads what the world sends."""
        world, project = self.world, self._project
        project.set_variables(variables(world))
        project.started_at = world.now.replace(tzinfo=UTC)
        project.set_segments(segment_file(rule) for rule in world.rules.values())
        project.open(warehouse)
        send(world, warehouse, self._of("imported_list_rows"))
        project.have_seeds()
        for name, rows in (history or {}).items():
            warehouse.give(self._of(name), rows)
        if history:
            project.forget_relations()
            project.build(set(project.views("ledger")) & project.needed_by("current_members"))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._project.database.execute(query).fetchall()

    def _of(self, name: str) -> str:
        return self._project.relation(name)


def _unlike(what: str, given: Iterable[tuple[Any, ...]], wanted: Iterable[tuple[Any, ...]]) -> list[str]:
    """Returns what exists only on one side, and what occurs there twice."""
    rows, expected = list(given), set(wanted)
    found = [f"{what}: twice {_text(row)}" for row in {row for row in rows if rows.count(row) > 1}]
    found += [f"{what}: missing {_text(row)}" for row in expected - set(rows)]
    return sorted(found + [f"{what}: surplus {_text(row)}" for row in set(rows) - expected])


def _text(row: tuple[Any, ...]) -> str:
    return ", ".join(part.isoformat(" ") if isinstance(part, datetime) else repr(part) for part in row)
