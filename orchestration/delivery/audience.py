"""Who is in an audience: members, or a recorded arm, whom a destination can contact, by what it may have."""

from collections.abc import Sequence

from orchestration.delivery.destinations import Destination
from orchestration.delivery.kinds import RecordedArms
from orchestration.project.layers import CONTACTS, LEDGER
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal

POINTS = f"{CONTACTS}.contact_points"
CONTACTABLE = f"{CONTACTS}.contactable"
CONTACTS_MADE = f"{CONTACTS}.contacts_made"
MEMBERS = f"{LEDGER}.current_members"
VERSIONS = f"{LEDGER}.current_versions"
# What `segments start-campaign` recorded.
RECORDED_ARMS = f"{LEDGER}.recorded_arms"
ARM_MEMBERS = f"{LEDGER}.arm_members"

# Addresses, by which a destination reaches whoever has them.
SHARED = ("email", "phone")
# Between the values of a member's columns, which hold none of them.
UNIT = "\x1f"
NOBODY = "(select cast(null as varchar) as customer_id where 1 = 0)"


def contact_columns(warehouse: Warehouse) -> list[str]:
    """The identifiers that the warehouse has of customers; empty without contacts_relation."""
    return [name for name in warehouse.columns(POINTS) if name != "customer_id"]


def has_consents(warehouse: Warehouse, channel: str) -> bool:
    """Whether anybody can be contacted on a channel."""
    if not warehouse.columns(CONTACTABLE):
        return False
    found = warehouse.rows(f"select 1 as one from {CONTACTABLE} where lower(channel) = ? limit 1", [channel])
    return bool(found)


def recorded_arms(warehouse: Warehouse) -> RecordedArms:
    """By campaign that was started, the arms of each of its segments; empty before the first one."""
    found: dict[str, dict[str, list[str]]] = {}
    if warehouse.columns(RECORDED_ARMS):
        for row in warehouse.rows(f"select campaign, segment, arm from {RECORDED_ARMS} order by 1, 2, 3"):
            found.setdefault(row["campaign"], {}).setdefault(row["segment"], []).append(row["arm"])
    return found


def audience_sql(destination: Destination, warehouse: Warehouse) -> str:
    """Returns the query of a segment's audience: customer_id, member_key and content.

    Its one parameter is the segment's name. member_key is the same for keys that a destination may write
    differently, such as an address in capitals or a number with spaces. An address that several customers
    share appears once. If one of them can't be contacted, it appears neither as the key nor in the content.
    """
    key = key_form(destination.match)
    content = f" || '{UNIT}' || ".join(_content(name) for name in destination.columns)
    agreed = is_refused = ""
    if destination.channel is not None:
        agreed = f"inner join {allowed(destination, warehouse)} as agreed using (customer_id)"
        refused = refused_customers(destination, warehouse)
        is_refused = (
            f" and not exists (select 1 from ({refused}) as refused"
            " where refused.customer_id = members.customer_id)"
        )
    return f"""
select customer_id, member_key, content
from (
    select members.customer_id, {key} as member_key, {content} as content,
        row_number() over (partition by {key} order by members.customer_id) as place
    from (
        {_members(destination)}
    ) as members
    {agreed}
    inner join {_points(destination, warehouse)} as points using (customer_id)
    where {key} <> ''{is_refused}
) as placed
where place = 1
"""


def _members(destination: Destination) -> str:
    """The query of a segment's members or, of a recorded arm, of its customers, members still or not."""
    if destination.campaign is None:
        hidden = "" if destination.allow_hidden else " and access = 'public'"
        return f"select cast(customer_id as varchar) as customer_id from {MEMBERS} where segment = ?{hidden}"
    shown = f"select segment from {VERSIONS} where access = 'public'"
    hidden = "" if destination.allow_hidden else f" and segment in ({shown})"
    return (
        f"select cast(customer_id as varchar) as customer_id from {ARM_MEMBERS} where segment = ?"
        f" and campaign = {literal(destination.campaign)} and arm = {literal(destination.arm)}{hidden}"
    )


def allowed(destination: Destination, warehouse: Warehouse) -> str:
    """The customers who can be contacted on the destination's channel, as a relation; nobody in doubt."""
    if not warehouse.columns(CONTACTABLE):
        return NOBODY
    return (
        f"(select distinct cast(customer_id as varchar) as customer_id from {CONTACTABLE}"
        f" where lower(channel) = {literal(destination.channel)})"
    )


def refused_keys(destination: Destination, warehouse: Warehouse, column: str) -> str:
    """The query of keys, in the form of a column, that belong to a customer who can't be contacted."""
    key = key_form(column)
    return (
        f"select distinct {key} as member_key"
        f" from {_points(destination, warehouse)} as points"
        f" left join {allowed(destination, warehouse)} as agreed on points.customer_id = agreed.customer_id"
        f" where agreed.customer_id is null and {key} <> ''"
    )


def refused_customers(destination: Destination, warehouse: Warehouse) -> str:
    """The query of customers one of whose addresses belongs to somebody who can't be contacted, too."""
    shared = [name for name in SHARED if name in destination.columns]
    if destination.match not in (*shared, "customer_id"):
        shared.append(destination.match)
    return " union ".join(
        [
            "select cast(null as varchar) as customer_id where 1 = 0",
            *(
                f"select points.customer_id from {_points(destination, warehouse)} as points"
                f" inner join ({refused_keys(destination, warehouse, name)}) as refused"
                f" on refused.member_key = {key_form(name)}"
                for name in shared
            ),
        ]
    )


def key_form(column: str) -> str:
    """A column of points without what destinations change of it."""
    value = f'trim(points."{column}")'
    if column == "email":
        return f"lower({value})"
    return f"translate({value}, ' -().+/', '')" if column == "phone" else value


def _content(column: str) -> str:
    return f"coalesce(replace(trim(points.\"{column}\"), '{UNIT}', ' '), '')"


def _points(destination: Destination, warehouse: Warehouse) -> str:
    """Identifiers by customer, as text, in the destination's columns and no other."""
    wanted = [name for name in destination.columns if name != "customer_id"]
    source = POINTS if wanted else MEMBERS if destination.campaign is None else ARM_MEMBERS
    if wanted and not set(wanted) <= set(warehouse.columns(POINTS)):
        return f"(select {_nulls(['customer_id', *wanted])} where 1 = 0)"
    columns = ", ".join(f'cast("{name}" as varchar) as "{name}"' for name in ("customer_id", *wanted))
    return f"(select distinct {columns} from {source})"


def _nulls(columns: Sequence[str]) -> str:
    return ", ".join(f'cast(null as varchar) as "{name}"' for name in columns)
