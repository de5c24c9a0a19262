"""Writes a rule as the text of a segment's file, with only the parentheses that SQL needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml

from . import rules as r
from .models import SegmentFile

# How tightly a part binds. An operand that binds less tightly than its place requires is put in parentheses.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, ATOM = range(7)


class Call(str):
    """The Jinja expression of a predicate's call, in contrast to the SQL around it."""


def segment_file(rule: r.Rule) -> SegmentFile:
    """Returns the file and the YAML of a rule."""
    writer = _Writer(rule.other_ways)
    body = writer.in_sql(writer.parts(rule.body))
    blocks = "".join(f"{{% set {name} %}}{text}{{% endset %}}\n" for name, text in writer.blocks)
    meta = {"priority_group": rule.group, "priority": rule.priority} if rule.group else {}
    config = {"meta": meta, "access": "private" if rule.hidden else "public"}
    return SegmentFile(
        rule.name, f"{blocks}{{% call segment() %}}\n    {body}\n{{% endcall %}}\n", config=config
    )


def write(root: Path, file: SegmentFile) -> None:
    """Writes a segment's file and its YAML into a project."""
    folder = root / "models" / "segments" / file.family
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{file.name}.sql").write_text(file.text, encoding="utf-8")
    model = {"name": file.name, "config": dict(file.config)}
    (folder / f"_{file.name}.yml").write_text(yaml.safe_dump({"models": [model]}), encoding="utf-8")


