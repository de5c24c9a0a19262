{{ config(
    materialized='kept',
    unique_key='customer_id',
    indexes=indexes_on(['customer_id']),
    post_hook="delete from {{ ref('published_release') }}; insert into {{ ref('published_release') }} select {{ _last_release() }}",
) }}
-- The members that readers see, including held segments, packed as in customer_verdicts.
-- depends_on: {{ ref('segment_slots') }}
-- depends_on: {{ ref('refresh_plan') }}
{% set changes, members = _earlier_relation('segment_change_log'), _earlier_relation('current_members') -%}
{%- set applied = _row_of(ref('published_release')) -%}
{%- set words = _words() -%}
{%- set differs = _published_differs() -%}
{%- set kept = _kept_words(_earlier_relation('published_words'), words) if applied and changes and not differs and not _row_of(ref('refresh_plan')).full_reason else none %}
{%- set kept = none if kept and _words_differ(kept, words, applied.release_id) else kept %}
{%- if kept %}
with turned as (
    {%- if _last_release() == applied.release_id + 1 %}
    select customer_id, segment, change
    from {{ changes }}
    where release_id = {{ _last_release() }}
    {%- else %}
    -- If several releases changed a member, the last one counts.
    select customer_id, segment, change
    from (
        select
            customer_id,
            segment,
            change,
            row_number() over (partition by customer_id, segment order by release_id desc) as recency
        from {{ changes }}
        where release_id > {{ applied.release_id }} and release_id <= {{ _last_release() }}
    ) as ranked
    where recency = 1
    {%- endif %}
),

turns as (
    select
        turned.customer_id
        {%- for word in words %},
        sum(case when slots.word = {{ word }} and turned.change = 'entered' then slots.mask else 0 end) as entered_{{ word }},
        sum(case when slots.word = {{ word }} then slots.mask else 0 end) as turned_{{ word }}
        {%- endfor %}
    from turned
    inner join {{ ref('segment_slots') }} as slots on turned.segment = slots.segment
    group by turned.customer_id
)

select
    turns.customer_id
    {%- for word in words %},
    (coalesce(kept.members_{{ word }}, 0) & ~cast(turns.turned_{{ word }} as bigint)) | cast(turns.entered_{{ word }} as bigint) as members_{{ word }}
    {%- endfor %},
    false as segments__is_gone
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
from {{ '(select distinct segment, customer_id from ' ~ members ~ ')' if differs else members }} as members
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
