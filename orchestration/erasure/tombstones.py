"""What remains of an erased customer: a keyed hash, by which refreshes exclude what sources still contain.

A list of IDs would keep what was to be erased. The plain hash of a short number can be found by trying all
numbers. With the key in a separate table, the hashes alone reveal nothing.
"""

import hashlib
import secrets
from collections.abc import Sequence

from orchestration.project.layers import LEDGER
from orchestration.project.present import utc_now
from orchestration.warehouse.connections import Warehouse

TOMBSTONES = f"{LEDGER}.erased_customers"
KEY = f"{LEDGER}.erasure_key"
CREATE_TOMBSTONES = (
    f"create table if not exists {TOMBSTONES} (customer_hash varchar(32), erased_at timestamp)"
)
CREATE_KEY = f"create table if not exists {KEY} (secret varchar(32))"

# macros/intake/_not_erased.sql hashes an ID in the same way. The prefix distinguishes it from a plain md5.
# Versions without a key wrote plain hashes, which the next erasure hashes a second time.
SECRET = f"(select secret from {KEY})"
HASHED = f"'k' || substr(md5({SECRET} || md5({SECRET} || {{plain}})), 1, 31)"
ADD_KEY = (
    f"update {TOMBSTONES} set customer_hash = {HASHED.format(plain='customer_hash')}"
    " where customer_hash not like 'k%'"
)


def leaves_out(column: str, *, is_keyed: bool) -> str:
    """Returns an SQL condition that excludes erased customers by a column with IDs."""
    plain = f"md5(cast({column} as varchar))"
    hashed = HASHED.format(plain=plain) if is_keyed else plain
    return f"{hashed} not in (select customer_hash from {TOMBSTONES})"


def bury(warehouse: Warehouse, customers: Sequence[str]) -> None:
    """Records that these customers are erased, once each. The first call makes the key."""
    warehouse.execute(f"create schema if not exists {LEDGER}")
    for statement in (CREATE_TOMBSTONES, CREATE_KEY):
        warehouse.execute(statement)
    if not warehouse.rows(f"select secret from {KEY}"):
        warehouse.execute(f"insert into {KEY} values (?)", [secrets.token_hex(16)])
    warehouse.execute(ADD_KEY)
    known = _hashes(warehouse)
    now = utc_now()
    hashes = dict.fromkeys(_keyed(customer, _secret(warehouse)) for customer in customers)
    warehouse.insert(TOMBSTONES, [(customer, now) for customer in hashes if customer not in known])


def buried(warehouse: Warehouse, customers: Sequence[str]) -> set[str]:
    """Returns which of the customers have been erased before."""
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
