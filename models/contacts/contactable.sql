-- Who may be contacted on which channel at the moment of asking: deliveries ask it as they send. Without a decision
-- that allows it, nobody.
{% set input = _optional_input('consents_relation') -%}
{%- set taken = _taken_consents(input) if input else {} -%}
{%- if input %}
with decisions as (
    select
        {{ taken.customer_id.sql }} as customer_id,
        {{ taken.channel.sql }} as channel,
        {{ taken.is_allowed.sql }} as is_allowed,
        {{ taken.decided_at.sql }} as decided_at
    from {{ input }}
),

placed as (
    select
        customer_id,
        channel,
        is_allowed,
        -- In doubt the refusal: at one time with a consent, or without a time.
        row_number() over (
            partition by customer_id, channel order by decided_at desc nulls first, case when is_allowed then 1 else 0 end
        ) as place
    from decisions
    -- A consent that lies in the future was never given. A refusal counts whatever its clock said.
    where channel <> '' and (not is_allowed or decided_at <= {{ utc_now() }})
),

suppressions as (
    {{ _suppressions() }}
),

entries as (
    {{ _list_entries() }}
),

suppressed as (
    select distinct
        listed.customer_id,
        suppressions.channel
    from ({{ _listed_customers(ref('customers'), _customer_form(), by_former_address=true) }}) as listed
    inner join suppressions on listed.list_name = suppressions.list_name
),

closed as (
    {{ _closed_channels('suppressions', 'entries') }}
)

select
    placed.customer_id,
    placed.channel
from placed
inner join {{ ref('customers') }} as customers on placed.customer_id = customers.customer_id
where
    placed.place = 1
    and placed.is_allowed
    and not exists (
        select 1
        from suppressed
        where
            suppressed.customer_id = placed.customer_id
            and suppressed.channel in (placed.channel, 'all')
    )
    and not exists (
        select 1
        from closed
        where closed.channel in (placed.channel, 'all')
    )
{%- else %}
select
    customer_id,
    cast(null as {{ dbt.type_string() }}) as channel
from {{ ref('customers') }}
where 1 = 0
{%- endif %}
