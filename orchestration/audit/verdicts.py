"""The audit's verdicts, and the table that publication reads them from."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from orchestration.audit.check import Severity
from orchestration.project.layers import AUDIT
from orchestration.warehouse.connections import Warehouse

TABLE = f"{AUDIT}.verdicts"

CREATE_TABLE = f"""
create table if not exists {TABLE} (
    release_id bigint not null,
    segment varchar(255),
    check_name varchar(255) not null,
    severity varchar(16) not null,
    passed boolean not null,
    observed varchar(255) not null,
    expected varchar(255) not null
)
"""


@dataclass(frozen=True)
class Verdict:
    """The result of one check for one segment, or for the whole project if `segment` is None."""

    release_id: int
    segment: str | None
    check_name: str
    severity: Severity
    passed: bool
    observed: str
    expected: str

    def sentence(self) -> str:
        """Returns the finding in words."""
        subject = self.segment or "project"
        return f"{subject}: {self.check_name}: expected {self.expected}, observed {self.observed}"


def write_verdicts(warehouse: Warehouse, release_id: int, verdicts: Sequence[Verdict]) -> None:
    """Replaces the verdicts of this release in one transaction."""
    with warehouse.transaction():
        warehouse.execute(f"create schema if not exists {AUDIT}")
        warehouse.execute(CREATE_TABLE)
        warehouse.execute(f"delete from {TABLE} where release_id = ?", [release_id])
        warehouse.insert(TABLE, [astuple(verdict) for verdict in verdicts])
