"""A dbt project of somebody else's: the jaffle shop by its public schema, with rows made here."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import warehouses
from conftest import ROOT, clean_environment

PROJECT = """\
name: jaffle_shop
version: "0.1"
config-version: 2
profile: jaffle_shop
on-run-start: "select 1 as ran"
vars: {label: good}
models:
  jaffle_shop:
    +materialized: table
    staging: {+materialized: view, +schema: prepared}
"""
# As people write it: a file beside the project, or a server that the environment names.
PROFILE = """\
jaffle_shop:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: warehouse/warehouse.duckdb, threads: 2}
    postgres:
      type: postgres
      host: "{{ env_var('PGHOST', '') }}"
      port: "{{ env_var('PGPORT', '5432') | int }}"
      user: "{{ env_var('PGUSER', '') }}"
      password: "{{ env_var('PGPASSWORD', '') }}"
      dbname: "{{ env_var('PGDATABASE', '') }}"
      schema: main
      threads: 2
"""

STAGING = {
    "customers": "select id as customer_id, first_name, last_name from {{ ref('raw_customers') }}",
    "orders": "select id as order_id, user_id as customer_id, order_date, status"
    " from {{ ref('raw_orders') }}",
    "payments": "select id as payment_id, order_id, payment_method, amount / 100 as amount"
    " from {{ ref('raw_payments') }}",
}
# `segment` and `did` are macros of the shop's own. docs/own-project.md has the model of events.
MODELS = {
    "customers": """
select customers.customer_id, first_name, last_name,
    {{ segment('count(orders.order_id)') }} as size_class, '{{ var('label') }}' as label
from {{ ref('stg_customers') }} as customers
left join {{ ref('stg_orders') }} as orders on customers.customer_id = orders.customer_id
group by 1, 2, 3
""",
    "orders": """
select orders.order_id, orders.customer_id, orders.order_date, orders.status, sum(payments.amount) as amount
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_payments') }} as payments on orders.order_id = payments.order_id
where {{ did('orders.status') }}
group by 1, 2, 3, 4
""",
}
MACROS = """\
{% macro segment(number) %}case when {{ number }} > 3 then 'large' else 'small' end{% endmacro %}
{% macro did(column) %}{{ column }} is not null{% endmacro %}
{% macro generate_schema_name(schema, node) %}shop_{{ schema or 'marts' }}{% endmacro %}
"""
TESTS = """\
version: 2
models:
  - name: customers
    columns: [{name: customer_id, data_tests: [unique, not_null]}]
  - name: orders
    columns:
      - {name: order_id, data_tests: [unique, not_null]}
      - name: customer_id
        data_tests: [{relationships: {arguments: {to: "ref('customers')", field: customer_id}}}]
      - name: status
        data_tests: [{accepted_values: {arguments: {values: [placed, shipped, completed, returned]}}}]
"""


@dataclass
class JaffleShop:
    """The project in a folder, with the days on which each customer ordered."""

    root: Path
    # The unpacked wheel whose command runs.
    code: Path
    # The project whose warehouse it is, if it isn't its own.
    warehouse: Path | None = None
    days: dict[int, list[date]] = field(default_factory=dict)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs `dbt` or `segments` in the project's folder, as a person does."""
        module = {"dbt": "dbt.cli.main", "segments": "orchestration.cli"}[command[0]]
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", module, *command[1:]],
            cwd=self.root,
            env=clean_environment(self.warehouse or self.root) | {"PYTHONPATH": str(self.code)},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def must(self, *command: str) -> str:
        """Runs a command that must succeed, and returns what it prints."""
        done = self.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, query: str) -> list[tuple]:
        """Returns the rows of a query over the shop's warehouse."""
        with warehouses.connected(self.root) as warehouse:
            return warehouse.execute(query).fetchall()

    def files(self) -> dict[str, bytes]:
        """Returns the content of every file that is neither a warehouse nor made by a run."""
        passing = {"target", "logs", "warehouse", ".dagster", "dbt_packages"}
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and passing.isdisjoint(path.parts)
        }


def unpack_wheel(folder: Path) -> Path:
    """Builds the wheel and unpacks it, as an installation would. Returns the folder for Python's path."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "code")
    return folder / "code"


def make(root: Path, code: Path) -> JaffleShop:
    """Writes the project, with a hundred customers and their orders of a quarter."""
    for folder in ("seeds", "macros", "models/staging", "warehouse"):
        (root / folder).mkdir(parents=True)
    shop = JaffleShop(root, code)
    chance, first = random.Random(17), date(2018, 1, 1)
    orders, payments = [], []
    for number in range(1, 401):
        # The first customers order most, and the last ones never.
        customer = int(chance.triangular(1, 91, 1))
        day = first + timedelta(days=int(chance.triangular(0, 98, max(0, 98 - customer))))
        shop.days.setdefault(customer, []).append(day)
        status = chance.choice(["placed", "shipped", "completed", "returned"])
        orders.append(f"{number},{customer},{day},{status}")
        payments.append(f"{number},{number},credit_card,{chance.randint(1, 30) * 100}")
    customers = [f"{number},First{number},L." for number in range(1, 101)]
    seeds = {
        "raw_customers": ["id,first_name,last_name", *customers],
        "raw_orders": ["id,user_id,order_date,status", *orders],
        "raw_payments": ["id,order_id,payment_method,amount", *payments],
    }
    texts = {
        "dbt_project.yml": PROJECT,
        "profiles.yml": PROFILE,
        "macros/own.sql": MACROS,
        "models/tests.yml": TESTS,
        **{f"models/staging/stg_{name}.sql": text for name, text in STAGING.items()},
        **{f"models/{name}.sql": text for name, text in MODELS.items()},
        **{f"seeds/{name}.csv": "\n".join(lines) + "\n" for name, lines in seeds.items()},
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    warehouses.make(root)
    return shop


def own_nodes(shop: JaffleShop) -> dict[str, tuple]:
    """Returns the shop's own nodes as its dbt parsed them last: relation, hooks and query."""
    manifest = json.loads((shop.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {
        key: (node.get("relation_name"), node["config"].get("materialized"), node.get("compiled_code"))
        for key, node in manifest["nodes"].items()
        if node["package_name"] == "jaffle_shop"
    }
