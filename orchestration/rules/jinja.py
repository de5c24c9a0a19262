"""Reads the statements of a segment's Jinja, and checks what it may contain besides expressions."""

from collections.abc import Iterator

from jinja2 import nodes

from orchestration.rules.jinja_expressions import KNOWN, Expressions, Kind
from orchestration.rules.jinja_phrases import said


class Reader(Expressions):
    """Reads the output of a template, one statement after another."""

    def body(self, statements: list[nodes.Node]) -> Kind:
        """Returns the kind of output of a part of a template: a text, or SQL if it has a predicate."""
        kinds = [self._statement(statement) for statement in statements]
        return Kind.SQL if Kind.SQL in kinds else Kind.TEXT

    def _statement(self, node: nodes.Node) -> Kind:
        if isinstance(node, nodes.Output):
            return self._output(node)
        if isinstance(node, nodes.Assign):
            self.written = None
            self._assign(node.target, self.expression(node.node))
        elif isinstance(node, nodes.AssignBlock):
            kind = self.body(node.body)
            self._assign(node.target, self._filtered(node.filter, kind) if node.filter else kind)
        elif isinstance(node, nodes.For):
            return self._loop(node)
        elif isinstance(node, nodes.If):
            return self._branches(node)
        elif not isinstance(node, nodes.Break | nodes.Continue):
            self._say(node, f"{said(node)} isn't for segments; {KNOWN}")
        return Kind.TEXT

    def _output(self, node: nodes.Output) -> Kind:
        kinds = []
        for part in node.nodes:
            self.written = part
            kinds.append(self.expression(part))
            if kinds[-1] is Kind.BOOLEAN:
                self._say(part, f"{{{{ {said(part)} }}}} writes True or False; write the condition itself")
        return Kind.SQL if Kind.SQL in kinds else Kind.TEXT

    def _branches(self, node: nodes.If) -> Kind:
        before, kinds, set_there = self.names, [], []
        for test, branch in [*((one.test, one.body) for one in (node, *node.elif_)), (None, node.else_)]:
            self.names = dict(before)
            if test:
                self._decides(test)
            kinds.append(self.body(branch))
            set_there.append(self.names)
        found = {name for names in set_there for name in names}
        everywhere = {name for name in found if all(name in names for names in set_there)}
        self.perhaps |= found - everywhere
        self.names = {
            name: next(kind for kind in Kind if kind in [names[name] for names in set_there])
            for name in everywhere
        }
        return Kind.SQL if Kind.SQL in kinds else Kind.TEXT

    def _loop(self, node: nodes.For) -> Kind:
        outside, kind = dict(self.names), self.expression(node.iter)
        around, self.around = self.around, frozenset()
        self._assign(node.target, Kind.SQL if kind is Kind.SQL else Kind.VALUE)
        self.around = frozenset(outside)
        self.names["loop"] = Kind.VALUE
        if node.test:
            self._decides(node.test)
        kinds = [self.body(node.body), self.body(node.else_)]
        self.names, self.around = outside, around
        return Kind.SQL if Kind.SQL in kinds else Kind.TEXT

    def _assign(self, target: nodes.Node, kind: Kind) -> None:
        if isinstance(target, nodes.Tuple):
            for item in target.items:
                self._assign(item, kind)
        elif isinstance(target, nodes.Name):
            if target.name in self.around:
                self._say(
                    target,
                    f"'{target.name}' is set before the loop, and what the loop sets is lost after each"
                    " iteration; set another name, or join a list with | join(' and ')",
                )
            # If an `if` or a loop sets it in only some cases, it may still be the predicate.
            is_sql = self.names.get(target.name) is Kind.SQL
            self.names[target.name] = Kind.SQL if is_sql else kind
        else:
            self._say(target, f"{said(target)} isn't for segments; {KNOWN}")

    def _decides(self, test: nodes.Node) -> None:
        if self.expression(test) is Kind.SQL:
            self._say(
                test,
                f"{said(test)} can't decide an if, which is decided once for all customers;"
                f" write case when {{{{ {said(test)} }}}} then ... else ... end",
            )


def sentences(mistakes: list[tuple[bool, str]]) -> Iterator[str]:
    """Yields each sentence once."""
    yield from dict.fromkeys(sentence for _, sentence in mistakes)
