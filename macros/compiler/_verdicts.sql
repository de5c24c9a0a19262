{#-
    Every rule evaluated in one pass, level by level, one row a customer. Membership is packed: the segment
    of position p is bit p % 63 of members_<p // 63>, and of unknown_<p // 63> where its rule is null.
-#}
{%- macro _verdicts(segments, customers, features) -%}
    {%- set levels = segments | map(attribute='level') | unique | list -%}
with inputs as (
    select customers.*
        {%- for name, need in _project_needs().items() if need.kind != 'segment' %}, features.{{ name }}{% endfor %}
    from {{ customers }} as customers
    inner join {{ features }} as features on customers.customer_id = features.customer_id
)
{%- for level in levels %},
level_{{ level }} as (
    select
        below.*
        {%- for segment in segments if segment.level == level %},
        (
            {{ segment.rule }}
        ) as {{ _column_name(['segment', segment.name]) }}
        {%- endfor %}
    from {{ 'level_' ~ (level - 1) if level else 'inputs' }} as below
)
{%- endfor %}
select
    customer_id
    {%- for word in range(0, segments | length, 63) %},
    cast({{ _packed(segments[word:word + 63], '') }} as bigint) as members_{{ loop.index0 }},
    cast({{ _packed(segments[word:word + 63], ' is null') }} as bigint) as unknown_{{ loop.index0 }}
    {%- else %},
    cast(0 as bigint) as members_0,
    cast(0 as bigint) as unknown_0
    {%- endfor %}
from {{ 'level_' ~ (levels | last) if levels else 'inputs' }}
{%- endmacro -%}
