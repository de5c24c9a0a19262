"""`segments diff` tells whom a change moves. Expected members come from the shop's own formula."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from conftest import BuiltProject, copy_built
from diff_cases import (
    CASES,
    FOUR,
    LOYAL,
    PICKED,
    RUNS,
    SWEDES,
    TWO,
    write_condition,
    write_list,
    write_tiers,
)
from small_shop import DAY, write_segment

pytestmark = pytest.mark.slow

RELATIONS = "select table_schema, table_name from information_schema.tables order by 1, 2"
TRACKED = ("dbt_project.yml", "macros", "models", "profiles.yml", "seeds")


@pytest.fixture(scope="module")
def released(built_shop: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The shop in a git repository, released from a commit, with two tiers of which gold goes before."""
    shop = copy_built(built_shop, tmp_path_factory.mktemp("diff") / "project")
    write_tiers(shop.root, gold=1, silver=2)
    write_condition(shop.root, "did('order', at_least=2)")
    write_segment(shop.root, "shared", "{{ keen() }}")
    write_list(shop.root, *PICKED)
    write_segment(shop.root, "picked", "{{ in_list('vip') }} and country = 'NO'", "lifecycle")
    git(shop.root, "init", "--quiet", "--initial-branch", "main")
    commit(shop.root)
    shop.refresh("--as-of", DAY)
    return shop


@pytest.fixture
def tracked(released: BuiltProject, tmp_path: Path) -> BuiltProject:
    return copy_built(released, tmp_path / "project")


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


def test_every_case_is_tried() -> None:
    assert sorted(name for names in RUNS.values() for name in names) == sorted(CASES)


@pytest.mark.parametrize("run", RUNS)
def test_a_change_is_told_as_publishing_it_tells_it(tracked: BuiltProject, run: str) -> None:
    expected: dict[str, tuple[set[int], set[int]]] = {}
    for name in RUNS[run]:
        CASES[name].edit(tracked.root)
        expected |= CASES[name].moves
    comment = tracked.root / "diff.md"
    answer = compared(tracked, "--markdown", str(comment))
    told = counts(answer)
    assert told.keys() <= expected.keys()
    moving = {segment: between(*sides) for segment, sides in expected.items() if sides[0] != sides[1]}
    assert {segment: found for segment, found in told.items() if found[2] or found[3]} == moving
    said = comment.read_text(encoding="utf-8")
    for segment, sizes in moving.items():
        assert re.search(rf"^\| `{segment}` \| [^|]+ \| {' . '.join(map(str, sizes))} \|", said, re.MULTILINE)
    assert f"{len(moving)} segment" in said or "Nobody moves" in said
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


def test_an_upgrade_that_moves_nobody_is_said_to(tracked: BuiltProject) -> None:
    """Another version of a package, and with it other code: every segment is compared with the release."""
    with (tracked.root / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# Another version.\n")
    file = tracked.root / "macros" / "sql" / "literals.sql"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{{#- Another version. -#}}\n", encoding="utf-8")
    done = tracked.segments("diff", "--all")
    assert done.returncode == 0, done.stderr
    assert "Nobody moves: 9 segments compared, no membership differs" in done.stdout


def test_what_only_a_refresh_shows_is_named(tracked: BuiltProject) -> None:
    file = tracked.root / "models/core/events.sql"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n-- Changed.\n", encoding="utf-8")
    answer = compared(tracked, "main")
    assert answer["refreshed"] == ["models/core/events.sql"]
    assert answer["differences"] == []


def test_files_have_hidden_segments_and_customers_only_if_asked_for(
    tracked: BuiltProject,
) -> None:
    write_segment(tracked.root, "quiet", "not {{ did('order', at_least=2) }}", "lifecycle", access="private")
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    write_segment(tracked.root, "recent", "not {{ in_segment('quiet') }}", "lifecycle")
    file, page = tracked.root / "diff.md", tracked.root / "diff.html"
    for options in ((), ("--with-hidden", "--with-customers")):
        done = tracked.segments("diff", "--markdown", str(file), "--html", str(page), *options)
        assert done.returncode == 0, done.stderr
        said = file.read_text(encoding="utf-8")
        assert ("quiet" in said, "c03" in said) == (bool(options), bool(options))
        assert "| `loyal` | edited | 16 | 8 | 0 | 8 | 50.0% |" in said
        html = page.read_text(encoding="utf-8")
        assert ("quiet" in html, "c03" in html) == (bool(options), bool(options))
        # The page stands alone: it asks nothing of a server and runs nothing.
        assert not re.search(r"(src|href)=(?!\"#)|url\(|@import|<script", html)
        row = next(part for part in html.split("<tr>") if ">loyal</a>" in part)
        assert re.findall(r'class="number">([^<]+)<', row)[:5] == ["16", "8", "0", "8", "50.0%"]


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


def test_a_kill_leaves_nothing_behind(tracked: BuiltProject) -> None:
    """Killed at any moment, it has written nothing to the warehouse, and the next run says the same."""
    write_segment(tracked.root, "loyal", "{{ did('order', at_least=4) }}")
    before = tracked.seen(), tracked.rows(RELATIONS)
    copies = tracked.root / "target" / "revisions"
    shutil.rmtree(copies, ignore_errors=True)
    for seconds in (2, 4, 7, 11):
        command = [sys.executable, "-m", "orchestration.cli", "diff", "main"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=tracked.root, env=tracked.environment, **silent) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            process.kill()
    # A copy that a killed process began is removed an hour later.
    begun = copies / ".begun"
    begun.mkdir(parents=True)
    os.utime(begun, (0, 0))
    assert counts(compared(tracked, "main"))["loyal"] == between(LOYAL, FOUR)
    assert not begun.exists()
    assert (tracked.seen(), tracked.rows(RELATIONS)) == before
