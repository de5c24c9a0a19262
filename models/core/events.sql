{%- set input = _core_input('events_relation', 'stg_complete_journey__events') -%}
{%- set columns = _input_columns(input, 'events_relation', ['event_id', 'customer_id', 'event_name', 'occurred_at']) -%}
{%- set typed = {
    'event_id': none, 'customer_id': none, 'event_name': none, 'occurred_at': 'timestamp', 'loaded_at': 'timestamp',
    'amount': 'numeric(18, 4)', 'quantity': 'numeric(18, 4)', 'is_deleted': 'boolean',
} -%}
{%- set absent = {'loaded_at': 'occurred_at', 'is_deleted': 'false'} -%}
{%- set dimensions = columns | reject('in', typed) | reject('equalto', 'occurred_on') | list -%}
with received as (
    select
        event_id,
        customer_id,
        event_name,
        {%- for column, type in typed.items() if type %}
        cast({{ column if column in columns else absent.get(column, 'null') }} as {{ type }}) as {{ column }},
        {%- endfor %}
        {%- for column in dimensions %}
        {{ adapter.quote(column) }},
        {%- endfor %}
        {{ local_day('occurred_at') }} as occurred_on
    from {{ input }}
),

repeated as (
    select event_id
    from {{ input }}
    group by event_id
    having count(*) > 1
),

-- A row that arrives later under an event_id already present corrects it. Only repeated rows are ranked:
-- ranking all of them, with their texts, takes far longer than everything else here.
versions as (
    select received.*, 1 as version_rank
    from received
    left join repeated on received.event_id = repeated.event_id
    where repeated.event_id is null
    union all
    select
        received.*,
        row_number() over (partition by received.event_id order by received.loaded_at desc nulls last, received.occurred_at desc nulls last) as version_rank
    from received
    inner join repeated on received.event_id = repeated.event_id
)

select
    event_id, customer_id, event_name, occurred_at, occurred_on, loaded_at, amount, quantity
    {%- for column in dimensions %}, {{ adapter.quote(column) }}{% endfor %}
from versions
where version_rank = 1 and not coalesce(is_deleted, false)
