"""A literal of a rule gets other values, and nothing else in the file changes."""

import pytest

from orchestration.explanation.variants import variants
from orchestration.project.errors import RefusedError

TEXT = """-- Bought within_days=30, at least 3.
{% call segment() %}
    {{ did('order', at_least=3, within_days=30) }} and country = 'SE'
    and {{ total('order', 'amount', within_days=365) }} >= 3
    and {{ did('visit', since='2024-01-01') }}
{% endcall %}
"""


def _lines(asked: str) -> list[tuple[str, list[str]]]:
    """Returns each value with the lines that differ from the file's."""
    before = TEXT.splitlines()
    return [
        (each.value, [line.strip() for line in each.text.splitlines() if line not in before])
        for each in variants(asked, TEXT, "models/segments/a.sql")
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("at_least=1,2", "{{ did('order', at_least=#, within_days=30) }} and country = 'SE'"),
        ("within_days:365=90", "and {{ total('order', 'amount', within_days=#) }} >= 3"),
        ("country=NO, DK", "{{ did('order', at_least=3, within_days=30) }} and country = '#'"),
        ("365=7", "and {{ total('order', 'amount', within_days=#) }} >= 3"),
        ("since=2024-02-01,'2024-03-01'", "and {{ did('visit', since='#') }}"),
    ],
)
def test_each_value_stands_where_the_literal_stood(asked: str, expected: str) -> None:
    found = _lines(asked)

    values = [value.strip(" '") for value in asked.partition("=")[2].split(",")]
    assert [lines for _, lines in found] == [[expected.replace("#", value)] for value in values]


def test_a_literal_that_stands_in_several_places_changes_in_all() -> None:
    (found,) = variants("3=5", TEXT, "a.sql")

    assert found.text == TEXT.replace("at_least=3", "at_least=5").replace(">= 3", ">= 5")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("within_days=30", "stands there as 30, 365; name one, such as within_days:30=30"),
        ("within_day:30=30", "no literal within_day:30"),
        ("at_leest=2", "no literal at_leest; the nearest is 'at_least'"),
        ("at_least=many", "many is not a number to stand for 3"),
        ("country={{ x }}", "is not a text to stand for 'SE'"),
        ("at_least", "says no literal or no value"),
        ("at_least=3) }} or {{ did('x'", "is not a number"),
    ],
)
def test_what_names_no_literal_or_no_value_is_refused_in_a_sentence(asked: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        variants(asked, TEXT, "models/segments/a.sql")

    assert words in str(refused.value)
