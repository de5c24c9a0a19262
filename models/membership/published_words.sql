{{ config(
    materialized='kept',
    unique_key='customer_id',
    post_hook="delete from {{ ref('published_release') }}; insert into {{ ref('published_release') }} select {{ _last_release() }}",
) }}
-- The members that readers see, held segments included, packed as in customer_verdicts.
-- depends_on: {{ ref('segment_slots') }}
-- depends_on: {{ ref('refresh_plan') }}
{% set changes, members = _earlier_relation('segment_change_log'), _earlier_relation('current_members') -%}
{%- set applied = _row_of(ref('published_release')) -%}
{%- set words = _words() -%}
{%- set kept = _kept_words(_earlier_relation('published_words'), words) if applied and changes and not _row_of(ref('refresh_plan')).full_reason else none %}
{%- if kept %}
with turned as (
    select
        log.customer_id,
        log.segment,
        max(log.release_id) as release_id
    from {{ changes }} as log
    where log.release_id > {{ applied.release_id }} and log.release_id <= {{ _last_release() }}
    group by log.customer_id, log.segment
),

turns as (
    select
        turned.customer_id
        {%- for word in words %},
        sum(case when slots.word = {{ word }} and log.change = 'entered' then slots.mask else 0 end) as entered_{{ word }},
        sum(case when slots.word = {{ word }} then slots.mask else 0 end) as turned_{{ word }}
        {%- endfor %}
    from turned
    inner join {{ changes }} as log
        on turned.customer_id = log.customer_id and turned.segment = log.segment and turned.release_id = log.release_id
    inner join {{ ref('segment_slots') }} as slots on turned.segment = slots.segment
    group by turned.customer_id
)

select
    turns.customer_id
    {%- for word in words %},
    (coalesce(kept.members_{{ word }}, 0) & ~cast(turns.turned_{{ word }} as bigint)) | cast(turns.entered_{{ word }} as bigint) as members_{{ word }}
    {%- endfor %},
    false as is_gone
from turns
left join {{ kept }} as kept on turns.customer_id = kept.customer_id
{%- else %}
/* whole */
{%- if members %}
select
    members.customer_id
    {%- for word in words %},
    cast(sum(case when slots.word = {{ word }} then slots.mask else 0 end) as bigint) as members_{{ word }}
    {%- endfor %}
from {{ members }} as members
inner join {{ ref('segment_slots') }} as slots on members.segment = slots.segment
group by members.customer_id
{%- else %}
select
    customer_id
    {%- for word in words %},
    cast(0 as bigint) as members_{{ word }}
    {%- endfor %}
from {{ ref('customers') }}
where 1 = 0
{%- endif %}
{%- endif %}
