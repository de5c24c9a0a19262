"""Explains many customers in one process, to spend its startup seconds once. Runs in a refreshed folder.

Reads a list of (segment, clock) as JSON from stdin. For each, writes the members that the standalone query
finds, and, for some customers in and out, the verdict and the sentences of the tree.
"""

import json
import sys

from orchestration.cli.commands.explain import explained
from orchestration.explanation.evaluation import walk
from orchestration.explanation.standalone import render_standalone
from orchestration.explanation.telling import sentence
from orchestration.warehouse.connections import open_warehouse
from orchestration.warehouse.find import find_project

SOME = 4


def main() -> None:
    """Takes the first customers of each kind by a hash, because the smallest IDs are no sample."""
    project = find_project()
    answers = []
    for segment, clock in json.load(sys.stdin):
        standalone = render_standalone(project, segment, clock)
        with open_warehouse(project, read_only=True) as warehouse:
            rows = warehouse.rows(
                f"select customer_id, customer_id in ({standalone.sql}\n) as is_member from core.customers"
                " order by md5(cast(customer_id as varchar))"
            )
            members = [row["customer_id"] for row in rows if row["is_member"]]
            others = [row["customer_id"] for row in rows if not row["is_member"]]
            found = {}
            for customer in [*members[:SOME], *others[:SOME]]:
                tree = explained(standalone, str(customer), warehouse)
                told = [[node.kind, node.verdict, sentence(node)] for node in walk(tree)]
                found[str(customer)] = {"verdict": tree.verdict, "told": told}
        answers.append({"members": sorted(members), "explained": found})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
