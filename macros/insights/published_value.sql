{#-
    What one side's segments brought, by the tenth of all customers that their members belong to: access is public or
    private. One row a segment and decile. Cumulated, they are points of the segment's Lorenz curve.
-#}
{%- macro published_value(access) -%}
select
    figures.segment,
    cast(figures.decile as bigint) as decile,
    cast(figures.members as bigint) as members,
    cast(figures.members as double precision) / nullif(sum(figures.members) over (partition by figures.segment),
        0) as share,
    cast(figures.value as numeric(38, 4)) as value,
    cast(figures.value as double precision) / nullif(cast(sum(figures.value)
        over (partition by figures.segment) as double precision), 0) as value_share,
    cast(figures.customers_value as double precision)
    / nullif(cast(sum(figures.customers_value) over (partition by figures.segment) as double precision),
        0) as base_value_share,
    cast(figures.negative_members as bigint) as negative_members,
    cast(figures.negative_value as numeric(38, 4)) as negative_value,
    figures.as_of,
    {{ local_day('figures.as_of') }} as as_of_day,
    figures.release_id
from {{ ref('value_figures') }} as figures
inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
where {{ of_last_release(ref('value_figures')) }}
{%- endmacro -%}
