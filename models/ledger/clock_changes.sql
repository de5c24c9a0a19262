{{ config(materialized='view') }}
-- Entries and exits at each clock against the clock before it, whatever the order of the releases.
{% for change, column in {'entered': 'entered_at', 'exited': 'exited_at'}.items() -%}
{{ 'union all' if not loop.first }}
select
    stays.segment,
    stays.customer_id,
    {{ _quote(change) }} as change,
    stays.{{ column }} as as_of,
    clocks.as_of_day,
    clocks.release_id
from {{ ref('believed_stays') }} as stays
inner join {{ ref('clock_releases') }} as clocks on stays.segment = clocks.segment and stays.{{ column }} = clocks.as_of
{% endfor %}
