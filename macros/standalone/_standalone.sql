{#-
    A rule as one query over customers and events: a common table expression for each feature, joined to the customers,
    then the ranks, then the segments it is built on, in order, then the rule. It uses the predicates' definitions and
    none of the shared pass's SQL, so that the audit can compare the two.
-#}
{%- macro _standalone(name, rule, needs, inputs, clock, ordered) -%}
    {%- set below = _segments_below(ordered, name) -%}
    {%- set all = {} -%}
    {%- for segment in below -%}{%- do all.update(segment.needs) -%}{%- endfor -%}
    {%- do all.update(needs) -%}
    {%- set own = ordered | selectattr('name', 'equalto', name) | list -%}
    {%- set kinds = {'rank': _kinds_from(['rank']), 'trait': _kinds_from(['trait'])} -%}
    {%- set joined = [] -%}
    {%- for need in all.values() if need.kind not in kinds.rank + kinds.trait
        and (need.kind != 'segment' or not below) -%}
        {%- do joined.append(need) -%}
    {%- endfor -%}
with
{%- for need in joined %}
{{ need.name }}__of as (
{{ _standalone_feature(need, inputs, clock) }}
),
{%- endfor %}
measured as (
    select
        customers.*
        {%- for need in joined %},
        {{ _or_absent(need.name ~ '__of.answer', need.kind) }} as {{ need.name }}
        {%- endfor %}
        {%- for need in all.values() if need.kind in kinds.trait %},
        {{ _days_since_trait(need, clock) }} as {{ need.name }}
        {%- endfor %}
    from {{ inputs.customers }} as customers
    {%- for need in joined %}
    left join {{ need.name }}__of on customers.customer_id = {{ need.name }}__of.customer_id
    {%- endfor %}
),
ranked as (
    select
        measured.*
        {%- for name, need in all.items() if need.kind in kinds.rank %},
        {{ _standalone_rank(need) }} as {{ name }}
        {%- endfor %}
    from measured
)
{%- set last = namespace(name='ranked') -%}
{%- for segment in below %},
after_{{ loop.index }} as (
    select {{ last.name }}.*, (
        {{ segment.rule }}
    ) as {{ _column_name(['segment', segment.name]) }}
    from {{ last.name }}
)
{%- set last.name = 'after_' ~ loop.index -%}
{%- endfor %}
select customer_id
from {{ last.name }}
where
    {#-
        The graph's rule gives way to its exclusive group. The rule itself can differ from the file's, as in `segments
        preview --vary`.
    #}
    {{ own[0].rule | replace(own[0].node.config.meta.rule, rule) if own and rule != own[0].rule else rule }}
{%- endmacro -%}
