{{ config(unlogged=true, indexes=indexes_on([['event_name', 'occurred_on']])) }}
-- The events of the checked customers, ordered by name, because each query reads a few names. Empty if everybody is
-- checked: then the queries read core's events.
select events.*
from {{ ref('events') }} as events
inner join {{ ref('checked_customers') }} as checked on events.customer_id = checked.customer_id
{%- if _checked_percent() == 100 %}
where 1 = 0
{%- endif %}
{{ kept_in_order_by('events.event_name') }}
