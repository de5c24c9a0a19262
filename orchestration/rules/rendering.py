"""A segment's standalone rendering, taken apart: everything known about a customer, and the rule."""

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType


@dataclass(frozen=True)
class Rendering:
    """`head` has the common table expressions. `relation` is the last of them, which has every column."""

    head: str
    relation: str
    rule: str

    def select(self, columns: str, where: str = "") -> str:
        """Returns the query for other columns or other customers than the segment's members."""
        condition = f"\nwhere {where}" if where else ""
        return f"{self.head}\nselect {columns}\nfrom {self.relation}{condition}"

    def tables(self, dialect: str) -> list[exp.CTE]:
        """Returns the parsed common table expressions."""
        return list(sqlglot.parse_one(self.select("1"), read=dialect).find_all(exp.CTE))


def taken_apart(sql: str, dialect: str) -> Rendering:
    """Takes apart what macros/standalone wrote: `with ... select customer_id from relation where rule`."""
    depth, start, relation, rule = 0, 0, "", 0
    tokens = sqlglot.tokenize(sql, dialect=dialect)
    for position, token in enumerate(tokens):
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth:
            continue
        if token.token_type == TokenType.SELECT:
            start = token.start
        elif token.token_type == TokenType.FROM:
            relation = tokens[position + 1].text
        elif token.token_type == TokenType.WHERE:
            # What follows is the rule, which may have a `from` of its own: `is distinct from`.
            rule = token.end + 1
            break
    return Rendering(sql[:start].rstrip(), relation, sql[rule:].strip())
