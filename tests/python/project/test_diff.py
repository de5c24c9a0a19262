"""`segments diff` tells whom a change moves. Expected members come from the shop's own formula."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import BuiltProject, copy_built
from small_shop import DAY, write_segment

pytestmark = pytest.mark.slow

CUSTOMERS = range(1, 41)
# Customer n ordered n % 5 times, on days n, n + 1, … before DAY.
ORDERS = {n: [n + k for k in range(n % 5)] for n in CUSTOMERS}
COUNTRY = {n: {0: None, 1: "SE"}.get(n % 4, "NO") for n in CUSTOMERS}
LOYAL = {n for n in CUSTOMERS if len(ORDERS[n]) >= 3}
SWEDES = {n for n in CUSTOMERS if COUNTRY[n] == "SE"}
RECENT = {n for n in CUSTOMERS if any(days < 15 for days in ORDERS[n])}
TRACKED = ("dbt_project.yml", "macros", "models", "profiles.yml", "seeds")


@pytest.fixture(scope="module")
def released(built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The shop in a git repository, released from a commit, with two tiers of which gold goes before."""
    shop = copy_built(built_shop, tmp_path_factory.mktemp("diff") / "project")
    write_tiers(shop.root, gold=1, silver=2)
    write_condition(shop.root, 2)
    write_segment(shop.root, "shared", "{{ keen() }}")
    git(shop.root, "init", "--quiet", "--initial-branch", "main")
    commit(shop.root)
    shop.refresh("--as-of", DAY)
    return shop


@pytest.fixture
def tracked(released: BuiltProject, tmp_path: Path) -> BuiltProject:
    return copy_built(released, tmp_path / "project")


def write_tiers(root: Path, gold: int, silver: int) -> None:
    """Gold ordered four times, silver lives in Norway; whoever does both is in that of the lower number."""
    for name, priority, rule in (
        ("gold", gold, "{{ did('order', at_least=4) }}"),
        ("silver", silver, "country = 'NO'"),
    ):
        meta = {"priority_group": "tier", "priority": priority}
        write_segment(root, name, rule, meta=meta)


def write_condition(root: Path, orders: int) -> None:
    folder = root / "macros" / "conditions"
    folder.mkdir(exist_ok=True)
    text = f"{{%- macro keen() -%}}{{{{ did('order', at_least={orders}) }}}}{{%- endmacro -%}}\n"
    (folder / "keen.sql").write_text(text, encoding="utf-8")


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", *TRACKED)
    git(root, "commit", "--quiet", "--message", "change")


