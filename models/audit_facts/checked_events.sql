{{ config(unlogged=true, indexes=indexes_on([['event_name', 'occurred_on']])) }}
-- The events of the checked customers, those of one name together: each query reads a few names. Where
-- everybody is checked, the queries read core's own.
select events.*
from {{ ref('events') }} as events
inner join {{ ref('checked_customers') }} as checked on events.customer_id = checked.customer_id
{%- if _checked_percent() == 100 %}
where 1 = 0
{%- endif %}
{{ kept_in_order_by('events.event_name') }}
