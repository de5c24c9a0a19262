{#-
    The customers whom two definitions of a segment tell apart at one clock, and a row without a customer, which says
    that they were compared. compared: one of _comparisons().
-#}
{%- macro _members_apart(compared) -%}
{%- set columns = [] -%}
{%- for name in ['segment', 'hash_before', 'hash_after'] -%}
    {%- do columns.append('cast(' ~ _quote(compared[name]) ~ ' as ' ~ dbt.type_string() ~ ') as ' ~ name) -%}
{%- endfor -%}
select
    {{ columns | join(',\n    ') }},
    {{ _timestamp(compared.as_of) }} as as_of,
    coalesce(was_in.customer_id, is_in.customer_id) as customer_id
from (
{{ compared.before }}
) as was_in
full outer join (
{{ compared.after }}
) as is_in on was_in.customer_id = is_in.customer_id
where was_in.customer_id is null or is_in.customer_id is null
union all
select {{ columns | join(', ') }}, {{ _timestamp(compared.as_of) }}, customers.customer_id
from (select 1 as one) as marker
left join {{ ref('customers') }} as customers on 1 = 0
{%- endmacro -%}
