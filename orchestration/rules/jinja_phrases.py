"""Parts of a segment's Jinja as a person would write them: what was received, and what to write instead."""

import re
from typing import Any

from jinja2 import nodes

# Jinja's names for comparisons, with their form in Python and in SQL.
COMPARISONS = {
    "eq": ("==", "="),
    "ne": ("!=", "<>"),
    "gt": (">", ">"),
    "gteq": (">=", ">="),
    "lt": ("<", "<"),
    "lteq": ("<=", "<="),
    "in": ("in", "in"),
    "notin": ("not in", "not in"),
}
# Statements and expressions that segments may not use, by Jinja's name of the node.
TAGS = {
    "ExprStmt": "{% do %}",
    "CallBlock": "{% call %}",
    "FilterBlock": "{% filter %}",
    "NSRef": "a namespace",
    "FromImport": "{% import %}",
}
LONGEST = 80


def said(node: nodes.Node) -> str:
    """Returns an expression almost as it was written, with the middle of a long one cut out."""
    text = _said(node)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 2 :]}"


def instead(node: nodes.Node, *, is_written: bool) -> str:
    """Returns the same as SQL: with braces around each predicate, or joined to a text within open braces."""
    text = _sql(node, is_outermost=True)
    if is_written:
        return text
    parts = re.split(r"\{\{ (.*?) \}\}", text)
    pieces = [part if position % 2 else _constant(part) for position, part in enumerate(parts) if part]
    return " ~ ".join(pieces)


def _said(node: Any) -> str:
    if isinstance(node, nodes.Const):
        return _constant(node.value)
    if isinstance(node, nodes.Name | nodes.NSRef):
        return node.name
    if isinstance(node, nodes.Call):
        arguments = [*map(_said, node.args), *(f"{a.key}={_said(a.value)}" for a in node.kwargs)]
        return f"{_said(node.node)}({', '.join(arguments)})"
    if isinstance(node, nodes.Getattr):
        return f"{_said(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_said(node.node)}[{_said(node.arg)}]"
    if isinstance(node, nodes.Filter):
        given = f"({', '.join(map(_said, node.args))})" if node.args else ""
        return f"{_said(node.node) if node.node else '...'} | {node.name}{given}"
    if isinstance(node, nodes.Test):
        return f"{_said(node.node)} is {node.name}"
    if isinstance(node, nodes.List | nodes.Tuple):
        return f"[{', '.join(map(_said, node.items))}]"
    if isinstance(node, nodes.Concat):
        return " ~ ".join(map(_said, node.nodes))
    if isinstance(node, nodes.Compare):
        return " ".join([_said(node.expr), *(f"{COMPARISONS[o.op][0]} {_said(o.expr)}" for o in node.ops)])
    if isinstance(node, nodes.BinExpr):
        return f"{_said(node.left)} {_operator(node)} {_said(node.right)}"
    if isinstance(node, nodes.UnaryExpr):
        return f"{_operator(node)} {_said(node.node)}"
    name = type(node).__name__
    return TAGS.get(name, f"{{% {name.lower()} %}}" if isinstance(node, nodes.Stmt) else "this expression")


def _sql(node: Any, *, is_outermost: bool = False) -> str:
    if isinstance(node, nodes.Const) and not isinstance(node.value, str):
        return str(node.value).lower()
    if isinstance(node, nodes.Compare):
        text = " ".join([_sql(node.expr), *(f"{COMPARISONS[o.op][1]} {_sql(o.expr)}" for o in node.ops)])
    elif isinstance(node, nodes.And | nodes.Or):
        text = f"{_condition(node.left)} {_operator(node)} {_condition(node.right)}"
    elif isinstance(node, nodes.Not):
        text = f"not {_condition(node.node)}"
    elif isinstance(node, nodes.BinExpr):
        text = f"{_sql(node.left)} {_operator(node)} {_sql(node.right)}"
    elif isinstance(node, nodes.UnaryExpr):
        text = f"{_operator(node)} {_sql(node.node)}"
    elif isinstance(node, nodes.Test):
        words = {"none": "is null", "undefined": "is null", "defined": "is not null"}
        text = f"{_sql(node.node)} {words.get(node.name, '= ...')}"
    elif isinstance(node, nodes.Const):
        return "'" + node.value.replace("'", "''") + "'"
    else:
        return f"{{{{ {said(node)} }}}}"
    binds = isinstance(node, nodes.UnaryExpr | nodes.Compare | nodes.Test)
    return text if is_outermost or binds else f"({text})"


def _condition(node: Any) -> str:
    is_text = isinstance(node, nodes.Const) and isinstance(node.value, str)
    return node.value if is_text else _sql(node)


def _operator(node: Any) -> str:
    if isinstance(node, nodes.And | nodes.Or | nodes.Not):
        return type(node).__name__.lower()
    return node.operator


def _constant(value: Any) -> str:
    if isinstance(value, str):
        quote = '"' if "'" in value else "'"
        return quote + value.replace(quote, f"\\{quote}") + quote
    return str(value).lower()
