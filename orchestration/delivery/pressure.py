"""Whom to leave alone for a while: customers who have had as many contacts as the limits allow."""

from orchestration.delivery.audience import CONTACTS_MADE
from orchestration.delivery.destinations import Destination
from orchestration.delivery.receipts import NOW, OUTBOX
from orchestration.project.layers import CONTACTS
from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.identifiers import literal

LIMITS = f"{CONTACTS}.contact_limits"


def resting(destination: Destination, warehouse: Warehouse) -> str:
    """The query of customers whom the destination can't contact once more now: customer_id, as text.

    Contacts of all segments and destinations count. So do those that wait in the destination's outbox: two
    segments of one delivery don't both take the last contact that is left.
    """
    if destination.channel is None or not warehouse.columns(LIMITS):
        return "select cast(null as varchar) as customer_id where 1 = 0"
    channel, name = literal(destination.channel.lower()), literal(destination.name)
    return f"""
select contacts.customer_id
from {LIMITS} as limits
inner join (
    select cast(customer_id as varchar) as customer_id, lower(channel) as channel, sent_at
    from {CONTACTS_MADE}
    union all
    select customer_id, {channel}, {NOW} from {OUTBOX} where destination = {name} and is_contact
) as contacts
    on (limits.channel = 'all' or limits.channel = contacts.channel) and contacts.sent_at > limits.counts_from
where limits.channel in ('all', {channel})
group by limits.channel, limits.at_most, limits.within_days, contacts.customer_id
having count(*) >= limits.at_most
"""
