"""The Jinja of segments is a closed language, in which a predicate is SQL and never a Python value."""

import pytest
from conftest import ROOT
from proof.cases import some_case
from proof.choices import Seeded
from proof.rendering import segment_file

from orchestration.rules.templates import template_mistakes

FILE = "models/segments/value/bad.sql"
PREDICATES = ("count_of", "days_since_last", "decile_of", "did", "in_segment", "segment", "smallest", "total")
SHARED = {
    "active": "{% macro active(days, more='') %}{{ did('a', within_days=days) }} {{ more }}{% endmacro %}",
    "both": "{% macro both(a) %}{{ a and did('visit') }}{% endmacro %}",
}


def said(
    text: str, shared: tuple[str, ...] = ("active",), predicates: tuple[str, ...] = PREDICATES
) -> list[str]:
    """Returns the sentences about a segment's file, without its name."""
    macros = [
        {"name": name, "package_name": "p", "original_file_path": f"macros/predicates/{name}.sql"}
        for name in predicates
    ]
    macros += [
        {
            "name": name,
            "package_name": "p",
            "original_file_path": f"macros/conditions/{name}.sql",
            "macro_sql": SHARED[name],
        }
        for name in shared
    ]
    macros.append(
        {"name": "_feature", "package_name": "p", "original_file_path": "macros/features/_feature.sql"}
    )
    node = {"resource_type": "model", "original_file_path": FILE, "raw_code": text}
    manifest = {"nodes": {"bad": node}, "macros": dict(enumerate(macros))}
    return [sentence.removeprefix(f"{FILE}: ") for sentence in template_mistakes(manifest)]


def rule(text: str) -> str:
    return f"{{% call segment() %}}\n{text}\n{{% endcall %}}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ did('a', at_least=2 * 3) }} and not {{ did('b') }} or {{ count_of('c') }} >= 500",
        "{{ decile_of(total('a', 'b')) }} = 2",
        "{{ decile_of('nullif(' ~ count_of('a') ~ ', 0)', by='x') }} = 1",
        "{{ [did('a'), did('b')] | join(' or ') }}",
        "{% for days in [30, 60] %}{{ ' or ' if not loop.first }}{{ active(days) }}{% endfor %}",
        "{% for one in [did('a'), did('b')] %}{% if not loop.first %} and {% endif %}{{ one }}{% endfor %}",
        "{% for c in ['x', 'y'] if c != 'x' %}{{ did('a', where=\"channel = '\" ~ c ~ \"'\") }}{% endfor %}",
        "{% set usual %}{{ did('a') }} or {{ did('b') }}{% endset %}not ({{ usual }})",
        "{{ active(30) }} and {{ active(90, more=' and ' ~ did('a')) }}",
        "{# {{ env_var('HOME') }} #} true -- {{ did('a') }}",
    ],
)
def test_what_a_segment_may_hold_is_left_alone(text):
    assert said(f"-- why\n/* and how */\n{rule(text)}") == []


@pytest.mark.parametrize("seed", range(5))
def test_rules_of_every_form_are_left_alone(seed):
    """The random rules of the proof use everything in the language."""
    predicates = tuple(file.stem for file in (ROOT / "macros" / "predicates").glob("*.sql"))
    for rule in some_case(Seeded(seed), rules=25).rules:
        assert said(segment_file(rule).text, predicates=predicates) == []


AND = "{{ did('a', at_least=100) and did('b') }}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # Kept only the second condition: 410 members instead of 183.
        (AND, "{{ did('a', at_least=100) }} and {{ did('b') }}"),
        ("{{ did('a') or did('b') and did('c') }}", "{{ did('a') }} or ({{ did('b') }} and {{ did('c') }})"),
        # Was false for everybody.
        ("{{ not did('a') }}", "not {{ did('a') }}"),
        # Was true for everybody.
        (
            "{{ days_since_last('a') > days_since_last('b') }}",
            "{{ days_since_last('a') }} > {{ days_since_last('b') }}",
        ),
        ("{{ count_of('a') >= 500 }}", "{{ count_of('a') }} >= 500"),
        ("{{ count_of('a') == 3 }}", "{{ count_of('a') }} = 3"),
        ("{{ smallest('a', 'b') != 'x' }}", "{{ smallest('a', 'b') }} <> 'x'"),
        ("{{ 1.0 * total('a', 'b') / 2 }} > 3", "(1.0 * {{ total('a', 'b') }}) / 2"),
        ("{{ active(30) and did('a') }}", "{{ active(30) }} and {{ did('a') }}"),
        ("{% for one in [did('a')] %}{{ one and true }}{% endfor %}", "{{ one }} and true"),
        ("{% set usual %}{{ did('a') }}{% endset %}{{ not usual }}", "not {{ usual }}"),
        ("{{ \"age = '65+'\" and 'is_consented' }}", "age = '65+' and is_consented"),
        ("{{ decile_of(count_of('a') + count_of('b')) }} = 1", "count_of('a') ~ ' + ' ~ count_of('b')"),
        ("{% set x = did('a') and did('b') %}{{ x }}", "did('a') ~ ' and ' ~ did('b')"),
        ("{{ smallest('a', 'b') is none }}", "{{ smallest('a', 'b') }} is null"),
    ],
)
def test_a_predicate_taken_for_a_value_is_refused_with_what_to_write(text, written):
    (sentence,) = said(rule(text))
    assert sentence.startswith("line 2: {{ ")
    assert sentence.endswith(f"; write {written}")


