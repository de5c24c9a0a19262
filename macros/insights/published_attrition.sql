{#-
    How the rules of one side's segments narrow all customers down, by release: access is public or private. One row a
    part of a rule.
-#}
{%- macro published_attrition(access) -%}
select
    figures.segment,
    figures.release_id,
    figures.as_of,
    {{ local_day('figures.as_of') }} as as_of_day,
    figures.position,
    figures.depth,
    figures.kind,
    figures.words as condition,
    {%- for column in ['customers', 'remaining', 'removed_alone', 'false_count', 'unknown_count'] %}
    cast(figures.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    figures.customers_asked < figures.customers as is_estimate
from {{ ref('attrition_figures') }} as figures
inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
where figures.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
