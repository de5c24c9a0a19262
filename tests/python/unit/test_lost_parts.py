"""No part of a rule is lost in Jinja: a part that would silently disappear is refused."""

import pytest
from test_templates import rule, said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # Each was published without its last condition.
        (
            "{% set t = {'a': 'b'} %}\ntrue {{ t.more }}",
            "line 3: 'dict object' has no attribute 'more', so nothing would be written",
        ),
        ("true {{ ['a'][3] }}", "line 2: list object has no element 3, so nothing would be written"),
        ("true {{ [] | first }}", "line 2: No first item, sequence was empty, so nothing would be written"),
        (
            "{% if 1 > 2 %}{% set more = ' and ' ~ did('a') %}{% endif %} true {{ more }}",
            "line 2: 'more' is set in one branch of an if only; set it before the if",
        ),
        (
            "{% set more = '' %}{% for n in [1, 2] %}{% set more = more ~ ' and ' ~ did('a') %}{% endfor %}"
            "true {{ more }}",
            "line 2: 'more' is set before the loop, and what the loop sets is lost after each iteration;"
            " set another name, or join a list with | join(' and ')",
        ),
        ("{{ active() }}", "line 2: active() lacks 'days'; write active(days)"),
        ("{{ active(30, mor='x') }}", "line 2: active(): unknown argument 'mor'; the nearest is 'more'"),
        ("{{ active(30, 'x', 'y') }}", "line 2: active() takes 2 arguments, received 3"),
        ("'x' in {{ (did('a'), did('b')) }}", "predicates are written as a Python list"),
        ("{% if 'x' is in(did('a')) %} true {% endif %}", "asks about a predicate's text"),
        ("{{ range(count_of('a')) }}", "is given a predicate; it takes numbers that you write"),
        ("{{ 1 / 0 }} > 1", "line 2 can't be worked out: division by zero"),
    ],
)
def test_what_has_no_value_is_refused(text, sentence):
    (found,) = said(rule(text))
    assert sentence in found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("true -- why\n{%- if true %} and {{ did('a') }}{% endif %}", "{%- takes away the end of its line"),
        ("true -- why\n{{- ' and ' ~ did('a') }}", "{{- takes away the end of its line"),
        ("true -- {{ did('b') -}}\n and {{ did('a') }}", "-}} takes away the end of its line"),
        ("true {% for n in [1, 2] %} and {{ did('a') }} -- n{% endfor %}", "{% endfor %} stands in it"),
    ],
)
def test_a_comment_swallows_nothing(text, why):
    """`{%-` removes the line break after the comment, so what followed became part of the comment."""
    (found,) = said(rule(text))
    assert found.startswith(f"line 2: a comment of -- would swallow what follows: {why}")


@pytest.mark.parametrize(
    "text",
    [
        "true -- don't\n and {{ did('a') }}",
        "country = '{{ 'x' }}--{{ 1 }}'\n{%- if true %} and {{ did('a') }}{% endif %}",
        "true /* -- */\n{%- if true %} and {{ did('a') }}{% endif %}",
        "{% for n in [1, 2] %}{{ 'and ' if not loop.first }}{{ did('a', at_least=n) }} -- n\n{% endfor %}",
        "{% if 1 > 2 %}{% set n = 1 %}{% elif 2 > 1 %}{% set n = 2 %}{% else %}{% set n = 3 %}{% endif %}"
        "{{ did('a', at_least=n) }}",
        "{% set more = 'true' %}{% if 2 > 1 %}{% set more = did('a') %}{% endif %}{{ more }}",
        "{% for n in [1, 2] %}{% set m = n * 2 %}{{ 'and ' if n > 1 }}{{ did('a', at_least=m) }}{% endfor %}",
        "{{ active(days=30, more=' and ' ~ did('a')) }}",
        "country in {{ ('SE', 'NO') }}",
    ],
)
def test_what_loses_nothing_is_left_alone(text):
    assert said(rule(text)) == []
