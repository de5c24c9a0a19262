"""Changes of the small shop's files, with whom each moves by the shop's own formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from small_shop import set_variables, write_segment

CUSTOMERS = range(1, 41)
# Customer n ordered n % 5 times, on days n, n + 1, … before DAY.
ORDERS = {n: [n + k for k in range(n % 5)] for n in CUSTOMERS}
COUNTRY = {n: {0: None, 1: "SE"}.get(n % 4, "NO") for n in CUSTOMERS}
LOYAL = {n for n in CUSTOMERS if len(ORDERS[n]) >= 3}
SWEDES = {n for n in CUSTOMERS if COUNTRY[n] == "SE"}
RECENT = {n for n in CUSTOMERS if any(days < 15 for days in ORDERS[n])}
# On the list, and of them those who live in Norway.
PICKED = (2, 3, 5, 6)
ON_LIST = {2, 3, 6}


def write_tiers(root: Path, gold: int, silver: int) -> None:
    """Gold ordered four times, silver lives in Norway; whoever does both is in that of the lower number."""
    for name, priority, rule in (
        ("gold", gold, "{{ did('order', at_least=4) }}"),
        ("silver", silver, "country = 'NO'"),
    ):
        meta = {"priority_group": "tier", "priority": priority}
        write_segment(root, name, rule, meta=meta)


def write_condition(root: Path, said: str) -> None:
    folder = root / "macros" / "conditions"
    folder.mkdir(exist_ok=True)
    text = f"{{%- macro keen() -%}}{{{{ {said} }}}}{{%- endmacro -%}}\n"
    (folder / "keen.sql").write_text(text, encoding="utf-8")


def write_list(root: Path, *customers: int) -> None:
    rows = [f"vip,c{n:02},2024-01-01 00:00:00,crm" for n in customers]
    header = "list_name,customer_id,added_at,added_by"
    (root / "seeds" / "imported_list_rows.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


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


def _unusual_day(root: Path) -> None:
    with (root / "seeds" / "unusual_days.csv").open("a", encoding="utf-8") as days:
        days.write("2023-12-24,order,0.1,0.9,Christmas Eve\n")


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
    "a shared condition": Case(
        lambda root: write_condition(root, "did('order', at_least=4)"), {"shared": (TWO, FOUR)}
    ),
    "a macro that says the same": Case(
        lambda root: write_condition(root, "count_of('order') ~ ' >= 2'"), {"shared": (TWO, TWO)}
    ),
    "unknown values counted as one of the known": Case(
        _rule("swedes", "coalesce(country, 'SE') = 'SE'", "geographic"),
        {
            "swedes": (SWEDES, {n for n in CUSTOMERS if COUNTRY[n] != "NO"}),
            "loyal_swedes": (LOYAL & SWEDES, {n for n in LOYAL if COUNTRY[n] != "NO"}),
        },
    ),
    "parentheses that change nothing": Case(
        _rule("recent", "(({{ did('order', within_days=15) }}))", "lifecycle"), {"recent": (RECENT, RECENT)}
    ),
    "entries of a list": Case(
        lambda root: write_list(root, 1, 3, 6, 7, 10), {"picked": (ON_LIST, {3, 6, 7, 10})}
    ),
    "a list of others": Case(lambda root: write_list(root, 1, 7, 10, 11), {"picked": (ON_LIST, {7, 10, 11})}),
    "a seed that no rule reads": Case(_unusual_day, {}),
    "a variable that no rule reads": Case(lambda root: set_variables(root, retired_days="20"), {}),
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
    "names": [
        "an alternative, without parentheses",
        "a renamed segment",
        "another way to say it",
        "a macro that says the same",
        "entries of a list",
    ],
    "places": [
        "an alternative, with parentheses",
        "another family",
        "a removed segment",
        "a list of others",
        "a seed that no rule reads",
    ],
    "words": [
        "unknown values counted as others",
        "a description",
        "parentheses that change nothing",
        "a variable that no rule reads",
    ],
    "unknown": ["unknown values counted as one of the known"],
}
