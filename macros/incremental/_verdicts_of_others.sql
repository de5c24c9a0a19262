{#-
    Common table expressions that evaluate some rules, given by the segments' names, for the customers who
    are not affected, of which the last is other_verdicts: only rows that differ from the kept ones, whose
    further bits stay. What these rules need comes from the standing features; the rest of it is measured.
-#}
{%- macro _verdicts_of_others(names, segments, slots, words, relations, clock) -%}
    {%- set needs, standing, seen = {}, _kept_features(segments), {} -%}
    {%- set evaluated = [] -%}
    {%- for segment in segments if segment.name in names -%}
        {%- do evaluated.append(segment) -%}
        {%- do needs.update(segment.needs) -%}
        {%- for name in segment.below if name not in names -%}{%- do seen.update({name: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set kept, further, of_traits = [], [], _kinds_from(['trait']) -%}
    {%- for name,
        need in needs.items() -%}{%- do (kept if name in standing or need.kind in of_traits
            else further).append(need) -%}{%- endfor -%}
    {%- set ranked = needs.values() | selectattr('kind', 'in', _kinds_from(['rank'])) | map(attribute='name') | list -%}
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
