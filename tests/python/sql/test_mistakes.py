"""`dbt run` and `segments check` report a mistake in a segment's definition in the same sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import open_in_memory
from dbt_common.exceptions import CompilationError
from proof.harness import Project, SegmentFile

from orchestration.rules.conditions import vocabulary_mistakes
from orchestration.rules.definitions import circle_mistakes, definition_mistakes, group_mistakes
from orchestration.rules.registry import read_segments
from orchestration.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    ["customer_id", "country"], ["event_name", "amount"], ["order"], ["vip"], orders_texts=True
)


def _file(name: str, rule: str = "country = 'SE'", tags: tuple[str, ...] = (), **meta: Any) -> SegmentFile:
    text = f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n"
    config = {"meta": meta, "tags": list(tags), "access": "public"}
    return SegmentFile(name, text, config=config)


def _tier(name: str, priority: Any, rule: str = "country = 'SE'") -> SegmentFile:
    return _file(name, rule, priority_group="tier", priority=priority)


HELD = "models/segments/value/"
CASES = {
    "two cadences": (
        [_file("a", tags=("daily", "hourly"))],
        "a.sql: tags: two cadences, daily and hourly; give one",
    ),
    # dbt by hand silently accepted it, and it was refreshed daily.
    "no cadence": (
        [_file("a", tags=("dayly",))],
        "a.sql: tags: unknown cadence 'dayly'; the nearest is 'daily'",
    ),
    "band": (
        [_file("a", size_band=[5])],
        "a.sql: meta.size_band=[5] is not a pair of sizes such as [100, 400]",
    ),
    # dbt by hand accepted them.
    "bounds": (
        [_file("a", size_band=[9, 5])],
        "a.sql: meta.size_band=[9, 5] ends before it begins; the smaller size comes first",
    ),
    "priority": (
        [_tier("a", None)],
        "a.sql: priority_group 'tier' needs meta.priority, a whole number (1 is the highest); received None",
    ),
    "same priority": (
        [_tier("a", 1), _tier("b", 1)],
        f"b.sql: priority 1 of priority_group 'tier' is taken by {HELD}a.sql",
    ),
    # In dbt by hand, Jinja lacked a filter that the sentence needed.
    "circle": (
        [_tier("a", 1, "{{ in_segment('b') }}"), _tier("b", 2), _file("c", "{{ in_segment('a') }}")],
        f"a.sql: in_segment(): a circle of segments: {HELD}a.sql, {HELD}b.sql",
    ),
    "event": (
        [_file("a", "{{ did('ordre') }}")],
        "a.sql: did(): unknown event 'ordre'; the nearest is 'order'",
    ),
    "second step": (
        [_file("a", "{{ did_then_not('order', 'ordr', within_days=3) }}")],
        "a.sql: did_then_not(): unknown event 'ordr'; the nearest is 'order'",
    ),
    "column": (
        [_file("a", "{{ total('order', 'amuont') }} > 1")],
        "a.sql: total(): unknown column 'amuont'; the nearest is 'amount'",
    ),
    "trait": (
        [_file("a", "{{ decile_of(total('order', 'amount'), by='cuontry') }} > 1")],
        "a.sql: decile_of(): unknown trait 'cuontry'; the nearest is 'country'",
    ),
    "list": ([_file("a", "{{ in_list('vpi') }}")], "a.sql: in_list(): unknown list 'vpi'; valid are vip"),
    "segment": (
        [_file("abroad", "{{ was_in_segment('abraod') }}")],
        "abroad.sql: was_in_segment(): unknown segment 'abraod'; the nearest is 'abroad'",
    ),
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Project]:
    """The small shop, after a refresh: from then on, rules are checked against the data."""
    with open_in_memory() as project:
        project.database.execute("insert into raw.imported_list_rows values ('vip', 'c01', null, 'test')")
        project.refresh()
        yield project


@pytest.mark.parametrize("case", CASES)
def test_dbt_and_the_check_say_it_in_one_sentence(shop: Project, case: str):
    files, sentence = CASES[case]
    shop.set_segments(files)
    segments = read_segments(shop.manifest())
    told = [*group_mistakes(segments), *circle_mistakes(segments)]
    for segment in segments.values():
        told += definition_mistakes(segment, VOCABULARY)
        told += vocabulary_mistakes(segment, VOCABULARY, list(segments))
    assert told == [HELD + sentence]
    with pytest.raises(CompilationError) as refused:
        shop.refresh()
    assert f"segments: {HELD}{sentence}" in str(refused.value)


def test_without_any_event_it_is_the_audit_that_says_so(shop: Project):
    shop.set_segments([_file("a", "{{ did('order') }}")])
    nothing = Vocabulary(["customer_id"], ["event_name"], [], [])
    (segment,) = read_segments(shop.manifest()).values()
    assert list(vocabulary_mistakes(segment, nothing, ["a"])) == []