def sql_of(value: r.Value) -> str:
    """Returns a constant as SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"({value:f})" if value < 0 else f"{value:f}"
    if isinstance(value, datetime):
        return f"timestamp '{value.isoformat(' ')}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def jinja_text(text: str) -> str:
    """Returns a text as a Jinja literal."""
    quote = "'" if '"' in text else '"'
    return quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


Parts = list[str]


class _Writer:
    def __init__(self, other_ways: bool) -> None:
        self._other_ways = other_ways
        self.blocks: list[tuple[str, str]] = []

    def parts(self, node: r.Node, place: int = OR) -> Parts:
        write: Callable[[r.Node], tuple[int, Parts]] = getattr(self, f"_{type(node).__name__.lower()}")
        binding, parts = write(node)
        return ["(", *parts, ")"] if binding < place else parts

    def in_sql(self, parts: Parts) -> str:
        return "".join(f"{{{{ {part} }}}}" if isinstance(part, Call) else part for part in parts)

    def _column(self, node: r.Column) -> tuple[int, Parts]:
        return ATOM, [node.name]

    def _constant(self, node: r.Constant) -> tuple[int, Parts]:
        return ATOM, [sql_of(node.value)]

    def _arithmetic(self, node: r.Arithmetic) -> tuple[int, Parts]:
        level = PRODUCT if node.operator == "*" else SUM
        return level, [
            *self.parts(node.left, level),
            f" {node.operator} ",
            *self.parts(node.right, level + 1),
        ]

    def _ratio(self, node: r.Ratio) -> tuple[int, Parts]:
        return PRODUCT, [*self.parts(node.left, PRODUCT), " / nullif(", *self.parts(node.right), ", 0)"]

    def _coalesce(self, node: r.Coalesce) -> tuple[int, Parts]:
        return ATOM, ["coalesce(", *self._joined(", ", node.parts, OR), ")"]

    def _nullif(self, node: r.NullIf) -> tuple[int, Parts]:
        return ATOM, ["nullif(", *self.parts(node.left), ", ", *self.parts(node.right), ")"]

    def _case(self, node: r.Case) -> tuple[int, Parts]:
        otherwise = [" else ", *self.parts(node.otherwise)] if node.otherwise else []
        return ATOM, [
            "case when ",
            *self.parts(node.condition),
            " then ",
            *self.parts(node.then),
            *otherwise,
            " end",
        ]

    def _function(self, node: r.Function) -> tuple[int, Parts]:
        start, end = ("cast(", " as date)") if node.name == "date" else (f"{node.name}(", ")")
        return ATOM, [start, *self.parts(node.argument), end]

    def _and(self, node: r.And) -> tuple[int, Parts]:
        return AND, self._joined("\n    and ", node.parts, NOT)

    def _or(self, node: r.Or) -> tuple[int, Parts]:
        return OR, self._joined("\n    or ", node.parts, AND)

    def _not(self, node: r.Not) -> tuple[int, Parts]:
        return NOT, ["not ", *self.parts(node.part, NOT)]

    def _compare(self, node: r.Compare) -> tuple[int, Parts]:
        return COMPARISON, [*self.parts(node.left, SUM), f" {node.operator} ", *self.parts(node.right, SUM)]

    def _is(self, node: r.Is) -> tuple[int, Parts]:
        return COMPARISON, [*self.parts(node.part, SUM), f" is {'not ' if node.negated else ''}{node.what}"]

    def _in(self, node: r.In) -> tuple[int, Parts]:
        word = " not in (" if node.negated else " in ("
        return COMPARISON, [*self.parts(node.part, SUM), word, *self._joined(", ", node.values, OR), ")"]

    def _between(self, node: r.Between) -> tuple[int, Parts]:
        word = " not between " if node.negated else " between "
        bounds = [*self.parts(node.low, SUM), " and ", *self.parts(node.high, SUM)]
        return COMPARISON, [*self.parts(node.part, SUM), word, *bounds]

    def _like(self, node: r.Like) -> tuple[int, Parts]:
        word = f" {'not ' if node.negated else ''}{'ilike' if node.any_case else 'like'} "
        # Only some engines treat a backslash as an ordinary character, as docs/language.md says.
        end = " escape ''" if "\\" in node.pattern else ""
        return COMPARISON, [*self.parts(node.part, SUM), word, sql_of(node.pattern), end]

    def _grouped(self, node: r.Grouped) -> tuple[int, Parts]:
        return ATOM, ["(", *self.parts(node.part), ")"]

    def _commented(self, node: r.Commented) -> tuple[int, Parts]:
        return OR, [*self.parts(node.part), node.comment]

    def _measure(self, node: r.Measure) -> tuple[int, Parts]:
        column = [jinja_text(node.column)] if node.column else []
        return self._call(
            node.predicate,
            [jinja_text(node.step.event), *column, *self._where(node.step.where), *self._window(node.window)],
        )

    def _dayssince(self, node: r.DaysSince) -> tuple[int, Parts]:
        return self._call("days_since", [jinja_text(node.trait)])

    def _did(self, node: r.Did) -> tuple[int, Parts]:
        counts = {"at_least": node.at_least, "at_most": node.at_most, "exactly": node.exactly}
        given = [f"{name}={count}" for name, count in counts.items() if count is not None]
        if self._other_ways and node.at_least is not None:
            given[0] = str(node.at_least)
        return self._call(
            "did",
            [jinja_text(node.step.event), *given, *self._where(node.step.where), *self._window(node.window)],
        )

    def _rank(self, node: r.Rank) -> tuple[int, Parts]:
        number = self.parts(node.number)
        if len(number) > 1 and self._other_ways:
            written = self._block("number", self.in_sql(number))
        else:
            written = " ~ ".join(part if isinstance(part, Call) else jinja_text(part) for part in number)
        return self._call(node.predicate, [written, *([f"by={jinja_text(node.by)}"] if node.by else [])])

    def _didinorder(self, node: r.DidInOrder) -> tuple[int, Parts]:
        steps = ", ".join(self._step(step) for step in node.steps)
        return self._call(
            "did_in_order", [f"({steps})" if self._other_ways else f"[{steps}]", *self._window(node.window)]
        )

    def _didthennot(self, node: r.DidThenNot) -> tuple[int, Parts]:
        wheres = [*self._where(node.first.where), *self._where(node.other.where, "other_where")]
        names = [jinja_text(node.first.event), jinja_text(node.other.event)]
        return self._call(
            "did_then_not", [*names, *wheres, *self._window(node.patience), *self._window(node.window)]
        )

    def _insegment(self, node: r.InSegment) -> tuple[int, Parts]:
        return self._call("in_segment", [jinja_text(node.name)])

    def _pastsegment(self, node: r.PastSegment) -> tuple[int, Parts]:
        window = [f"within_days={node.within_days}"] if node.within_days else []
        return self._call(node.predicate, [jinja_text(node.name), *window])

    def _inlist(self, node: r.InList) -> tuple[int, Parts]:
        return self._call("in_list", [jinja_text(node.name)])

    def _sample(self, node: r.Sample) -> tuple[int, Parts]:
        seed = [f"seed={jinja_text(node.seed)}"] if node.seed else []
        return self._call("sample", [f"{node.percent:f}", *seed])

    def _inarm(self, node: r.InArm) -> tuple[int, Parts]:
        return self._call("in_arm", [jinja_text(node.experiment), jinja_text(node.arm)])

    def _joined(self, word: str, nodes: tuple[r.Node, ...], place: int) -> Parts:
        parts = self.parts(nodes[0], place)
        for node in nodes[1:]:
            parts += [word, *self.parts(node, place)]
        return parts

    def _call(self, predicate: str, arguments: list[str]) -> tuple[int, Parts]:
        return ATOM, [Call(f"{predicate}({', '.join(arguments)})")]

    def _step(self, step: r.Step) -> str:
        if step.where is None:
            return jinja_text(step.event)
        return f"{{'event': {jinja_text(step.event)}, 'where': {self._condition(step.where)}}}"

    def _where(self, where: r.Node | None, argument: str = "where") -> list[str]:
        return [f"{argument}={self._condition(where)}"] if where else []

    def _condition(self, where: r.Node) -> str:
        text = "".join(self.parts(where))
        return self._block("condition", text) if self._other_ways and "{" not in text else jinja_text(text)

    def _block(self, what: str, text: str) -> str:
        name = f"{what}_{len(self.blocks) + 1}"
        # A `--` comment has to end inside the block, or it is refused.
        self.blocks.append((name, f"{text}\n" if "--" in text else text))
        return name

    def _window(self, window: r.Window) -> list[str]:
        if window.kind == "ever":
            return []
        if window.kind == "between_days":
            pair = f"{window.first}, {window.second}"
            return [f"between_days=[{pair}]" if self._other_ways else f"between_days=({pair})"]
        return [f"{window.kind}={jinja_text(window.first) if window.kind == 'since' else window.first}"]
