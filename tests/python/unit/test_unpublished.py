"""A refresh whose release never got its row says so, and doesn't end as if it had published."""

import pytest

from orchestration.project.errors import RefusedError
from orchestration.project.layers import LEDGER, MEMBERSHIP
from orchestration.publication.catalogue import refuse_unpublished
from orchestration.warehouse.connections import open_memory


def test_a_release_without_its_row_is_none():
    """A step that produced nothing left the old table to be printed, with exit 0."""
    with open_memory() as warehouse:
        for schema in (LEDGER, MEMBERSHIP):
            warehouse.execute(f"create schema {schema}")
        warehouse.execute(f"create table {LEDGER}.releases as select 1 as release_id")
        warehouse.execute(f"create table {MEMBERSHIP}.refresh_plan as select 2 as release_id")
        with pytest.raises(RefusedError, match=f"Nothing was published: .* no row in {LEDGER}.releases"):
            refuse_unpublished(warehouse)
        warehouse.execute(f"insert into {LEDGER}.releases values (2)")
        refuse_unpublished(warehouse)
