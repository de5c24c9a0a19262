"""The types that operators and functions accept and return, limited to cases in which all engines agree."""

import re
from collections.abc import Mapping

from sqlglot import exp

from orchestration.rules.families import NAMES, RANKED, TIMES, Families, Family, Said

ORDERINGS = (exp.LT, exp.LTE, exp.GT, exp.GTE)
# The parser's class for DuckDB's timestamp differs from that for PostgreSQL's.
CAST_TIMES = {
    exp.DataType.Type.DATE: "date",
    **dict.fromkeys((exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ), "timestamp"),
}
DAY_FIELDS = frozenset("year quarter month week isoyear isodow doy day".split())  # noqa: SIM905
TIME_FIELDS = frozenset({"hour", "minute"})
TRUNCATED = frozenset({"week", "month", "quarter", "year"})
ROUNDED = "write cast({} as decimal(18, 6)) for it"


class Judge(Families):
    """Judges a node by its method, or refuses it. `orders_texts`: the engine sorts texts by character."""

    def __init__(self, columns: Mapping[str, Family], said: Said, *, orders_texts: bool = True):
        super().__init__(columns, said)
        self._orders_texts = orders_texts

    def _comparison(self, node: exp.Binary) -> Family:
        if isinstance(node, ORDERINGS):
            self._ordered(node, node.left, node.right)
        return super()._comparison(node)

    def _between(self, node: exp.Between) -> Family:
        self._ordered(node, node.this, node.args["low"], node.args["high"])
        return super()._between(node)

    def _ordered(self, node: exp.Expr, *parts: exp.Expr) -> None:
        families = {self.of(part) for part in parts}
        if not self._orders_texts and "text" in families and not families & set(TIMES):
            self.refuse(
                f"orders texts ({self._said(node)}), which this database does by its language, and"
                " other engines by the code of each character; write in ('a', 'b')"
            )

    def _add(self, node: exp.Add | exp.Sub) -> Family:
        left, right = self.of(node.left), self.of(node.right)
        # Before the data are read, the type of a trait is unknown.
        if {left, right} & {*TIMES, "interval"}:
            return self._of_times(node, left, right)
        return self._calculated(node, left, right)

    _sub = _add

    def _mul(self, node: exp.Mul) -> Family:
        return self._calculated(node, self.of(node.left), self.of(node.right))

    _mod = _mul

    def _neg(self, node: exp.Neg) -> Family:
        return self.expect(node.this, RANKED, "-")

    def _div(self, node: exp.Div) -> Family:
        left, right = self.of(node.left), self.of(node.right)
        family = self._calculated(node, left, right)
        if left == right == "whole":
            self.refuse(
                f"divides whole numbers ({self._said(node)}), which some engines round down;"
                f" write 1.0 * {self._said(node.left)} / {self._said(node.right)}"
            )
        return family and ("float" if family == "float" else "quotient")

    def _calculated(self, node: exp.Binary, *families: Family) -> Family:
        """Returns the family of a calculation with numbers."""
        for part, family in zip((node.left, node.right), families, strict=True):
            if family and family not in RANKED:
                self.refuse(f"calculates with {self._said(part)}, {NAMES[family]} ({self._said(node)})")
                return None
            if family == "quotient":
                self._inexact("calculates", part)
        known = [family for family in families if family]
        return max(known, key=RANKED.index) if len(known) == len(families) else None

    def _inexact(self, does: str, part: exp.Expr) -> None:
        said = self._said(part.unnest())
        self.refuse(f"{does} with a fraction, which engines keep differently; {ROUNDED.format(said)}")

    def _of_times(self, node: exp.Binary, left: Family, right: Family) -> Family:
        """Returns the family of a difference of dates, or of a time moved by an interval."""
        is_less = isinstance(node, exp.Sub)
        if is_less and left == right == "date":
            return "whole"
        if left == "date" and right == "whole":
            return "date"
        if left in (*TIMES, None) and right == "interval":
            return "timestamp"
        if left and right:
            self.refuse(
                f"reckons {NAMES[left]} {'less' if is_less else 'and'} {NAMES[right]} ({self._said(node)});"
                " write date + 30, date - date, or time + interval '3 hours'"
            )
        return None

    # Texts.
    def _dpipe(self, node: exp.DPipe) -> Family:
        for part in (node.left, node.right):
            self.expect(part, ("text",), "||")
        return "text"

    def _lower(self, node: exp.Lower | exp.Upper | exp.Trim) -> Family:
        self.expect(node.this, ("text",), f"{type(node).__name__.lower()}()")
        if isinstance(node, exp.Trim) and (node.expression or node.args.get("position")):
            self.refuse(f"holds {self._said(node)}; trim(text) removes blanks, and nothing else")
        return "text"

    _upper = _trim = _lower

    def _length(self, node: exp.Length) -> Family:
        self.expect(node.this, ("text",), "length()")
        return "whole"

    def _md5(self, node: exp.MD5) -> Family:
        """Handles md5, which is left here only if sample() rendered it."""
        return "text"

    def _substring(self, node: exp.Substring) -> Family:
        self.expect(node.this, ("text",), "substring()")
        start, length = node.args.get("start"), node.args.get("length")
        if start is None or length is None:
            ending = "write substring(x, 1, 8), or right(x, 2) for the last ones"
            self.refuse(f"holds {self._said(node)} without a number of characters; {ending}")
        else:
            self._counted(node, start, 1)
            self._counted(node, length, 0)
        return "text"

    def _left(self, node: exp.Left | exp.Right) -> Family:
        self.expect(node.this, ("text",), f"{type(node).__name__.lower()}()")
        self._counted(node, node.expression, 0)
        return "text"

    _right = _left

    def _counted(self, node: exp.Expr, count: exp.Expr, least: int) -> None:
        number = count.this if isinstance(count, exp.Literal) and not count.is_string else ""
        if not re.fullmatch(r"\d{1,9}", number) or int(number) < least:
            self.refuse(
                f"holds {self._said(node)}: {self._said(count)} is not a whole number from {least} on"
            )

    def _replace(self, node: exp.Replace) -> Family:
        for part in (node.this, node.expression, node.args.get("replacement") or exp.Null()):
            self.expect(part, ("text",), "replace()")
        if not isinstance(node.expression, exp.Literal) or not node.expression.this:
            self.refuse(f"holds {self._said(node)}; what is replaced is a text such as 'a'")
        return "text"

    # Numbers.
    def _abs(self, node: exp.Abs) -> Family:
        return self.expect(node.this, RANKED, "abs()")

    def _round(self, node: exp.Round | exp.Floor | exp.Ceil) -> Family:
        name = type(node).__name__.lower()
        family = self.expect(node.this, RANKED, f"{name}()")
        if family in ("quotient", "float"):
            self._inexact(f"uses {name}()", node.this)
        decimals = node.args.get("decimals")
        if decimals:
            self._counted(node, decimals, 0)
        return "decimal"

    _floor = _ceil = _round

    # Times.
    def _extract(self, node: exp.Extract) -> Family:
        field = node.this.name.lower()
        if field not in DAY_FIELDS | TIME_FIELDS:
            known = ", ".join(sorted(DAY_FIELDS | TIME_FIELDS))
            self.refuse(f"extracts {field}, which engines count differently; they agree on {known}")
        else:
            wanted = TIMES if field in DAY_FIELDS else ("timestamp",)
            self.expect(node.expression, wanted, f"extract({field} from …)")
        return "whole"

    def _timestamptrunc(self, node: exp.TimestampTrunc | exp.DateTrunc) -> Family:
        unit = node.args["unit"].name.lower()
        if unit not in TRUNCATED:
            self.refuse(f"truncates to {unit}; valid are {', '.join(sorted(TRUNCATED))}")
        self.expect(node.this, TIMES, "date_trunc()")
        cast = node.parent
        if not isinstance(cast, exp.Cast) or cast.to.this != exp.DataType.Type.DATE:
            said = self._said(node)
            self.refuse(f"holds {said}, of different types on different engines; write cast({said} as date)")
        return "timestamp"

    _datetrunc = _timestamptrunc

    def _anonymous(self, node: exp.Anonymous) -> Family:
        """Handles timezone(), the only function of the table that the parser doesn't know."""
        zone, inner = [*node.expressions, None, None][:2]
        is_inner = isinstance(inner, exp.Anonymous) and len(inner.expressions) == 2
        is_utc = is_inner and inner.expressions[0] == exp.Literal.string("UTC")
        if not isinstance(zone, exp.Literal) or not zone.is_string or not is_utc:
            shape = "timezone('America/New_York', timezone('UTC', occurred_at))"
            self.refuse(f"holds {self._said(node)}; write {shape}")
        else:
            self.expect(inner.expressions[1], ("timestamp",), "timezone('UTC', …)")
        return "timestamp"

    def _cast(self, node: exp.Cast) -> Family:
        kind, family = node.to.this, self.of(node.this)
        is_text = isinstance(node.this, exp.Literal) and node.this.is_string
        if name := CAST_TIMES.get(kind):
            if is_text and not self._dated(node.this, name):
                example = "'2017-03-01'" if name == "date" else "'2017-03-01 05:00:00'"
                self.refuse(f"holds {name} {self._said(node.this)}; write {name} {example}")
            elif family and not is_text and family not in TIMES:
                self._uncast(node, family, name)
            return name
        if kind == exp.DataType.Type.DECIMAL and len(node.to.expressions) == 2:
            if family and family not in RANKED:
                self._uncast(node, family, "number")
            return "decimal"
        if kind in (exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT):
            if family and family not in ("whole", "text", "date"):
                self._uncast(node, family, "text")
            return "text"
        self.refuse(
            f"casts to {node.to.sql().lower()}; a cast returns date, timestamp, decimal(18, 6) or varchar"
        )
        return None

    def _uncast(self, node: exp.Cast, family: str, wanted: str) -> None:
        why = "which fails on a value that isn't one" if family == "text" else "which engines do differently"
        said = self._said(node.this)
        self.refuse(f"makes a {wanted} of {said}, {NAMES[family]}, {why}; compare it as what it is")
