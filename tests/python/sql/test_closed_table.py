"""Everything that a rule may contain means the same on every engine: one result for both targets.

Division gave 16 members on DuckDB and 8 on PostgreSQL for `{{ count_of('order') }} / 2 >= 1.5`.
"""

import re
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import pytest
import warehouses
from conftest import ROOT
from dbt_common.exceptions import CompilationError
from proof.harness import SegmentFile
from warehouses import IS_FILE

from orchestration.rules import table
from orchestration.rules.conditions import condition_mistakes
from orchestration.rules.registry import Segment
from orchestration.rules.vocabulary import Vocabulary

pytestmark = pytest.mark.fast

DIALECT = "duckdb" if IS_FILE else "postgres"
# One row of edge cases: `n_` is negative, `z_` zero, `nil_` null.
COLUMNS = {
    "w": ("bigint", "7"),
    "n_w": ("bigint", "-7"),
    "z_w": ("bigint", "0"),
    "nil_w": ("bigint", "null"),
    "d": ("decimal(18, 4)", "2.6750"),
    "n_d": ("decimal(18, 4)", "-2.6750"),
    "half": ("decimal(18, 4)", "2.5000"),
    "f": ("double precision", "0.1"),
    "t": ("varchar", "'Ab_ ж'"),
    "blanks": ("varchar", "'  a\t '"),
    "empty": ("varchar", "''"),
    "nil_t": ("varchar", "null"),
    "yes": ("boolean", "true"),
    "no": ("boolean", "false"),
    "nil_b": ("boolean", "null"),
    "day": ("date", "'2021-01-03'"),
    "leap": ("date", "'2020-02-29'"),
    "instant": ("timestamp", "'2021-01-03 04:59:59.999999'"),
}
TYPES = {name: kind for name, (kind, _) in COLUMNS.items()}
VOCABULARY = Vocabulary(list(COLUMNS), list(COLUMNS), [], [], trait_types=TYPES, event_types=TYPES)

