"""What is left of an erased customer: a keyed hash, by which refreshes leave out what sources go on saying.

A list of ids would be what was to go. A plain hash of a short number is found by trying all numbers; with the
key, which stands in a table of its own, the hashes alone say nothing.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from orchestration.project.layers import LEDGER
from orchestration.warehouse.connections import Warehouse

TOMBSTONES = f"{LEDGER}.erased_customers"
KEY = f"{LEDGER}.erasure_key"
CREATE_TOMBSTONES = (
    f"create table if not exists {TOMBSTONES} (customer_hash varchar(32), erased_at timestamp)"
)
CREATE_KEY = f"create table if not exists {KEY} (secret varchar(32))"

# As macros/intake/_not_erased.sql hashes an id. It begins with what no plain md5 begins with: those are of
# versions that had no key, and are hashed a second time with the next erasure.
SECRET = f"(select secret from {KEY})"
HASHED = f"'k' || substr(md5({SECRET} || md5({SECRET} || {{plain}})), 1, 31)"
ADD_KEY = (
    f"update {TOMBSTONES} set customer_hash = {HASHED.format(plain='customer_hash')}"
    " where customer_hash not like 'k%'"
)


def leaves_out(column: str, *, is_keyed: bool) -> str:
    """The condition, in SQL, that a column with ids names nobody who was erased."""
    plain = f"md5(cast({column} as varchar))"
    hashed = HASHED.format(plain=plain) if is_keyed else plain
    return f"{hashed} not in (select customer_hash from {TOMBSTONES})"


def bury(warehouse: Warehouse, customers: Sequence[str]) -> None:
    """Note that these customers are erased, once each; the first time makes the key."""
    warehouse.execute(f"create schema if not exists {LEDGER}")
    for statement in (CREATE_TOMBSTONES, CREATE_KEY):
        warehouse.execute(statement)
    if not warehouse.rows(f"select secret from {KEY}"):
        warehouse.execute(f"insert into {KEY} values (?)", [secrets.token_hex(16)])
    warehouse.execute(ADD_KEY)
    known = _hashes(warehouse)
    now = datetime.now(UTC).replace(tzinfo=None)
    hashes = dict.fromkeys(_keyed(customer, _secret(warehouse)) for customer in customers)
    warehouse.insert(TOMBSTONES, [(customer, now) for customer in hashes if customer not in known])


def buried(warehouse: Warehouse, customers: Sequence[str]) -> set[str]:
    """Those of the customers who have been erased before."""
    if not warehouse.columns(TOMBSTONES):
        return set()
    known, secret = _hashes(warehouse), _secret(warehouse) if warehouse.columns(KEY) else ""
    return {customer for customer in customers if known & {_md5(customer), _keyed(customer, secret)}}


def _secret(warehouse: Warehouse) -> str:
    return warehouse.rows(f"select secret from {KEY}")[0]["secret"]


def _hashes(warehouse: Warehouse) -> set[str]:
    return {row["customer_hash"] for row in warehouse.rows(f"select customer_hash from {TOMBSTONES}")}


def _keyed(customer: str, secret: str) -> str:
    return f"k{_md5(secret + _md5(secret + _md5(customer)))[:31]}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
