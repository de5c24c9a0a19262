"""The type of the customers' IDs, which contracts need before any model is built."""

import os
import re

from orchestration.project.errors import RefusedError
from orchestration.project.project import Project
from orchestration.warehouse.connections import open_warehouse

# Contracts need a type while dbt parses, when it can't query the warehouse.
CUSTOMER_ID_TYPE = "SEGMENTS_CUSTOMER_ID_TYPE"


def declare_customer_id_type(project: Project) -> bool:
    """Passes the type of the customers' IDs to dbt. Returns False if the relation doesn't exist yet."""
    relation = project.variables.get("customers_relation")
    if not relation:
        return True
    with open_warehouse(project) as warehouse:
        columns = warehouse.columns(relation)
    if not columns:
        os.environ.setdefault(CUSTOMER_ID_TYPE, "varchar")
        return False
    kinds = {name.lower(): kind for name, kind in columns.items()}
    if "customer_id" not in kinds:
        raise RefusedError(
            f"dbt_project.yml: customers_relation: '{relation}' has no column customer_id; "
            f"it has {', '.join(columns)}."
        )
    # As macros/intake/_taken_id.sql reads it.
    numbers = r"u?(tiny|small|big|huge)?int|decimal|numeric|double|float|real"
    is_number = re.match(numbers, kinds["customer_id"])
    os.environ[CUSTOMER_ID_TYPE] = "bigint" if is_number else "varchar"
    return True
