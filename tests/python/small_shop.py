"""A project on a user's own data: forty customers with text IDs, their orders, and four segments."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    import duckdb
    from conftest import BuiltProject

DAY = "2024-03-31"
# Whatever zone the project's own shop has.
ZONE = "America/New_York"

CUSTOMERS = """
drop table if exists shop.customers;
create table shop.customers as
select
    'c' || lpad(cast(n as varchar), 2, '0') as customer_id,
    case when n % 4 = 0 then null when n % 4 = 1 then 'SE' else 'NO' end as country
from generate_series(1, 40) as numbers(n)
"""

# Customer n ordered n % 5 times, a day apart, the last time n days before DAY.
ORDERS = f"""
drop table if exists shop.orders;
create table shop.orders as
select
    'o' || n || '-' || k as event_id,
    'c' || lpad(cast(n as varchar), 2, '0') as customer_id,
    'order' as event_name,
    timestamp '{DAY} 12:00:00' - (n + k) * interval '1 day' as occurred_at,
    10.0 * n as amount,
    'web' as channel
from generate_series(1, 40) as numbers(n), generate_series(0, 4) as orders(k)
where k < n % 5
"""

SEGMENTS = {
    "loyal": ("value", "{{ did('order', at_least=3) }}"),
    "recent": ("lifecycle", "{{ did('order', within_days=15) }}"),
    "swedes": ("geographic", "country = 'SE'"),
    "loyal_swedes": ("value", "{{ in_segment('loyal') }} and {{ in_segment('swedes') }}"),
    "quiet": ("lifecycle", "not {{ did('order') }}"),
}
HIDDEN = {"quiet"}

# The variables of the shop in memory, whose orders have an arrival time.
IN_MEMORY = {
    "customers_relation": "shop.customers",
    "events_relation": "shop.orders",
    "as_of": DAY,
    "time_zone": ZONE,
}
ARRIVED = (
    "alter table shop.orders add column loaded_at timestamp",
    "update shop.orders set loaded_at = occurred_at",
)
NO_LISTS = (
    "create table raw.imported_list_rows"
    " (list_name varchar, customer_id varchar, added_at timestamp, added_by varchar)"
)


def open_shop(project: BuiltProject) -> None:
    """Replaces what the project has by the shop, then refreshes once."""
    furnish(project.root)
    project.path.parent.mkdir(exist_ok=True)
    with project.connected(read_only=False) as connection:
        load(connection)
    project.refresh("--as-of", DAY)


def furnish(root: Path) -> None:
    """Replaces the project's segments by the shop's, and points at its tables."""
    shutil.rmtree(root / "models" / "segments")
    point_at(root, "shop.customers", "shop.orders")
    set_variables(root, time_zone=ZONE)
    (root / "models" / "segments").mkdir()
    write_groups(root)
    for name, (family, rule) in SEGMENTS.items():
        write_segment(root, name, rule, family, access="private" if name in HIDDEN else "public")


def load(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Fills the shop's tables."""
    warehouse.execute("create schema shop")
    warehouse.execute(CUSTOMERS)
    warehouse.execute(ORDERS)


def write_groups(root: Path, *names: str) -> None:
    """Writes the owners of segments, by default one for all."""
    groups = [
        {"name": name, "owner": {"name": name.upper(), "email": f"{name}@example.com"}}
        for name in names or ("crm",)
    ]
    _write_yaml(root / "models" / "segments" / "groups.yml", {"groups": groups})


def point_at(root: Path, customers: str, events: str) -> None:
    """Sets the two variables, as a user does by hand."""
    set_variables(root, customers_relation=customers, events_relation=events)


def set_variables(root: Path, **values: str) -> None:
    """Sets variables of dbt_project.yml, each of which has a line of its own there."""
    file = root / "dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    for name, value in values.items():
        text, found = re.subn(rf"^  {name}: .*$", f"  {name}: {value}", text, flags=re.MULTILINE)
        assert found == 1
    file.write_text(text, encoding="utf-8")


def write_segment(root: Path, name: str, rule: str, family: str = "value", **config) -> Path:
    """Writes a segment's file and its YAML. `config` goes below the YAML's config."""
    folder = root / "models" / "segments" / family
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.sql"
    file.write_text(f"{{% call segment() %}}\n    {rule}\n{{% endcall %}}\n", encoding="utf-8")
    meta = {"objective": "To be tested.", **config.pop("meta", {})}
    description = config.pop("description", f"The {name} of the shop.")
    described = {"group": "crm", "access": "public", "tags": ["daily"], "meta": meta, **config}
    model = {"name": name, "description": description, "config": described}
    _write_yaml(folder / f"{name}.yml", {"version": 2, "models": [model]})
    return file


def _write_yaml(file: Path, content: dict) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