def test_names_given_above_the_rule_are_followed():
    text = "{% set a = did('a') %}\n{% set b = a %}\n" + rule("{{ a and b }}")
    (sentence,) = said(text)
    assert sentence.startswith("line 4: {{ a and b }} takes a predicate for a Python value; write {{ a }}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "{{ did('a') if did('b') }}",
            "did('b') can't decide an if, which is decided once for all customers",
        ),
        ("{% if did('b') %} true {% endif %}", "did('b') can't decide an if"),
        (
            "{{ count_of('a') | round(2) }} > 3",
            "{{ count_of('a') | round(2) }} changes the text of a predicate",
        ),
        ("{{ did('a', where=did('b')) }}", "did() is given a predicate in did('a', where=did('b'))"),
        ("{{ did('a', at_least=count_of('b')) }}", "did() is given a predicate in"),
        ("{{ did('a', within_days=1 == 1) }}", "did() is given true or false in"),
        ("{{ true }}", "{{ true }} writes True or False; write the condition itself"),
        ("{{ did }}", "'did' is called with parentheses: did(...)"),
        ("{{ did('a')[0] }}", "did('a')[0] isn't for segments"),
    ],
)
def test_other_uses_of_a_predicate_as_a_value_are_refused(text, sentence):
    (found,) = said(rule(text))
    assert found.removeprefix("line 2: ").startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('HOME') }} = age",
        "{{ var('time_zone') }} = age",
        "{{ run_query(\"copy x to 'y'\") }}",
        "{{ adapter.execute('select 1') }}",
        "{{ modules.re.sub('a', 'b', 'c') }}",
        "{{ return('x') }}",
        "{{ ref('customers') }}",
        "{{ config(access='public') }}",
        "{{ _feature(['a'], {}) }}",
        "{{ graph.nodes }}",
        "{% do did('a') %}",
        "{% set found = namespace(x=1) %}",
        "{{ ''.__class__ }}",
        "{{ 'x'.format(1) }}",
        "{{ range(3) | map('string') | join }}",
        "{% include 'x' %}",
        "{% macro x() %}{% endmacro %}",
        "{% call statement('x') %}drop table x{% endcall %}",
        "{% docs x %}{% enddocs %}",
        "{% set secret = env_var('TOKEN') %}{{ did('a', where=secret) }}",
    ],
)
def test_what_else_dbt_offers_is_no_part_of_the_language(text):
    sentences = said(rule(text))
    assert sentences
    assert all("isn't for segments" in sentence or "can't be read" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("drop table x;\n" + rule("true"), "drop table x;"),
        (rule("true") + "\nlimit 1", "limit 1"),
        (rule("true") + "{{ did('a') }}", "{{ ... }}"),
    ],
)
def test_what_stands_beside_the_rule_is_refused(text, outside):
    (sentence,) = said(text)
    assert f"'{outside}' is outside the rule; write it between {{% call segment() %}}" in sentence


def test_a_file_holds_one_segment():
    assert said(f"{rule('true')}\n{rule('false')}") == ["line 4: holds a second segment; a file is one"]


def test_a_shared_condition_is_held_to_the_same_language():
    (sentence,) = said(rule("{{ both(did('a')) }}"), ("both",))
    assert sentence == (
        "macros/conditions/both.sql: line 1: {{ a and did('visit') }} takes a predicate for a Python"
        " value; write {{ a }} and {{ did('visit') }}"
    )


def test_an_unknown_name_is_no_empty_condition():
    """dbt renders it as nothing while it parses, so a condition would silently be lost."""
    text = "{% set wide = did('basket') %}" + rule("{{ wid }} {{ didnt('basket') }}")
    assert said(text) == [
        "unknown name 'wid'; the nearest is 'wide'",
        "unknown predicate 'didnt'; the nearest is 'did'",
    ]