# By row of the table: expressions and their results.
OPERATORS = {
    "and, or, not, ( )": [
        ("yes and nil_b", None),
        ("no and nil_b", False),
        ("yes or nil_b", True),
        ("not nil_b", None),
        ("yes or yes and no", True),
        ("(yes or yes) and no", False),
        ("not no and no", False),
    ],
    "=, <>, !=, <, <=, >, >=": [
        ("w = 7.0", True),
        ("nil_w <> 1", None),
        ("w != 7", False),
        ("n_w < z_w", True),
        ("t = 'ab_ ж'", False),
        ("empty = ' '", False),
        ("empty < 'a'", True),
        ("yes = no", False),
        ("day <= '2021-01-03'", True),
        ("day < instant", True),
        ("f = 0.1", True),
    ],
    "is distinct from, is not distinct from": [
        ("nil_w is distinct from 1", True),
        ("nil_w is not distinct from null", True),
        ("t is distinct from t", False),
    ],
    "between a and b, not between a and b": [
        ("w between 7 and 8", True),
        ("w between 8 and 6", False),
        ("nil_w not between 1 and 2", None),
        ("w between nil_w and 6", False),
    ],
    "in (a, b), not in (a, b)": [
        ("w in (1, 7)", True),
        ("w in (1, null)", None),
        ("w not in (7, null)", False),
        ("nil_t in ('a')", None),
    ],
    "like 'a%', not like, ilike, escape '!'": [
        ("t like 'Ab__ж'", True),
        ("t like 'Ab\\_%' escape '\\'", True),
        ("t like 'Ab!_ _' escape '!'", True),
        ("t ilike 'aB% Ж'", True),
        ("empty like ''", True),
        ("nil_t not like 'a%'", None),
    ],
    "is null, is true, is false, is unknown, each with not": [
        ("nil_w is null", True),
        ("nil_b is not true", True),
        ("nil_b is false", False),
        ("nil_b is unknown", True),
        ("yes is not unknown", True),
        ("(w = 7) is true", True),
    ],
    "+, -, *": [
        ("w + n_d", Decimal("4.325")),
        ("w - n_w * 2", 21),
        ("-n_w", 7),
        ("half * half", Decimal("6.25")),
        ("0.1 + 0.2 = 0.3", True),
        ("day - leap", 309),
        ("leap + 1", date(2020, 3, 1)),
        ("day - 3", date(2020, 12, 31)),
    ],
    "/": [
        ("1.0 * w / 2 >= 3.5", True),
        ("1.0 * n_w / 2 = -3.5", True),
        ("w / 2.0 > 3", True),
        ("half / nullif(z_w, 0) > 1", None),
        ("1.0 * w / nullif(w, 0) = 1", True),
        ("1.0 / 3 = 2.0 / 6", True),
        ("w / 10.0 = 0.7", True),
        ("cast(1.0 * w / 3 as decimal(18, 6)) * 3 = 6.999999", True),
        ("f / 0.1 = 1", True),
    ],
    "%": [("w % 3", 1), ("n_w % 3", -1), ("w % -3", 1), ("n_d % 2", Decimal("-0.675")), ("nil_w % 3", None)],
    "||": [("t || 'x'", "Ab_ жx"), ("t || nil_t", None), ("empty || cast(n_w as varchar)", "-7")],
    "case when a then b else c end": [
        ("case when nil_b then 1 when yes then 2.5 end", Decimal("2.5")),
        ("case when no then 1 end", None),
        ("case w when 7 then 'a' else 'b' end", "a"),
    ],
    "12, 12.5, 'text', date '2017-03-01', timestamp '2017-03-01 05:00:00'": [
        ("12 < 12.5", True),
        ("'it''s'", "it's"),
        ("'\\'", "\\"),
        ("date '2017-03-01'", date(2017, 3, 1)),
        ("timestamp '2017-03-01 05:00:00.5'", datetime(2017, 3, 1, 5, 0, 0, 500000)),
    ],
    "true, false, null": [("true", True), ("false", False), ("null = 1", None)],
    "interval '3 hours'": [
        ("instant + interval '3 hours'", datetime(2021, 1, 3, 7, 59, 59, 999999)),
        ("day - interval '1 day'", datetime(2021, 1, 2)),
        ("instant - interval '300 minutes' < day", True),
    ],
}
FUNCTIONS = {
    "abs": [("abs(n_d)", Decimal("2.675")), ("abs(nil_w)", None), ("abs(f) = 0.1", True)],
    "cast": [
        ("cast(instant as date)", date(2021, 1, 3)),
        ("cast(day as timestamp)", datetime(2021, 1, 3)),
        ("cast(1.0 / 128 as decimal(18, 6))", Decimal("0.007813")),
        ("cast(-3.0 / 128 as decimal(18, 6))", Decimal("-0.023438")),
        ("cast(f as decimal(18, 2))", Decimal("0.1")),
        ("cast(half as decimal(18, 0))", Decimal(3)),
        ("cast(w as varchar)", "7"),
        ("cast(day as varchar)", "2021-01-03"),
        ("cast('2017-03-01' as date)", date(2017, 3, 1)),
        ("cast(t as varchar)", "Ab_ ж"),
    ],
    "ceil": [("ceil(n_d)", -2), ("ceiling(half)", 3)],
    "coalesce": [
        ("coalesce(nil_w, w)", 7),
        ("coalesce(nil_t, 'x')", "x"),
        ("coalesce(nil_w, half)", Decimal("2.5")),
    ],
    "date_trunc": [
        ("cast(date_trunc('month', leap) as date)", date(2020, 2, 1)),
        ("cast(date_trunc('week', day) as date)", date(2020, 12, 28)),
        ("cast(date_trunc('quarter', instant) as date)", date(2021, 1, 1)),
        ("cast(date_trunc('year', leap) as date)", date(2020, 1, 1)),
    ],
    "extract": [
        ("extract(year from day)", 2021),
        ("extract(quarter from leap)", 1),
        ("extract(month from instant)", 1),
        ("extract(week from day)", 53),
        ("extract(isoyear from day)", 2020),
        ("extract(isodow from day)", 7),
        ("extract(doy from leap)", 60),
        ("extract(day from leap)", 29),
        ("extract(hour from instant)", 4),
        ("extract(minute from instant)", 59),
    ],
    "floor": [("floor(n_d)", -3), ("floor(half)", 2)],
    "left": [("left(t, 2)", "Ab"), ("left(t, 9)", "Ab_ ж"), ("left(nil_t, 1)", None), ("left(t, 0)", "")],
    "length": [("length(t)", 5), ("length(empty)", 0), ("length(nil_t)", None)],
    "lower": [("lower('ÀЖ')", "àж"), ("lower(nil_t)", None)],
    "nullif": [("nullif(w, 7.0)", None), ("nullif(t, 'x')", "Ab_ ж"), ("nullif(w, nil_w)", 7)],
    "replace": [("replace(t, '_', '.')", "Ab. ж"), ("replace('aaa', 'aa', '')", "a")],
    "right": [("right(t, 1)", "ж"), ("right(empty, 1)", "")],
    "round": [
        ("round(d, 2)", Decimal("2.68")),
        ("round(n_d, 2)", Decimal("-2.68")),
        ("round(half)", 3),
        ("round(w, 2)", 7),
        ("round(1.005, 2)", Decimal("1.01")),
    ],
    "substring": [("substring(t, 2, 3)", "b_ "), ("substr(t, 9, 2)", ""), ("substring(t, 5, 99)", "ж")],
    "timezone": [
        ("timezone('America/New_York', timezone('UTC', instant))", datetime(2021, 1, 2, 23, 59, 59, 999999)),
        ("extract(hour from timezone('Asia/Tokyo', timezone('UTC', instant)))", 13),
    ],
    "trim": [("trim(blanks)", "a\t"), ("trim(nil_t)", None)],
    "upper": [("upper('àж')", "ÀЖ")],
}
CASES = [case for cases in (*OPERATORS.values(), *FUNCTIONS.values()) for case in cases]


