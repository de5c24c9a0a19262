{{ config(indexes=indexes_on(['customer_id'])) }}
-- What this refresh would change about the published members, including held and hidden segments.
-- depends_on: {{ ref('segment_definitions') }}
{% set words, slots = _words(), _slots() -%}
{%- set names = slots if not execute else _rows_of(ref('segment_definitions'), 'select segment from ' ~ ref('segment_definitions')) | map('first') | list -%}
with differing as (
    select *
    from (
        select
            coalesce(verdicts.customer_id, published.customer_id) as customer_id
            {%- for word in words %},
            coalesce(verdicts.members_{{ word }}, 0) & {{ _mask(names, slots, word) }} as now_{{ word }},
            coalesce(published.members_{{ word }}, 0) as was_{{ word }}
            {%- endfor %}
        from {{ ref('customer_verdicts') }} as verdicts
        full outer join {{ ref('published_words') }} as published on verdicts.customer_id = published.customer_id
    ) as compared
    where {% for word in words %}{{ ' or ' if not loop.first }}now_{{ word }} <> was_{{ word }}{% endfor %}
)
{%- for word in words %}
{{ 'union all' if not loop.first }}
select
    slots.segment,
    differing.customer_id,
    case when (differing.now_{{ word }} & slots.mask) <> 0 then 'entered' else 'exited' end as change
from differing
inner join {{ ref('segment_slots') }} as slots
    on slots.word = {{ word }} and (differing.now_{{ word }} & slots.mask) <> (differing.was_{{ word }} & slots.mask)
{%- endfor %}
