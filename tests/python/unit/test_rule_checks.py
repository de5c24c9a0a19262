"""Mistakes in a condition are found by reading it, before any warehouse is queried."""

import pytest

from orchestration.dbt.dbt_messages import translated
from orchestration.project.project import Project
from orchestration.rules.conditions import condition_mistakes, vocabulary_mistakes
from orchestration.rules.registry import Segment, read_segments
from orchestration.rules.rendering import taken_apart
from orchestration.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(["customer_id", "age"], ["event_name", "brand", "amount"], ["basket"], ["vip"])
VALUE = "models/segments/value/"
X = f"{VALUE}x.sql"
BASKETS = {"predicate": "count_of", "kind": "count", "event": "basket", "window": {"label": "ever"}}


def segment(rule: str, **features) -> Segment:
    file = "models/segments/value/bad.sql"
    return Segment("bad", file, rule, features, {"config": {"meta": {"column": "in_bad"}}, "tags": []})


def said(rule: str, dialect: str = "duckdb", **features) -> list[str]:
    found = condition_mistakes(segment(rule, baskets=BASKETS, **features), VOCABULARY, dialect)
    return [sentence.removeprefix("models/segments/value/bad.sql: ") for sentence in found]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    "rule",
    [
        "age = '65+' -- whoever is old\n and baskets >= 3",
        "not (age is null or age not in ('65+', 'it''s 100%')) and true",
        "case when age = '65+' then baskets > 3 else null end",
        "1.0 * baskets / nullif(baskets, 0) > 0.5 and baskets / 2.0 > 1 and baskets % 7 = 0",
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
        ("avg(baskets) > 3", "the rule aggregates over customers (avg(count of basket))"),
        ("random() < 0.1", "the rule uses chance (random()), different at each refresh; use sample(percent)"),
        ("age > now()", "the rule reads the machine's clock ("),
        ("baskets > :least", "the rule holds a placeholder; write the value itself"),
        (
            "baskets / (baskets - 1) > 2",
            "the rule divides by a value that can be 0, an error on some engines",
        ),
        (r"age not like '6\_%'", r"the rule has a backslash in the pattern '6\_%', which engines read"),
        ("baskets % 0 = 1", "the rule divides by a value that can be 0"),
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


@pytest.mark.parametrize(
    "rule",
    [
        "(x = 'select from where' or y in ('(', ')')) and z -- where",
        # `segments preview` of such a rule failed: it looked for a table called NO.
        "country is distinct from 'NO'",
    ],
)
def test_a_rendering_is_taken_apart_whatever_the_rule_holds(rule: str):
    sql = "-- why\nwith a as (select 1 as one where true), b as (select * from a)\n"
    sql += "select customer_id\nfrom b\nwhere\n"
    apart = taken_apart(sql + rule, "duckdb")
    assert (apart.relation, apart.rule) == ("b", rule)
    assert apart.select("one", "one = 1").endswith("select one\nfrom b\nwhere one = 1")


def test_a_segment_gives_way_to_those_of_higher_priority_only():
    def node(name: str, **meta):
        config = {"meta": {"rule": "true", "features": {}, **meta}}
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
        (
            f"Runtime Error\n Resource names cannot contain spaces:\n  * 'model.p.my seg' ({VALUE}my seg.sql)"
            "\n  Please rename the invalid model(s) so that their name(s) do not contain any spaces.",
            f"{VALUE}my seg.sql: 'my seg' is not a name for a segment; use lower-case letters, digits and _,"
            " such as my_seg",
        ),
        (
            "Compilation Error\n  dbt found two schema.yml entries for the same resource named x."
            " Resources and their associated columns may only be described a single time."
            f" To fix this, remove one of the resource entries for x in this file:\n   - {VALUE}_value.yml",
            f"{VALUE}_value.yml: describes 'x' twice; remove one",
        ),
        ("Database Error: disk full", None),
    ],
)
def test_what_dbt_says_is_said_in_the_projects_words(tmp_path, message, sentence):
    (tmp_path / "dbt_project.yml").write_text("name: p\n", encoding="utf-8")
    for name in ("gold_tier", "silver_tier"):
        file = tmp_path / VALUE / f"{name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert translated(message, Project(tmp_path, "duckdb")) == sentence


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ("(summarize age)", "holds a subquery"),
        ("(from core.events) is null", "holds a subquery"),
        ("(values (1)) = baskets", "holds a subquery"),
        ("baskets > (table core.events)", "holds a subquery"),
        ("host(age) = 'x'", "uses host(), which rules can't use"),
        ("pg_read_file('/etc/passwd') = age", "uses pg_read_file(), which rules can't use"),
        ('"pg_sleep"(5) is null', "lacks 'and' or 'or' before '5'"),
        ("pg_catalog.pg_sleep(5) is null", "uses pg_sleep(), which rules can't use"),
        ("set_config('a', 'b', false) = age", "uses set_config(), which rules can't use"),
        ("ts_stat('select 1') is null", "uses ts_stat(), which rules can't use"),
        ("age similar to '6%'", "holds 'similar', which rules can't use; write like"),
        ("age ~ '6'", "holds ~, which rules can't use; write like"),
        ("age = e'\\x41'", "holds e'\\x41'; a text has plain single quotes"),
        ("age = $$65+$$", "holds $, which rules can't use; write a text in single quotes"),
        ("baskets > 1e3", "holds 1e3, which is not a number such as 12 or 12.5"),
        ("baskets > 0x1F", "holds 0x1F, which is not a number such as 12 or 12.5"),
        ("age::varchar = '65+'", "holds ::, which rules can't use; write cast(x as date)"),
        ("age = '65+' /* a /* b */ */", "holds a comment within a comment"),
        ("left(age, -2) = '5+'", "holds left(age, -2): -2 is not a whole number from 0 on"),
        ("sqrt(baskets) > 1", "uses sqrt(), which rules can't use; write x * x on the other side"),
        ("round(1.0 * baskets / 3, 1) > 1", "uses round() with a fraction, which engines keep differently;"),
        ("2 * (1.0 * baskets / 3) > 1", "calculates with a fraction, which engines keep differently; write"),
        ("baskets / 2 >= 1.5", "divides whole numbers (count of basket / 2), which some engines round down"),
        ("1.0 * baskets / nullif(baskets, 1) > 1", "divides by a value that can be 0"),
        ("cast(baskets as integer) > 1", "casts to int"),
        ("cast(baskets as decimal) > 1", "casts to decimal without its digits; write decimal(18, 6)"),
        ("baskets = 1 = true", "compares the result of a comparison"),
        ("baskets = '3'", "compares count of basket, a number, with '3', a text; write 3 without quotes"),
        (
            "coalesce(baskets, 'none') = 'none'",
            "mixes types in coalesce(): count of basket, a number, and 'none'",
        ),
        ("(baskets, 1) = (2, 1)", "holds (count of basket, 1), which rules can't use"),
        ("baskets between symmetric 3 and 1", "lacks"),
        ("\"Age\" = '65+'", "names an unknown trait 'Age'; the nearest is 'age'"),
        ("order = '65+'", "names 'order', a word of SQL; write it in double quotes: \"order\""),
        ("did('basket')", "names the predicate did() without its braces; write {{ did(...) }}"),
        ("(baskets >= 1) (baskets >= 2)", "lacks 'and' or 'or' before 'count of basket'"),
        ("age = '65+' && true", "holds &&, which rules can't use; write and"),
        ("age == '65+'", "holds ==, which rules can't use; write ="),
        ("age = 65", "compares age, a text, with 65, a number; write '65'"),
        ("age + 1 > 3", "calculates with age, a text"),
        ("extract(dow from born) = 0", "extracts dow, which engines count differently; they agree on"),
        ("date_trunc('month', born) = born", "holds date_trunc("),
        (
            "born > 'March'",
            "compares born, a date, with 'March', a text; write a date such as date '2017-03-01'",
        ),
        ("born > date '2017-3-1'", "holds date '2017-3-1'; write date '2017-03-01'"),
        ("timezone('Asia/Tokyo', called) > called", "holds timezone('Asia/Tokyo', called); write timezone("),
    ],
)
def test_what_engines_read_otherwise_or_may_not_do_is_refused(rule, mistake, dialect):
    """By reading alone: no engine sees it, because it might sleep, read a file or load native code."""
    types = {"age": "text", "baskets": "bigint", "order": "text", "born": "date", "called": "timestamp"}
    known = Vocabulary(list(types), [], [], [], trait_types=types)
    asked = segment(rule, baskets=BASKETS)
    sentence, *_ = condition_mistakes(asked, known, dialect)
    assert sentence.removeprefix("models/segments/value/bad.sql: the rule ")[: len(mistake)] == mistake


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    ("part", "ending"),
    [
        ("substr(age, -2)", "without a number of characters; write substring(x, 1, 8), or right(x, 2)"),
        ("substring(age, 2)", "without a number of characters; write substring(x, 1, 8), or right(x, 2)"),
        ("substr(age, -2, 2)", ": -2 is not a whole number from 1 on"),
        ("substring(age, 1, -1)", ": -1 is not a whole number from 0 on"),
    ],
)
def test_a_text_is_cut_by_numbers_from_its_beginning(part, ending, dialect):
    """DuckDB counts -2 from the text's end, PostgreSQL before its beginning."""
    known = Vocabulary(["age"], [], [], [], trait_types={"age": "text"})
    (sentence,) = condition_mistakes(segment(f"{part} = '5+'"), known, dialect)
    assert "the rule holds substring(age" in sentence and ending in sentence


def test_texts_are_ordered_only_where_every_engine_orders_them_alike():
    """A PostgreSQL database in English sorts 'a' before 'B', and DuckDB after it."""
    types = {"age": "text", "baskets": "bigint", "born": "date"}
    known = Vocabulary(list(types), ["brand"], ["basket"], [], types, {"brand": "text"}, orders_texts=False)
    for rule in ("age > 'b'", "'b' >= age", "age between 'a' and 'b'"):
        (sentence,) = condition_mistakes(segment(rule), known, "postgres")
        assert "the rule orders texts (" in sentence
    for rule in ("age = 'b'", "baskets > 2", "born >= '2017-01-01'", "born between '2017-01-01' and born"):
        assert list(condition_mistakes(segment(rule), known, "postgres")) == []
    least = {**BASKETS, "predicate": "smallest", "kind": "min", "column": "brand"}
    (sentence,) = vocabulary_mistakes(segment("least = 'x'", least=least), known, [])
    assert sentence.endswith("'brand' is a text, and this database orders text by its language")
