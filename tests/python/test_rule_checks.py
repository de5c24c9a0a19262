"""What is wrong with a condition is found by reading it, before any warehouse is asked."""

import pytest

from orchestration.dbt_messages import translated
from orchestration.project import find_project
from orchestration.rules.conditions import condition_mistakes
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.rendering import taken_apart
from orchestration.rules.templates import template_mistakes
from orchestration.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(["customer_id", "age"], ["event_name", "brand", "amount"], ["basket"], ["vip"])
VALUE = "models/segments/value/"
X = f"{VALUE}x.sql"
BASKETS = {"predicate": "count_of", "kind": "count", "event": "basket", "window": {"label": "ever"}}


def segment(rule: str, **needs) -> Segment:
    file = "models/segments/value/bad.sql"
    return Segment("bad", file, rule, needs, {"config": {"meta": {}}, "tags": []})


def said(rule: str, dialect: str = "duckdb", **needs) -> list[str]:
    found = condition_mistakes(segment(rule, baskets=BASKETS, **needs), VOCABULARY, dialect)
    return [sentence.removeprefix("models/segments/value/bad.sql: ") for sentence in found]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    "rule",
    [
        "age = '65+' -- whoever is old\n and baskets >= 3",
        "not (age is null or age not in ('65+', 'it''s 100%')) and true",
        "case when age = '65+' then baskets > 3 else null end",
        "1.0 * baskets / nullif(baskets, 0) > 0.5 and baskets / 2 > 1 and baskets % 7 = 0",
        "coalesce(age, 'x') like '%5' and baskets between 3 and 4",
        "age is distinct from 'x\\' or age like '%\\%' escape ''",
        "AGE = 'Ж'",
    ],
)
def test_a_condition_in_order_is_left_alone(rule, dialect):
    assert said(rule, dialect) == []


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ("baskets", "the rule is not boolean: count of basket is neither true nor false"),
        ("age = '65+' and not baskets", "the rule is not boolean: count of basket is neither"),
        ("age = '65+' or 'yes'", "the rule is not boolean: 'yes' is neither"),
        ("age = '65+' and (baskets + 1)", "the rule is not boolean: count of basket + 1 is neither"),
        (
            "age = '65+' limit 3",
            "the rule holds more than one expression, or a word out of place, at 'limit'",
        ),
        ("age = '65+'\nor or true", "the rule is incomplete at 'or' in line 2"),
        ("exists (select 1)", "the rule holds a subquery"),
        ("age in (select brand from core.events)", "the rule holds a subquery"),
        ("avg(baskets) > 3", "the rule reckons over customers (avg(count of basket))"),
        ("random() < 0.1", "the rule holds chance (random()), another at each refresh; use sample(percent)"),
        ("age > now()", "the rule reads the machine's clock ("),
        ("baskets > :least", "the rule holds a placeholder; write the value itself"),
        ("baskets / (baskets - 1) > 2", "the rule divides by what can be 0, an error on some engines"),
        (r"age not like '6\_%'", r"the rule has a backslash in the pattern '6\_%', which engines read"),
        ("baskets % 0 = 1", "the rule divides by what can be 0"),
        ("agee = '65+'", "the rule names an unknown trait 'agee'; the nearest is 'age'"),
        ("count__basket__90d > 3", "the rule names an unknown trait 'count__basket__90d'"),
        ("nobody.age = '65+'", "the rule names a table (nobody.age); write age alone"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(rule, mistake, dialect):
    assert [sentence[: len(mistake)] for sentence in said(rule, dialect)] == [mistake]


def test_the_conditions_inside_predicates_are_read_too():
    where = {**BASKETS, "where": "brnd = 'Private'"}
    steps = [{"event": "basket", "where": None}, {"event": "basket", "where": "amount + 1"}]
    order = {"predicate": "did_in_order", "kind": "in_order", "steps": steps, "window": {"label": "ever"}}
    rank = {"predicate": "decile_of", "kind": "decile", "number": "baskets + agee", "by": None}
    assert said("age = '65+'", w=where, o=order, r=rank) == [
        "count_of(): where names an unknown column of events 'brnd'; the nearest is 'brand'",
        "did_in_order(): where is not boolean: amount + 1 is neither true nor false;"
        " compare it with something",
        "decile_of(): number names an unknown trait 'agee'; the nearest is 'age'",
    ]


def test_an_unknown_name_in_jinja_is_no_empty_condition():
    """dbt renders it as nothing while it parses: a condition would be lost without a word."""
    text = "{% set wide = did('basket') %}{% call segment() %} {{ wid }} {{ didnt('basket') }} {% endcall %}"
    node = {"resource_type": "model", "original_file_path": "models/segments/value/bad.sql", "raw_code": text}
    macros = [
        {"name": name, "package_name": "p", "original_file_path": f"macros/predicates/{name}.sql"}
        for name in ("did", "segment", "total")
    ]
    manifest = {"nodes": {"bad": node}, "macros": dict(enumerate(macros))}
    assert list(template_mistakes(manifest)) == [
        "models/segments/value/bad.sql: unknown predicate 'didnt'; the nearest is 'did'",
        "models/segments/value/bad.sql: unknown name 'wid'; the nearest is 'wide'",
    ]


def test_a_rendering_is_taken_apart_whatever_the_rule_holds():
    sql = "-- why\nwith a as (select 1 as one where true), b as (select * from a)\n"
    sql += "select customer_id\nfrom b\nwhere\n"
    rule = "(x = 'select from where' or y in ('(', ')')) and z -- where"
    apart = taken_apart(sql + rule, "duckdb")
    assert (apart.relation, apart.rule) == ("b", rule)
    assert apart.select("one", "one = 1").endswith("select one\nfrom b\nwhere one = 1")


def test_a_segment_gives_way_to_those_of_higher_priority_only():
    def node(name: str, **meta):
        config = {"meta": {"rule": "true", "needs": {}, **meta}}
        file = f"models/segments/value/{name}.sql"
        return {"name": name, "resource_type": "model", "original_file_path": file, "config": config}

    tiers = {"gold": 1, "silver": 2, "bronze": 3}
    nodes = {n: node(n, priority_group="tier", priority=p) for n, p in tiers.items()}
    nodes["other"] = node("other", priority_group="stage", priority=1)
    segments = read_segments({"nodes": nodes})
    assert segments["bronze"].above == ("gold", "silver")
    assert segments["gold"].above == segments["other"].above == ()


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "Compilation Error\n  Model 'model.p.x' (models/segments/value/x.sql) depends on a node named"
            " 'gold_teir' which was not found",
            f"{X}: in_segment(): unknown segment 'gold_teir'; the nearest is 'gold_tier'",
        ),
        (
            "Found a cycle: model.p.gold_tier --> model.p.silver_tier",
            "models/segments/value/gold_tier.sql: in_segment(): a circle of segments:"
            " models/segments/value/gold_tier.sql, models/segments/value/silver_tier.sql",
        ),
        (
            "Compilation Error in model x (models/segments/value/x.sql)\n  unexpected '}', expected ')'\n"
            "    line 3\n      {{ did('basket' }}",
            f"{X}: line 3 can't be read, unexpected '}}', expected ')': {{{{ did('basket' }}}}",
        ),
        (
            f"Compilation Error in model x ({X})\n  Unexpected end of template. Jinja was looking for the"
            " following tags: 'endcall'. The innermost block that needs to be closed is 'call'."
            "\n    line 1\n      {% call segment() %}",
            f"{X}: line 1 opens something that is never closed; write {{% endcall %}}:"
            " {% call segment() %}",
        ),
        (
            "Parsing Error\n  Error reading warehouse_segments: segments/value/_value.yml - Runtime Error\n"
            "    Syntax error near line 4\n    Raw Error:\n    while parsing a block collection\n"
            "      in \"<unicode string>\", line 3, column 3\n    did not find expected '-' indicator",
            f"{VALUE}_value.yml: no valid YAML near line 4: did not find expected '-' indicator",
        ),
        ("Database Error: disk full", None),
    ],
)
def test_what_dbt_says_is_said_in_the_projects_words(message, sentence):
    assert translated(message, find_project()) == sentence