def compared(shop: BuiltProject, *arguments: str, code: int = 0) -> dict:
    done = shop.segments("diff", *arguments, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def counts(answer: dict) -> dict[str, tuple[int, int, int, int]]:
    names = ("size_before", "size_after", "entered", "exited")
    return {each["segment"]: tuple(each["moved"][name] for name in names) for each in answer["differences"]}


def between(before: set[int], after: set[int]) -> tuple[int, int, int, int]:
    return len(before), len(after), len(after - before), len(before - after)


def test_what_becomes_hidden_is_told(tracked: BuiltProject) -> None:
    write_segment(tracked.root, "swedes", "country = 'SE'", "geographic", access="private")
    (found,) = compared(tracked)["differences"]
    assert (found["segment"], found["becomes"], found["moved"]["entered"]) == ("swedes", "hidden", 0)


@dataclass(frozen=True)
class Case:
    """An edit of the files, and the members before and after by segment."""

    edit: Callable[[Path], object]
    moves: dict[str, tuple[set[int], set[int]]]


def _rule(name: str, rule: str, family: str = "value", **config) -> Callable[[Path], object]:
    return lambda root: write_segment(root, name, rule, family, **config)


def _removed(root: Path) -> None:
    for ending in ("sql", "yml"):
        (root / f"models/segments/value/loyal_swedes.{ending}").unlink()


def _renamed(root: Path) -> None:
    for ending in ("sql", "yml"):
        (root / f"models/segments/lifecycle/recent.{ending}").unlink()
    write_segment(
        root, "fresh", "{{ did('order', within_days=15) }}", "lifecycle", meta={"formerly": "recent"}
    )


def _moved_family(root: Path) -> None:
    for ending in ("sql", "yml"):
        (root / f"models/segments/lifecycle/recent.{ending}").unlink()
    write_segment(root, "recent", "{{ did('order', within_days=15) }}", "value")


FOUR = {n for n in CUSTOMERS if len(ORDERS[n]) == 4}
TWO = {n for n in CUSTOMERS if len(ORDERS[n]) >= 2}
NORWEGIANS = {n for n in CUSTOMERS if COUNTRY[n] == "NO"}
KNOWN = {n for n in CUSTOMERS if COUNTRY[n]}

CASES = {
    "a threshold, and the segment that is built on it": Case(
        _rule("loyal", "{{ did('order', at_least=4) }}"),
        {"loyal": (LOYAL, FOUR), "loyal_swedes": (LOYAL & SWEDES, FOUR & SWEDES)},
    ),
    "a window": Case(
        _rule("recent", "{{ did('order', within_days=10) }}", "lifecycle"),
        {"recent": (RECENT, {n for n in CUSTOMERS if any(days < 10 for days in ORDERS[n])})},
    ),
    "an alternative, without parentheses": Case(
        _rule("swedes", "country = 'SE' or country = 'NO' and {{ did('order', at_least=3) }}", "geographic"),
        {
            "swedes": (SWEDES, SWEDES | {n for n in LOYAL if COUNTRY[n] == "NO"}),
            "loyal_swedes": (LOYAL & SWEDES, LOYAL & KNOWN),
        },
    ),
    "an alternative, with parentheses": Case(
        _rule(
            "swedes", "(country = 'SE' or country = 'NO') and {{ did('order', at_least=3) }}", "geographic"
        ),
        {"swedes": (SWEDES, LOYAL & KNOWN), "loyal_swedes": (LOYAL & SWEDES, LOYAL & KNOWN)},
    ),
    "unknown values counted as others": Case(
        _rule("swedes", "country is distinct from 'NO'", "geographic"),
        {
            "swedes": (SWEDES, {n for n in CUSTOMERS if COUNTRY[n] != "NO"}),
            "loyal_swedes": (LOYAL & SWEDES, {n for n in LOYAL if COUNTRY[n] != "NO"}),
        },
    ),
    "a new segment": Case(
        _rule("norwegians", "country = 'NO'", "geographic"),
        {"norwegians": (set(), NORWEGIANS)},
    ),
    "a removed segment": Case(_removed, {"loyal_swedes": (LOYAL & SWEDES, set())}),
    "a renamed segment": Case(_renamed, {"fresh": (RECENT, RECENT)}),
    "another family": Case(_moved_family, {}),
    "swapped priorities": Case(
        lambda root: write_tiers(root, gold=2, silver=1),
        {"gold": (FOUR, FOUR - NORWEGIANS), "silver": (NORWEGIANS - FOUR, NORWEGIANS)},
    ),
    "another way to say it": Case(
        _rule("loyal", "{{ count_of('order') }} >= 3"),
        {"loyal": (LOYAL, LOYAL)},
    ),
    "a shared condition": Case(lambda root: write_condition(root, 4), {"shared": (TWO, FOUR)}),
    "a description": Case(
        _rule("loyal", "{{ did('order', at_least=3) }}", description="They come back."), {}
    ),
}


# Cases that don't meet in a segment are tried in one run.
RUNS = {
    "edits": [
        "a threshold, and the segment that is built on it",
        "a window",
        "a new segment",
        "swapped priorities",
        "a shared condition",
    ],
    "names": ["an alternative, without parentheses", "a renamed segment", "another way to say it"],
    "places": ["an alternative, with parentheses", "another family", "a removed segment"],
    "words": ["unknown values counted as others", "a description"],
}


def test_every_case_is_tried() -> None:
    assert sorted(name for names in RUNS.values() for name in names) == sorted(CASES)


@pytest.mark.parametrize("run", RUNS)
def test_a_change_is_told_as_publishing_it_tells_it(tracked: BuiltProject, run: str) -> None:
    expected: dict[str, tuple[set[int], set[int]]] = {}
    for name in RUNS[run]:
        CASES[name].edit(tracked.root)
        expected |= CASES[name].moves
    answer = compared(tracked)
    told = counts(answer)
    assert told.keys() <= expected.keys()
    moving = {segment: between(*sides) for segment, sides in expected.items() if sides[0] != sides[1]}
    assert {segment: found for segment, found in told.items() if found[2] or found[3]} == moving
    assert counts(compared(tracked, "main")) == told
    tracked.refresh("--as-of", DAY)
    for segment, (_, after) in expected.items():
        asked = f"select customer_id from published.segment_members where segment = '{segment}'"
        assert {int(customer[1:]) for (customer,) in tracked.rows(asked)} == after


MISTAKES = {
    "{{ did('ordr') }}": "'order'",
    "{{ dd('order') }}": "'did'",
    "contry = 'SE'": "'country'",
}


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_typo_is_one_sentence_with_the_nearest_name(tracked: BuiltProject, rule: str) -> None:
    write_segment(tracked.root, "loyal", rule)
    done = tracked.segments("diff")
    assert done.returncode == 1
    assert MISTAKES[rule] in done.stderr
    assert "Traceback" not in done.stderr


def test_examples_say_which_condition_turned(tracked: BuiltProject) -> None:
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    found = {each["segment"]: each for each in compared(tracked, "--examples", "2")["differences"]}
    leaving = found["loyal"]["leaving"]
    assert [one["customer_id"] for one in leaving] == ["c03", "c08"]
    verdicts = [(turned["stands"], turned["before"], turned["after"]) for turned in leaving[0]["conditions"]]
    assert verdicts == [("after", None, False)]
    (turned,) = found["loyal_swedes"]["leaving"][0]["conditions"]
    assert turned == {"words": "in segment loyal", "stands": "both", "before": True, "after": False}


def test_a_refactoring_differs_at_no_past_clock(tracked: BuiltProject) -> None:
    write_segment(tracked.root, "loyal", "{{ count_of('order') }} >= 3")
    found = compared(tracked, "main", "--clocks", "3")["differences"]
    at = next(each for each in found if each["segment"] == "loyal")["at_clocks"]
    assert [clock["differ"] for clock in at] == [0, 0, 0]
    assert [clock["as_of"][:10] for clock in at] == ["2024-01-01", "2024-02-01", "2024-03-01"]


def test_two_revisions_are_compared_whatever_the_files_say_now(tracked: BuiltProject) -> None:
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    commit(tracked.root)
    write_segment(tracked.root, "loyal", "{{ did('ordr') }}")
    found = counts(compared(tracked, "main~1", "main"))
    assert found["loyal"] == between(LOYAL, FOUR)
    done = tracked.segments("diff", "mian")
    assert done.returncode == 1
    assert "git knows no revision 'mian'; the nearest is 'main'" in done.stderr


def test_what_moves_beyond_its_band_ends_with_1_unless_somebody_accepts_it(tracked: BuiltProject) -> None:
    write_segment(
        tracked.root, "loyal", "{{ did('order', at_least=4) }}", meta={"review": {"at_most_moved": 0.4}}
    )
    answer = compared(tracked, code=1)
    assert {each["segment"]: each["is_beyond"] for each in answer["differences"]}["loyal"]
    accepted = tracked.segments("diff", "--accepted", "Ida: the new loyalty rule")
    assert accepted.returncode == 0, accepted.stderr
    assert "beyond the band: loyal" in accepted.stdout


def test_what_only_a_refresh_shows_is_named(tracked: BuiltProject) -> None:
    file = tracked.root / "models/core/events.sql"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n-- Changed.\n", encoding="utf-8")
    answer = compared(tracked, "main")
    assert answer["refreshed"] == ["models/core/events.sql"]
    assert answer["differences"] == []


def test_markdown_has_hidden_segments_and_customers_only_if_asked_for(
    tracked: BuiltProject,
) -> None:
    write_segment(tracked.root, "quiet", "not {{ did('order', at_least=2) }}", "lifecycle", access="private")
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    write_segment(tracked.root, "recent", "not {{ in_segment('quiet') }}", "lifecycle")
    file = tracked.root / "diff.md"
    for options in ((), ("--with-hidden", "--with-customers")):
        done = tracked.segments("diff", "--markdown", str(file), *options)
        assert done.returncode == 0, done.stderr
        said = file.read_text(encoding="utf-8")
        assert ("quiet" in said, "c03" in said) == (bool(options), bool(options))
        assert "| `loyal` | edited | 16 | 8 | 0 | 8 | 50.0% |" in said


def test_nothing_is_written_to_the_warehouse_and_copies_are_whole(tracked: BuiltProject) -> None:
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    before = tracked.seen()
    compared(tracked)
    assert tracked.seen() == before
    copies = tracked.root / "target" / "revisions"
    assert [folder.name for folder in copies.iterdir() if folder.name.startswith(".")] == []
    (copy,) = copies.iterdir()
    told = yaml.safe_load((copy / "dbt_project.yml").read_text(encoding="utf-8"))
    assert told["name"] == "warehouse_segments"


def test_a_release_that_git_does_not_have_is_compared_by_its_members(
    tracked: BuiltProject,
) -> None:
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=2) }}")
    tracked.refresh("--as-of", DAY)
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    found = counts(compared(tracked))
    assert found == {
        "loyal": between(TWO, FOUR),
        "loyal_swedes": between(TWO & SWEDES, FOUR & SWEDES),
    }
