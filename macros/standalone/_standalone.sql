{#-
    A rule as one query over customers and events: a common table expression for each feature, joined to the customers,
    then the ranks, then the segments it is built on, in order, then the rule. It uses the predicates' definitions and
    none of the shared pass's SQL, so that the audit can compare the two.
-#}
{%- macro _standalone(name, rule, features, inputs, clock, ordered) -%}
    {%- set below = _segments_below(ordered, name) -%}
    {%- set all = {} -%}
    {%- for segment in below -%}{%- do all.update(segment.features) -%}{%- endfor -%}
    {%- do all.update(features) -%}
    {%- set own = ordered | selectattr('name', 'equalto', name) | list -%}
    {%- set kinds = {'rank': _kinds_from(['rank']), 'trait': _kinds_from(['trait'])} -%}
    {%- set joined = [] -%}
    {%- for feature in all.values() if feature.kind not in kinds.rank + kinds.trait
        and (feature.kind != 'segment' or not below) -%}
        {%- do joined.append(feature) -%}
    {%- endfor -%}
with
{%- for feature in joined %}
{{ feature.name }}__of as (
{{ _standalone_feature(feature, inputs, clock) }}
),
{%- endfor %}
measured as (
    select
        customers.*
        {%- for feature in joined %},
        {{ _or_absent(feature.name ~ '__of.value', feature.kind) }} as {{ feature.name }}
        {%- endfor %}
        {%- for feature in all.values() if feature.kind in kinds.trait %},
        {{ _days_since_trait(feature, clock) }} as {{ feature.name }}
        {%- endfor %}
    from {{ inputs.customers }} as customers
    {%- for feature in joined %}
    left join {{ feature.name }}__of on customers.customer_id = {{ feature.name }}__of.customer_id
    {%- endfor %}
),
ranked as (
    select
        measured.*
        {%- for name, feature in all.items() if feature.kind in kinds.rank %},
        {{ _standalone_rank(feature) }} as {{ name }}
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
