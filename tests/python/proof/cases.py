"""A case: a world and rules over it, evaluated in three ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from .choices import Choices
from .evaluator import Evaluator
from .harness import Project
from .rendering import segment_file
from .rules import Rule
from .some_rules import RuleMaker
from .some_worlds import some_edges, some_world
from .vocabulary import traits
from .worlds import CUSTOMER_COLUMNS, EVENT_COLUMNS, World

SPECIAL_NAMES = ("a__b", "s" * 63, "s" * 62 + "t", "count__visit__ever", "sum", "x_")
GROUPS = ("tier", "it's a group")
ANSWERS = ("shared pass", "standalone", "evaluator")

Answer = bool | str | None


@dataclass(frozen=True)
class Case:
    world: World
    rules: tuple[Rule, ...]

    def only(self, name: str) -> Case:
        """Returns the case with one rule, and the rules that it sees."""
        rules = {rule.name: rule for rule in self.rules}
        wanted: set[str] = set()
        waiting = [name]
        while waiting:
            rule = rules[waiting.pop()]
            wanted.add(rule.name)
            others = {other.name for other in self.rules if rule.group and other.group == rule.group}
            past = {node.name for node in rule.body.within() if hasattr(node, "within_days")}
            waiting += ((rule.sees() | others | past) & set(rules)) - wanted
        return replace(self, rules=tuple(rule for rule in self.rules if rule.name in wanted))


@dataclass(frozen=True)
class Difference:
    rule: Rule
    customer_id: Any
    answers: tuple[Answer, Answer, Answer]

    def __str__(self) -> str:
        said = ", ".join(f"{who}: {_word(answer)}" for who, answer in zip(ANSWERS, self.answers, strict=True))
        return f"customer {self.customer_id!r}: {said}\n{segment_file(self.rule).text}"


def _rows(result: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _word(answer: Answer) -> str:
    return (
        "unknown"
        if answer is None
        else answer
        if isinstance(answer, str)
        else "member"
        if answer
        else "not a member"
    )


def some_case(choose: Choices, rules: int, customers: int = 15, events: int = 60) -> Case:
    """Returns a world and this many rules over what it has."""
    names = [
        SPECIAL_NAMES[number] if number < len(SPECIAL_NAMES) and choose.chance(20) else f"s{number}"
        for number in range(rules)
    ]
    remembered = names[:6]
    edges = some_edges(choose)
    world = some_world(choose, edges, remembered, customers, events)
    known = Evaluator(world, [])
    keys = {str(customer["customer_id"]) for customer in world.customers}
    words = traits(
        today=known.day,
        near=edges.days,
        hours=edges.hours,
        keys=("customer_id",) * (world.key_type == "bigint"),
        events=tuple(sorted({event["event_name"] for event in known.events})),
        lists=tuple(sorted({entry["list_name"] for entry in world.lists if entry["customer_id"] in keys})),
        segments=tuple(remembered),
        arms=tuple((experiment, arm) for experiment, arms in world.experiments.items() for arm in arms),
    )
    made: list[Rule] = []
    for name in names:
        maker = RuleMaker(choose, replace(words, below=tuple(rule.name for rule in made)))
        group = choose.one_of(GROUPS) if choose.chance(15) else None
        taken = [rule.priority for rule in made if rule.group == group]
        priority = max(taken, default=0) + choose.whole(1, 3) if group else None
        made.append(
            Rule(name, maker.rule(), group, priority, other_ways=choose.chance(40), hidden=choose.chance(10))
        )
    return Case(world, tuple(made))


class Prover:
    """Evaluates cases with the project's SQL and with the evaluator, and compares the answers."""

    def __init__(self, root: Path, warehouse: str | None = None) -> None:
        self.variables: dict[str, Any] = {
            "customers_relation": "received.customers",
            "events_relation": "received.events",
        }
        self._project = Project(root, self.variables, warehouse)
        self._database = self._project.database
        self._database.execute("create schema if not exists received")
        self._put = self._project.warehouse.put
        self._built = self._project.needed_by("candidates")

    def close(self) -> None:
        """Closes the project."""
        self._project.close()

    def differences(self, case: Case) -> list[Difference]:
        """Returns where the three answers differ, by customer. Failing to compile or run is a difference."""
        try:
            shared = self._prepare(case)
        except Exception as failure:
            return self._failed(case, failure)
        evaluator = Evaluator(case.world, case.rules)
        found = []
        for rule in case.rules:
            standalone, expected = self._standalone(rule.name, case.world), evaluator.verdict(rule.name)
            for key in sorted({*expected, *standalone, *shared[rule.name]}, key=repr):
                answers = tuple(
                    answer.get(key, "no such customer")
                    for answer in (shared[rule.name], standalone, expected)
                )
                if any(answer is not answers[2] for answer in answers):
                    found.append(Difference(rule, key, answers))
        return found

    def _failed(self, case: Case, failure: Exception) -> list[Difference]:
        """Returns the rules that fail by themselves, or the last one if they only fail together."""
        found: dict[str, Difference] = {}
        alone = sorted(
            ((case.only(rule.name), rule) for rule in case.rules), key=lambda pair: len(pair[0].rules)
        )
        for smaller, rule in alone if len(case.rules) > 1 else ():
            if not any(seen.name in found for seen in smaller.rules):
                try:
                    self._prepare(smaller)
                except Exception as its_own:
                    found[rule.name] = Difference(rule, None, (str(its_own), "not asked", "not asked"))
        return [*found.values()] or [
            Difference(case.rules[-1], None, (str(failure), "not asked", "not asked"))
        ]

    def parsed(self, case: Case) -> Mapping[str, Any]:
        """Returns the case's segments, parsed in its world, as in dbt's manifest."""
        world = case.world
        experiments = {
            name: {arm: float(share) for arm, share in arms.items()}
            for name, arms in world.experiments.items()
        }
        clock = {"as_of": world.as_of, "time_zone": world.time_zone, "experiments": experiments}
        self.variables |= clock
        self._project.set_variables(self.variables)
        self._project.started_at = world.now.replace(tzinfo=UTC)
        self._project.set_segments(segment_file(rule) for rule in case.rules)
        return self._project.manifest()

    def _prepare(self, case: Case) -> dict[str, dict[Any, Answer]]:
        """Loads the world, runs the shared pass, and leaves what the standalone renderings read."""
        world = case.world
        self.parsed(case)
        self._load(world)
        with self._project.full():
            self._project.start()
            self._project.build(self._built)
        answers = self._shared_answers(case)
        if not world.releases:
            self._load_history(world)
            self._project.build(["believed_stays"])
        return answers

    def _shared_answers(self, case: Case) -> dict[str, dict[Any, Answer]]:
        query = self._database.execute
        definitions = {
            row[0]: row[1:]
            for row in query(f"select segment, word, mask from {self._of('segment_definitions')}").fetchall()
        }
        verdicts = _rows(query(f"select * from {self._of('customer_verdicts')}"))
        members = query(f"select segment, customer_id from {self._of('candidates')}").fetchall()
        answers: dict[str, dict[Any, Answer]] = {}
        for rule in case.rules:
            word, mask = definitions[rule.name]
            answers[rule.name] = {
                row["customer_id"]: None if row[f"unknown_{word}"] & mask else False for row in verdicts
            }
        for segment, key in members:
            answers[segment][key] = (
                True if answers[segment].get(key) is False else "twice or unknown, and a member"
            )
        return answers

    def _standalone(self, name: str, world: World) -> dict[Any, Answer]:
        """Returns the rendering's answers.

        Its last condition, the rule, is selected instead of used as a filter, to distinguish unknown from
        false.
        """
        try:
            query, rule = self._project.standalone(name).rsplit("\nwhere\n", 1)
            start, last = query.rsplit("select customer_id\nfrom ", 1)
            rows = self._database.execute(f"{start}select customer_id, (\n{rule}\n)\nfrom {last}").fetchall()
        except Exception as failure:
            return {customer["customer_id"]: str(failure) for customer in world.customers}
        answers: dict[Any, Answer] = {}
        for key, answer in rows:
            answers[key] = "twice" if key in answers else answer
        return answers

    def _load(self, world: World) -> None:
        self._put("received.customers", {"customer_id": world.key_type, **CUSTOMER_COLUMNS}, world.customers)
        columns = {name: kind for name, kind in EVENT_COLUMNS.items() if name not in world.absent_columns}
        self._put("received.events", {"customer_id": world.key_type, **columns}, world.events)
        lists = {
            "list_name": "varchar",
            "customer_id": "varchar",
            "added_at": "timestamp",
            "added_by": "varchar",
        }
        self._put(self._of("imported_list_rows"), lists, [{**row, "added_by": "test"} for row in world.lists])
        for name, kind in {"believed_stays": "view", "segment_stays": "table", "releases": "table"}.items():
            self._database.execute(f"drop {kind} if exists {self._of(name)}")
        if world.releases:
            self._load_history(world)
        self._project.forget_relations()
        self._project.look()
        if world.releases:
            self._project.build(["believed_stays"])

    def _load_history(self, world: World) -> None:
        columns = {
            "segment": "varchar",
            "customer_id": world.key_type,
            "entered_at": "timestamp",
            "exited_at": "timestamp",
            "recorded_release": "bigint",
            "superseded_release": "bigint",
        }
        self._put(self._of("segment_stays"), columns, [vars(stay) for stay in world.stays])
        columns = {"release_id": "bigint", "started_at": "timestamp"}
        numbers = range(1, (world.releases or 0) + 1)
        releases = [{"release_id": number, "started_at": world.now} for number in numbers]
        self._put(self._of("releases"), columns, releases)

    def _of(self, name: str) -> str:
        return self._project.relation(name)
