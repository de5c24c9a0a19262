"""Segments that are added, removed and changed, and may see one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from . import rules as r
from .choices import Choices
from .some_rules import RuleMaker
from .vocabulary import Vocabulary

GROUPS = ("tier", "it's a group")


class Rules(Mapping[str, r.Rule]):
    """The segments in the project, by name."""

    def __init__(self, choose: Choices, words: Vocabulary, count: int) -> None:
        self._rules: dict[str, r.Rule] = {}
        self._gone: dict[str, r.Rule] = {}
        self._number = 0
        for _ in range(count):
            self.add(choose, words)

    def __getitem__(self, name: str) -> r.Rule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def stand(self, rules: dict[str, r.Rule]) -> None:
        """Replaces all segments by these."""
        assert self._take(rules)

    def add(self, choose: Choices, words: Vocabulary) -> None:
        """Adds a new segment."""
        name = f"s{self._number}"
        self._number += 1
        self._take({**self._rules, name: self._made(choose, words, name)})

    def edit(self, choose: Choices, words: Vocabulary) -> None:
        """Gives a segment another rule."""
        for rule in self._some(choose):
            made = self._made(choose, words, rule.name)
            self._take({**self._rules, rule.name: replace(rule, body=made.body, other_ways=made.other_ways)})

    def remove(self, choose: Choices, words: Vocabulary) -> None:
        """Removes a segment's file."""
        for rule in self._some(choose):
            if len(self._rules) > 1:
                left = {name: other for name, other in self._rules.items() if name != rule.name}
                if self._take(left):
                    self._gone[rule.name] = rule

    def bring_back(self, choose: Choices, words: Vocabulary) -> None:
        """Restores a removed segment, as it was."""
        if self._gone:
            rule = self._gone.pop(choose.one_of(list(self._gone)))
            self._take({**self._rules, rule.name: rule})

    def rename(self, choose: Choices, words: Vocabulary) -> None:
        """Renames a segment, also in the rules that see it."""
        for rule in self._some(choose):
            name = f"s{self._number}"
            self._number += 1
            self._take(
                {
                    (name if other.name == rule.name else other.name): _renamed(other, rule.name, name)
                    for other in self._rules.values()
                }
            )

    def regroup(self, choose: Choices, words: Vocabulary) -> None:
        """Changes a segment's group, its place in the group, or who may see it."""
        for rule in self._some(choose):
            group = choose.one_of((None, *GROUPS))
            changed = replace(rule, group=group, priority=choose.whole(1, 9) if group else None)
            if choose.chance(30):
                changed = replace(rule, hidden=not rule.hidden)
            self._take({**self._rules, rule.name: changed})

    def speak_of(self, trait: str) -> bool:
        """Returns whether a rule, including one that may be restored, names a trait."""
        named = [
            node for rule in (*self._rules.values(), *self._gone.values()) for node in rule.body.within()
        ]
        return any(getattr(node, "name", "").lower() == trait for node in named if isinstance(node, r.Column))

    def seen_by(self, name: str) -> set[str]:
        """Returns the segments that one sees, directly or through others."""
        seen: set[str] = set()
        waiting = {name}
        while waiting:
            waiting = {below for above in waiting for below in self._below(self._rules, above)} - seen
            seen |= waiting
        return seen

    def held_with(self, names: Iterable[str]) -> set[str]:
        """Returns the segments that are held if these are: also those that see them, and whole groups."""
        held, found = set[str](), set(names)
        while found - held:
            held |= found
            groups = {self._rules[name].group for name in held} - {None}
            found = {
                name
                for name, rule in self._rules.items()
                if rule.group in groups or self.seen_by(name) & held
            }
        return held

    def look_back(self) -> bool:
        """Returns whether a rule looks at the past of a segment."""
        return any(
            isinstance(node, r.PastSegment) for rule in self._rules.values() for node in rule.body.within()
        )

    def _made(self, choose: Choices, words: Vocabulary, name: str) -> r.Rule:
        others = tuple(other for other in self._rules if other != name)
        maker = RuleMaker(choose, replace(words, below=others, segments=(*others, name)))
        group = choose.one_of(GROUPS) if choose.chance(15) else None
        priority = choose.whole(1, 9) if group else None
        return r.Rule(name, maker.rule(), group, priority, choose.chance(40), choose.chance(10))

    def _some(self, choose: Choices) -> list[r.Rule]:
        return [choose.one_of(list(self._rules.values()))] if self._rules else []

    def _take(self, rules: dict[str, r.Rule]) -> bool:
        """Applies the rules if dbt would not refuse the project. Returns whether it did."""
        named = {
            node.name
            for rule in rules.values()
            for node in rule.body.within()
            if isinstance(node, r.InSegment | r.PastSegment)
        }
        places = [(rule.group, rule.priority) for rule in rules.values() if rule.group]
        if named <= set(rules) and len(places) == len(set(places)) and not self._circle(rules):
            self._rules = rules
            return True
        return False

    def _below(self, rules: Mapping[str, r.Rule], name: str) -> set[str]:
        rule = rules[name]
        higher = {
            other.name
            for other in rules.values()
            if rule.group and other.group == rule.group and (other.priority or 0) < (rule.priority or 0)
        }
        return rule.sees() | higher

    def _circle(self, rules: Mapping[str, r.Rule]) -> bool:
        placed: set[str] = set()
        while ready := {name for name in set(rules) - placed if self._below(rules, name) <= placed}:
            placed |= ready
        return placed != set(rules)


CHANGES: dict[str, Callable[[Rules, Choices, Vocabulary], None]] = {
    "a segment is added": Rules.add,
    "a segment is edited": Rules.edit,
    "a segment is removed": Rules.remove,
    "a segment is brought back": Rules.bring_back,
    "a segment is renamed": Rules.rename,
    "a segment is grouped": Rules.regroup,
}


def _renamed(rule: r.Rule, old: str, new: str) -> r.Rule:
    name = new if rule.name == old else rule.name
    return replace(rule, name=name, body=_with_name(rule.body, old, new))


def _with_name(part: Any, old: str, new: str) -> Any:
    if isinstance(part, tuple):
        return tuple(_with_name(one, old, new) for one in part)
    if not is_dataclass(part):
        return part
    changed = {place.name: _with_name(getattr(part, place.name), old, new) for place in fields(part)}
    if isinstance(part, r.InSegment | r.PastSegment) and part.name == old:
        changed["name"] = new
    return type(part)(**changed)