def mistakes(rule: str, vocabulary: Vocabulary | None = VOCABULARY) -> list[str]:
    segment = Segment("x", "x.sql", rule, {}, {"config": {"meta": {}}})
    return [
        said.removeprefix("x.sql: the rule ") for said in condition_mistakes(segment, vocabulary, DIALECT)
    ]


def evaluated(expressions: list[str]) -> tuple:
    row = ", ".join(f"cast({value} as {kind}) as {name}" for name, (kind, value) in COLUMNS.items())
    asked = ", ".join(f"(\n{text}\n) as value_{i}" for i, text in enumerate(expressions))
    with closing(warehouses.alone()) as connection:
        return connection.execute(f"select {asked} from (select {row}) as edges").fetchall()[0]


@pytest.fixture(scope="module")
def answers() -> dict:
    texts = [text for text, _ in CASES]
    return dict(zip(texts, evaluated(texts), strict=True))


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_the_table_allows_gives_the_same_everywhere(text, expected, answers):
    assert answers[text] == expected
    assert (answers[text] is None) == (expected is None)
    is_condition = isinstance(expected, bool) or (expected is None and "=" in text)
    rule = text if is_condition else f"({text}) is null"
    assert mistakes(rule) == []
    # A refresh reads the rules once before it knows the data, and it refused intervals added to traits.
    assert mistakes(rule, None) == []


def test_every_row_of_the_table_is_held():
    assert list(OPERATORS) == [row.written for row in table.OPERATORS]
    assert list(FUNCTIONS) == list(table.FUNCTIONS)
    for other, name in table.SAME_AS.items():
        assert any(f"{other}(" in text for text, _ in FUNCTIONS[name])


def test_no_reserved_word_is_missing():
    """`order >= 4` on a trait named order passed a parser that accepts it, and the engine refused it."""
    with closing(warehouses.alone()) as connection:
        words = connection.execute(
            "select keyword_name from duckdb_keywords()"
            " where keyword_category in ('reserved', 'type_function')"
            if IS_FILE
            else "select word from pg_get_keywords() where catcode in ('R', 'T')"
        ).fetchall()
    assert {word for (word,) in words} - table.RESERVED == set()


def test_the_language_page_shows_the_table():
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    shown = page.split("\n## The SQL of a rule\n")[1].split("\n## ")[0]
    rows = [*table.OPERATORS, *table.FUNCTIONS.values()]
    cells = [(row.written.replace("|", "\\|"), row.gives.replace("|", "\\|")) for row in rows]
    written = [f"| `{written}` | {gives} |" for written, gives in cells]
    assert [line for line in shown.splitlines() if line.startswith("| `")] == written


def test_dbt_by_hand_refuses_what_the_table_does(shop_in_memory):
    """`dbt run` calls no validator: `sleep_ms`, `pg_read_file` and `host` would have been evaluated."""
    rules = ('"sleep_ms" (10) is null', "country = 'sleep_ms(1)' -- sleep_ms(1)")
    texts = [f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n" for rule in rules]
    files = [SegmentFile(f"s{number}", text) for number, text in enumerate(texts)]
    shop_in_memory.set_segments(files)
    with pytest.raises(CompilationError, match=r's0\.sql: the rule uses "sleep_ms"\(\), which'):
        shop_in_memory.refresh()
    shop_in_memory.set_segments(files[1:])
    shop_in_memory.refresh()


def test_dbt_by_hand_knows_the_same_functions():
    macro = (ROOT / "macros" / "definitions" / "_check_functions.sql").read_text(encoding="utf-8")
    lists = re.findall(r"set \w+ = (\[.+?\])", macro, re.DOTALL)
    known, words = (set(re.findall(r"'(\w+)'", names)) for names in lists[:2])
    assert known == {*table.FUNCTIONS, *table.SAME_AS, *table.SIZED_TYPES, "md5"}
    assert words == table.WORDS
