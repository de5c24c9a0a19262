"""A segment's rule as a tree: operators, what each condition looks at, and the segments it is built on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from orchestration.rules.expressions import as_sql, parse
from orchestration.rules.phrases import Words
from orchestration.rules.registry import Feature, Segment
from orchestration.rules.samples import digits, sample_words, seed_of

Kind = Literal["all", "any", "not", "condition", "segment", "exclusive"]


@dataclass
class Value:
    """A value that a condition looked at. `role` says in which role."""

    role: Literal["left", "right", "number", "place", "among", "digits"]
    words: str
    sql: str
    feature: Feature | None = None
    has_trait: bool = False
    received: Any = None


@dataclass
class Node:
    """A part of a rule. `verdict` is None until it is evaluated, and if it is unknown."""

    kind: Kind
    sql: str
    words: str = ""
    needed: str = ""
    values: list[Value] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    segment: str | None = None
    seed: str | None = None
    notes: list[str] = field(default_factory=list)
    verdict: bool | None = None


COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "is not distinct from",
    exp.NullSafeNEQ: "is distinct from",
}
MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
LIKES: dict[type[exp.Expr], str] = {
    exp.Like: "like",
    exp.ILike: "ilike",
    exp.SimilarTo: "similar to",
    exp.RegexpLike: "matching",
}


class Trees:
    """Builds the tree of each segment once, however many segments reference it."""

    def __init__(self, segments: dict[str, Segment], dialect: str):
        self._segments = segments
        self._dialect = dialect
        self._known: dict[str, Node] = {}

    def of(self, name: str) -> Node:
        """Returns the tree of a segment: its rule, and what its exclusive group adds."""
        if name not in self._known:
            segment = self._segments[name]
            rule = _Planter(self, segment, self._dialect).plant(parse(segment.rule, self._dialect))
            self._known[name] = self._exclusive(segment, rule) if segment.above else rule
        return self._known[name]

    def reference(self, name: str) -> Node:
        """Returns membership of a segment as a condition of another. Unknown counts as no."""
        column = self._segments[name].column
        words = f"in segment {name}"
        return Node("segment", f"coalesce({column}, false)", words, segment=name, children=[self.of(name)])

    def _exclusive(self, segment: Segment, rule: Node) -> Node:
        higher = [self.reference(name) for name in segment.above]
        taken = f"not ({' or '.join(node.sql for node in higher)})"
        words = f"not taken by a segment of higher priority in {segment.group}"
        parts = rule.children if rule.kind == "all" else [rule]
        exclusive = Node("exclusive", taken, words, children=higher)
        return Node("all", f"({rule.sql}) and {taken}", "all of", children=[*parts, exclusive])


class _Planter:
    """Turns the expressions of one segment's rule into nodes."""

    def __init__(self, trees: Trees, segment: Segment, dialect: str):
        self._trees = trees
        self._needs = segment.features
        self._words = Words(segment.features, dialect)
        self._dialect = dialect

    def plant(self, expression: exp.Expr) -> Node:
        inner = expression.unnest()
        sql = as_sql(inner, self._dialect)
        if isinstance(inner, exp.And | exp.Or) and not seed_of(inner):
            kind: Kind = "all" if isinstance(inner, exp.And) else "any"
            return Node(kind, sql, f"{kind} of", children=[self.plant(part) for part in inner.flatten()])
        if isinstance(inner, exp.Not):
            return self._not(inner.this.unnest(), sql)
        name = self._segment_named(inner)
        if name:
            return self._trees.reference(name)
        return self._condition(inner, sql)

    def _not(self, inner: exp.Expr, sql: str) -> Node:
        if isinstance(inner, exp.In | exp.Is | exp.Between | exp.Like | exp.ILike):
            return self._condition(inner, sql, negated=True)
        return Node("not", sql, "not", children=[self.plant(inner)])

    def _segment_named(self, expression: exp.Expr) -> str | None:
        """Returns the segment that a condition is about: in_segment() renders as coalesce(column, false)."""
        if isinstance(expression, exp.Coalesce):
            expression = expression.this
        feature = self._needs.get(expression.name) if isinstance(expression, exp.Column) else None
        return feature["segment"] if feature and feature["kind"] == "segment" else None

    def _condition(self, inner: exp.Expr, sql: str, negated: bool = False) -> Node:
        left, needed, right = self._sides(inner, "not " if negated else "")
        node = Node("condition", sql, self._words.of(inner), needed)
        seed = seed_of(inner)
        if seed is not None:
            node.words, node.needed = sample_words(inner, seed)
            node.seed = seed
            node.values.append(Value("digits", "digits", as_sql(digits(inner), self._dialect)))
            return node
        seen = [left] if left is not None else list(dict.fromkeys(inner.find_all(exp.Column)))
        for expression in seen:
            node.values += self._values("left", expression)
        for expression in right:
            if expression.find(exp.Column):
                node.values += self._values("right", expression)
        return node

    def _sides(self, inner: exp.Expr, no: str) -> tuple[exp.Expr | None, str, list[exp.Expr]]:
        """Returns what a condition looks at, what it wants in words, and the expressions in these words."""
        said = self._words.of
        operator = COMPARISONS.get(type(inner))
        if operator and isinstance(inner, exp.Binary):
            left, right = inner.left, inner.right
            if right.find(exp.Column) and not left.find(exp.Column):
                left, right, operator = right, left, MIRRORED.get(operator, operator)
            return left, f"{operator} {said(right)}", [right]
        if isinstance(inner, exp.Between):
            bounds = [inner.args["low"], inner.args["high"]]
            return inner.this, f"{no}between {' and '.join(map(said, bounds))}", bounds
        if isinstance(inner, exp.In) and inner.expressions:
            return inner.this, f"{no}one of {', '.join(map(said, inner.expressions))}", inner.expressions
        if isinstance(inner, exp.Is):
            is_denied = bool(no) or bool(inner.args.get("negate"))
            if isinstance(inner.expression, exp.Null):
                return inner.this, "a value" if is_denied else "no value", []
            return inner.this, f"{'not ' if is_denied else ''}{said(inner.expression).lower()}", []
        if type(inner) in LIKES:
            return inner.this, f"{no}{LIKES[type(inner)]} {said(inner.expression)}", []
        return None, "", []

    def _values(self, role: Literal["left", "right"], expression: exp.Expr) -> list[Value]:
        feature = self._needs.get(expression.name) if isinstance(expression, exp.Column) else None
        columns = list(dict.fromkeys(expression.find_all(exp.Column)))
        has_trait = any(column.name not in self._needs for column in columns)
        sql = as_sql(expression, self._dialect)
        values = [Value(role, self._words.of(expression), sql, feature, has_trait)]
        for column in columns:
            rank = self._needs.get(column.name, {})
            if "number" in rank:
                values += self._rank(rank)
        return values

    def _rank(self, feature: Feature) -> list[Value]:
        """Returns the values behind a rank: the number, the customer's place, and how many are ranked."""
        number = as_sql(parse(feature["number"], self._dialect), self._dialect)
        alike = f"{feature['by']}, " if feature.get("by") else ""
        part = f"partition by {alike}case when ({number}) is null then 1 else 0 end"
        place = f"row_number() over ({part} order by ({number}) desc nulls last, customer_id)"
        return [
            Value("number", self._words.number(feature), number, feature),
            Value("place", "place", f"case when ({number}) is not null then {place} end", feature),
            Value("among", "among", f"count({number}) over ({part})", feature),
        ]
