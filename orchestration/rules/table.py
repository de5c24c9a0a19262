"""The operators and functions that a rule and a `where` may use: all of them, and nothing else.

Each has the same meaning on every engine. tests/python/sql/test_closed_table.py checks this on DuckDB and
PostgreSQL. Each can also be expressed on Spark, BigQuery and Snowflake. docs/language.md shows this table,
and a test compares the two.
"""

from dataclasses import dataclass

from orchestration.project.engine import predicates

PREDICATES = frozenset(predicates())


@dataclass(frozen=True)
class Allowed:
    """A row of the table: how it is written, and what it returns."""

    written: str
    gives: str


OPERATORS = (
    Allowed("and, or, not, ( )", "joins conditions; not binds tightest, then and, then or"),
    Allowed("=, <>, !=, <, <=, >, >=", "compares two numbers, two text values, two times"),
    Allowed("is distinct from, is not distinct from", "compares without unknown: null equals null"),
    Allowed("between a and b, not between a and b", "is in a range, both ends included"),
    Allowed("in (a, b), not in (a, b)", "is in a list"),
    Allowed(
        "like 'a%', not like, ilike, escape '!'",
        "matches a text pattern; ilike ignores case",
    ),
    Allowed("is null, is true, is false, is unknown, each with not", "tests without unknown"),
    Allowed(
        "+, -, *", "a sum, a difference, a product; a date and a number of days; two dates: the days between"
    ),
    Allowed("/", "a fraction: a number with decimals on at least one side, and a divisor that can't be 0"),
    Allowed("%", "the remainder of a division, with the sign of the dividend"),
    Allowed("||", "joins two text values; null if one is null"),
    Allowed("case when a then b else c end", "the first case that is true; null without else"),
    Allowed("12, 12.5, 'text', date '2017-03-01', timestamp '2017-03-01 05:00:00'", "a value"),
    Allowed("true, false, null", "a value"),
    Allowed("interval '3 hours'", "minutes, hours or days to add to a time or subtract from it"),
)

FUNCTIONS = {
    "abs": Allowed("abs(number)", "the absolute value"),
    "cast": Allowed("cast(x as date)", "x as a date; also as timestamp, decimal(18, 6), varchar"),
    "ceil": Allowed("ceil(number)", "the next whole number up"),
    "coalesce": Allowed("coalesce(a, b)", "the first that isn't null"),
    "date_trunc": Allowed(
        "cast(date_trunc('month', x) as date)", "the first day of its week, month, quarter or year"
    ),
    "extract": Allowed(
        "extract(month from x)",
        "a number: year, quarter, month, week, isoyear, isodow (1 is Monday), doy, day, hour, minute",
    ),
    "floor": Allowed("floor(number)", "the next whole number down"),
    "left": Allowed("left(text, 2)", "its first characters"),
    "length": Allowed("length(text)", "the number of characters"),
    "lower": Allowed("lower(text)", "small letters"),
    "nullif": Allowed("nullif(a, b)", "a, or null where it equals b"),
    "replace": Allowed("replace(text, 'a', 'b')", "the text with each 'a' replaced by 'b'"),
    "right": Allowed("right(text, 2)", "its last characters"),
    "round": Allowed("round(number, 2)", "the number rounded to this many decimals, halves away from zero"),
    "substring": Allowed("substring(text, 1, 8)", "8 characters from the first on; substr() is the same"),
    "timezone": Allowed("timezone('America/New_York', timezone('UTC', occurred_at))", "the local time there"),
    "trim": Allowed("trim(text)", "the text without leading and trailing blanks"),
    "upper": Allowed("upper(text)", "large letters"),
}
SAME_AS = {"substr": "substring", "ceiling": "ceil"}
# Words that can precede a parenthesis without being functions.
WORDS = frozenset(
    """
    and or not in like ilike escape between is null true false unknown distinct from case when then else
    end as
    """.split()  # noqa: SIM905
)
# Types that take sizes. The check of casts decides which types a cast may return.
SIZED_TYPES = frozenset({"decimal", "numeric", "varchar"})

# What to write instead of functions and operators that aren't allowed.
INSTEAD = {
    "==": "=",
    "===": "=",
    "&&": "and",
    "!": "not",
    "::": "cast(x as date)",
    "//": "floor(cast(1.0 * a / nullif(b, 0) as decimal(18, 6)))",
    "**": "x * x",
    "^": "x * x",
    "<=>": "is not distinct from",
    "~": "like",
    "!~": "not like",
    "~~": "like",
    "$": "a text in single quotes",
    "`": "the name as it is, or in double quotes",
    "similar": "like",
    "glob": "like",
    "regexp": "like",
    "rlike": "like",
    "xor": "<>, each side in parentheses",
    "isnull": "is null",
    "notnull": "is not null",
    "at": "timezone('America/New_York', timezone('UTC', x))",
    "regexp_matches": "like",
    "regexp_like": "like",
    "starts_with": "like 'a%'",
    "contains": "like '%a%'",
    "position": "like '%a%'",
    "strpos": "like '%a%'",
    "instr": "like '%a%'",
    "greatest": "case when a > b then a else b end",
    "least": "case when a < b then a else b end",
    "if": "case when a then b else c end",
    "iif": "case when a then b else c end",
    "ifnull": "coalesce(a, b)",
    "nvl": "coalesce(a, b)",
    "isnan": "x is not null",
    "concat": "a || b",
    "concat_ws": "a || b",
    "initcap": "lower(x) or upper(x) on both sides",
    "len": "length(x)",
    "char_length": "length(x)",
    "sqrt": "x * x on the other side",
    "power": "x * x",
    "pow": "x * x",
    "mod": "a % b",
    "try_cast": "the text in single quotes",
    "year": "extract(year from x)",
    "month": "extract(month from x)",
    "day": "extract(day from x)",
    "hour": "extract(hour from x)",
    "week": "extract(week from x)",
    "weekday": "extract(isodow from x)",
    "dayofweek": "extract(isodow from x)",
    "date_part": "extract(month from x)",
    "datediff": "days_since(), or one date less another",
    "date_diff": "days_since(), or one date less another",
    "date": "cast(x as date)",
    "to_date": "date '2017-03-01'",
    "make_date": "date '2017-03-01'",
    "strftime": "extract(month from x)",
    "to_char": "extract(month from x)",
    "md5": "sample(percent)",
    "hash": "sample(percent)",
}

# Words that can't be unquoted names because DuckDB or PostgreSQL reserves them.
RESERVED = frozenset(
    """
    all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case
    cast check collate collation column columns concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user default
    deferrable desc describe distinct do else end except false fetch for foreign freeze from full
    generated glob grant group having ilike in initially inner intersect into is isnull join lambda
    lateral leading left like limit localtime localtimestamp map natural not notnull null offset on only
    or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references
    returning right select semi session_user show similar some struct summarize symmetric system_user
    table tablesample then to trailing true try_cast tuple union unique unpack unpivot user using
    variadic verbose when where window with
    """.split()  # noqa: SIM905
)
