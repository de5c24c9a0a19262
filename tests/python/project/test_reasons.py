"""Published changes say whether data or a definition moved a customer, as plain Python finds it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import warehouses
from conftest import BuiltProject, copy_built
from small_shop import DAY, write_segment
from warehouses import TARGET

from orchestration.notices.happenings import happened
from orchestration.project.project import Project
from orchestration.rules.notify import REASONS, Notify
from orchestration.warehouse.connections import open_warehouse

pytestmark = pytest.mark.slow

LAST = date.fromisoformat(DAY)
CUSTOMERS = range(1, 41)
COUNTRY = {n: {0: None, 1: "SE"}.get(n % 4, "NO") for n in CUSTOMERS}


def _shop_orders() -> dict[int, list[date]]:
    """Customer n ordered n % 5 times, a day apart, the last time n days before DAY."""
    return {n: [LAST - timedelta(days=n + k) for k in range(n % 5)] for n in CUSTOMERS}


@dataclass(frozen=True)
class Rules:
    """The numbers in the rules of loyal and recent."""

    orders: int = 3
    days: int = 15


@dataclass
class World:
    """What Python knows: orders, and by clock the rules that are believed there."""

    orders: dict[int, list[date]] = field(default_factory=_shop_orders)
    clocks: dict[date, tuple[Rules, dict[str, set[int]]]] = field(default_factory=dict)

    def members(self, rules: Rules, at: date) -> dict[str, set[int]]:
        until = {n: [day for day in days if day <= at] for n, days in self.orders.items()}
        loyal = {n for n in CUSTOMERS if len(until[n]) >= rules.orders}
        recent = {n for n in CUSTOMERS if any(day > at - timedelta(days=rules.days) for day in until[n])}
        swedes = {n for n in CUSTOMERS if COUNTRY[n] == "SE"}
        return {"loyal": loyal, "recent": recent, "swedes": swedes, "loyal_swedes": loyal & swedes}

    def release(self, rules: Rules, at: date) -> None:
        self.clocks[at] = rules, self.members(rules, at)

    def expected(self) -> set[tuple]:
        """Entries and exits by clock. `data` if the rules of the clock before would have moved them, too."""
        found = set()
        before: dict[str, set[int]] = {}
        rules_before: Rules | None = None
        for at in sorted(self.clocks):
            _, now = self.clocks[at]
            would_be = self.members(rules_before, at) if rules_before else {}
            for name, members in now.items():
                was, other = before.get(name, set()), would_be.get(name, set())
                for change, moved in (("entered", members - was), ("exited", was - members)):
                    for customer in moved:
                        is_alike = bool(rules_before) and (customer in other) == (customer in members)
                        found.add((name, at, change, customer, "data" if is_alike else "definition"))
            rules_before, before = self.clocks[at]
        return found


ORDER = (
    "insert into shop.orders select 'new-{n}-{day}', 'c' || lpad('{n}', 2, '0'), 'order',"
    " timestamp '{day} 12:00:00', 5, 'web'"
)


@dataclass
class History:
    """A shop and the world that Python keeps beside it."""

    shop: BuiltProject
    world: World

    def edit(self, rules: Rules) -> None:
        write_segment(self.shop.root, "loyal", f"{{{{ did('order', at_least={rules.orders}) }}}}")
        recent = f"{{{{ did('order', within_days={rules.days}) }}}}"
        write_segment(self.shop.root, "recent", recent, "lifecycle")

    def order(self, at: date, *customers: int) -> None:
        with self.shop.connected(read_only=False) as connection:
            for n in customers:
                connection.execute(ORDER.format(n=n, day=at))
                self.world.orders[n].append(at)

    def release(self, rules: Rules, at: date, *options: str) -> None:
        self.shop.refresh("--as-of", str(at), *options)
        self.world.release(rules, at)

    def published(self) -> set[tuple]:
        rows = self.shop.rows(
            "select segment, as_of_day, change, customer_id, because from published.segment_changes"
        )
        assert len(rows) == len(set(rows))
        return {
            (name, day, change, int(customer[1:]), because) for name, day, change, customer, because in rows
        }

    def told(self, segment: str, because: str) -> set[int]:
        """Returns whom a notice of entries for one reason names at the last release."""
        project = Project(self.shop.root, TARGET)
        with open_warehouse(project, read_only=True) as warehouse:
            (row,) = warehouse.rows(
                "select release_id, as_of from ledger.releases order by release_id desc limit 1"
            )
            entry = Notify("enter", "owner", because=because)
            zone = ZoneInfo(project.variables["time_zone"])
            found = happened(warehouse, segment, entry, row["release_id"], row["as_of"], LAST, zone)
        return {int(str(one.customer)[1:]) for one in found}


MESSAGE = "Another rule\n\n* Members-move: Ida: the new loyalty rule\n\nSigned-off-by: test"
COMMIT = ("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", MESSAGE)
HIDING = "A promise\n\nMembers-move: Una: quiet is next"
FIRST, EDITED, AGAIN = Rules(), Rules(orders=4, days=40), Rules(orders=2, days=10)


@pytest.fixture(params=["incremental", "full"])
def history(
    built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[History, tuple[str, ...]]]:
    root = tmp_path_factory.mktemp("reasons") / "project"
    kept = History(copy_built(built_shop, root), World())
    kept.world.release(FIRST, LAST)
    yield kept, ("--full",) if request.param == "full" else ()
    warehouses.drop(root)


def test_whom_the_former_definition_would_have_moved_too_data_moved(
    history: tuple[History, tuple[str, ...]],
) -> None:
    """Of those who enter at a release with a new rule, some would have entered with the old one."""
    kept, options = history
    # Data alone: customers order, and days pass.
    kept.order(LAST + timedelta(days=1), 2, 5, 7, 12)
    kept.release(FIRST, LAST + timedelta(days=2), *options)
    assert {because for *_, because in kept.published()} == {"data", "definition"}
    assert kept.told("loyal", "definition") == set()
    assert kept.published() == kept.world.expected()
    # Both at once: 3 and 23 have three orders and get a fourth, 21 and 31 have one and get two.
    day = LAST + timedelta(days=4)
    kept.order(day, 3, 23, 21, 31, 30)
    kept.order(day - timedelta(days=1), 21, 31, 22)
    kept.edit(EDITED)
    kept.release(EDITED, day, *options)
    expected = kept.world.expected()
    assert kept.published() == expected
    assert {because for name, at, _, _, because in expected if at == day} == {"data", "definition"}
    for because in REASONS:
        entered = {
            n
            for name, at, change, n, why in expected
            if (name, at, change, why) == ("recent", day, "entered", because)
        }
        assert entered
        assert kept.told("recent", because) == entered
    # The same clock again, with more data, by the new definition and then by the former one.
    kept.order(day, 13, 33, 20)
    kept.release(EDITED, day, *options)
    assert kept.published() == kept.world.expected()
    kept.edit(FIRST)
    kept.release(FIRST, day, *options)
    assert kept.published() == kept.world.expected()
    assert {because for _, at, _, _, because in kept.published() if at == day} == {"data"}
    # The past is filled in by a third definition: it differs from the one before, and the next one from it.
    kept.edit(AGAIN)
    past = LAST + timedelta(days=3)
    kept.release(AGAIN, past, *options)
    assert kept.published() == kept.world.expected()
    assert {because for _, at, _, _, because in kept.published() if at in (past, day)} == {
        "data",
        "definition",
    }


def test_a_change_because_of_a_definition_names_the_commit_of_its_release(
    built_shop: BuiltProject, tmp_path: Path
) -> None:
    shop = copy_built(built_shop, tmp_path / "project")
    begun = (
        "select distinct because, definition_git_sha from published.segment_changes where as_of_day = '{}'"
    )
    assert shop.rows(begun.format(DAY)) == [("definition", None)]
    write_segment(shop.root, "loyal", "{{ did('order', at_least=4) }}")
    for ending in ("sql", "yml"):
        (shop.root / f"models/segments/lifecycle/recent.{ending}").unlink()
    for arguments in (("init", "--quiet"), ("add", "models", "macros", "dbt_project.yml"), COMMIT):
        subprocess.run(["git", *arguments], cwd=shop.root, check=True)
    day = LAST + timedelta(days=1)
    shop.refresh("--as-of", str(day))
    (sha,) = shop.rows("select git_sha from published.segment_releases where release_id = 2")[0]
    assert sha
    # Who accepted it and why is in the commit's message, below other text, and readers see it.
    assert shop.rows("select moves_accepted from published.segment_releases order by release_id") == [
        (None,),
        ("Ida: the new loyalty rule",),
    ]
    page = (shop.root / "published" / "report.html").read_text(encoding="utf-8")
    assert f"exited because of a definition ({sha[:12]})" in page
    assert "Ida: the new loyalty rule" in page
    told = f"{begun.format(day)} and segment"
    assert shop.rows(f"{told} in ('loyal', 'loyal_swedes')") == [("definition", sha)]
    # A retired segment loses its members because its file is gone.
    retired = (
        "select distinct because from ledger.clock_changes where segment = 'recent' and change = 'exited'"
    )
    assert shop.rows(retired) == [("definition",)]
    # Readers don't find a hidden segment's name in what people wrote.
    subprocess.run(["git", *COMMIT[:-1], HIDING, "--allow-empty"], cwd=shop.root, check=True)
    shop.refresh("--as-of", str(day))
    accepted = "select moves_accepted from {}.segment_releases where release_id = 3"
    assert shop.rows(accepted.format("published")) == [(None,)]
    assert shop.rows(accepted.format("hidden")) == [("Una: quiet is next",)]


def test_it_is_not_known_whom_a_definition_over_a_trait_that_is_gone_would_have_moved(
    built_shop: BuiltProject, tmp_path: Path
) -> None:
    """The refresh that follows a trait's removal must not fail because the former rule needs the trait."""
    shop = copy_built(built_shop, tmp_path / "project")
    with shop.connected(read_only=False) as connection:
        connection.execute("alter table shop.customers rename column country to land")
    write_segment(shop.root, "swedes", "land = 'SE' or land is null", "geographic")
    day = LAST + timedelta(days=1)
    shop.refresh("--as-of", str(day))
    moved = f"select segment, because, count(*) from published.segment_changes where as_of_day = '{day}'"
    assert shop.rows(f"{moved} and segment in ('swedes', 'loyal_swedes') group by 1, 2 order by 1") == [
        ("loyal_swedes", None, len([n for n in CUSTOMERS if not COUNTRY[n] and n % 5 >= 3])),
        ("swedes", None, 10),
    ]
