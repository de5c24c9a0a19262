{#-
    Common table expressions that evaluate the named segments for the customers who aren't affected; the last is
    other_verdicts. It has only rows that differ from the kept ones, and keeps the bits of all other segments. Features
    come from standing_features if they are kept there; the others are measured.
-#}
{%- macro _verdicts_of_others(names, segments, slots, words, relations, clock) -%}
    {%- set features, standing, seen = {}, _kept_features(segments), {} -%}
    {%- set evaluated = [] -%}
    {%- for segment in segments if segment.name in names -%}
        {%- do evaluated.append(segment) -%}
        {%- do features.update(segment.features) -%}
        {%- for name in segment.below if name not in names -%}{%- do seen.update({name: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set kept, further, of_traits = [], [], _kinds_from(['trait']) -%}
    {%- for name, feature in features.items() -%}
        {%- do (kept if name in standing or feature.kind in of_traits else further).append(feature) -%}
    {%- endfor -%}
    {%- set ranked = features.values() | selectattr('kind', 'in', _kinds_from(['rank']))
        | map(attribute='name') | list -%}
{{ _computed_features(further, relations, clock, 'other_') }},
other_inputs as (
    select
        customers.*
        {{- _feature_values(kept, 'standing', clock) }}
        {{- _feature_values(further, 'measured', clock) }}
        {%- for name in ranked %},
        ranks.{{ name }}
        {%- endfor %}
        {%- for name in seen %},
        (verdicts.members_{{ slots[name] // 63 }} & {{ 2 ** (slots[name] % 63) }}) <> 0 as {{ _column_name(['segment',
            name]) }}
        {%- endfor %}
    from {{ relations.customers }} as customers
    inner join {{ relations.standing }} as standing on customers.customer_id = standing.customer_id
    inner join {{ relations.verdicts }} as verdicts on customers.customer_id = verdicts.customer_id
    inner join other_measured as measured on customers.customer_id = measured.customer_id
    {%- if ranked %}
    left join ranks on customers.customer_id = ranks.customer_id
    {%- endif %}
    where not exists (select 1 from {{ relations.affected }} as affected
        where affected.customer_id = customers.customer_id)
)
{{- _judged(evaluated, 'other_inputs', 'other_') }},
other_verdicts as (
    select *
    from (
        select
            verdicts.customer_id
            {%- for word in words %}{% for plane, test in {'members': '', 'unknown': ' is null'}.items() %},
            verdicts.{{ plane }}_{{ word }} as kept_{{ plane }}_{{ word }},
            (verdicts.{{ plane }}_{{ word }} & ~{{ _mask(names, slots, word) }}) | {{ _packed(evaluated, slots, word,
                test) }} as {{ plane }}_{{ word }}
            {%- endfor %}{% endfor %}
        from other_level_{{ evaluated[-1].level }} as judged
        inner join {{ relations.verdicts }} as verdicts on judged.customer_id = verdicts.customer_id
    ) as compared
    where
        {%- for word in words %}
        {{ 'or ' if not loop.first }}kept_members_{{ word }} <> members_{{ word }}
            or kept_unknown_{{ word }} <> unknown_{{ word }}
        {%- endfor %}
)
{%- endmacro -%}
