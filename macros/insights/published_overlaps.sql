{#-
    How far each two segments are the same customers: access is public, where both are, or private, where one at least
    is hidden. One row a pair, the earlier by name first. Lift is J. Han and others, Data Mining (2011), 6.3.
-#}
{%- macro published_overlaps(access) -%}
select
    figures.segment_a,
    figures.segment_b,
    cast(figures.shared_customers as bigint) as in_both,
    cast(figures.size_a - figures.shared_customers as bigint) as only_a,
    cast(figures.size_b - figures.shared_customers as bigint) as only_b,
    cast(figures.shared_customers as double precision)
    / nullif(figures.size_a + figures.size_b - figures.shared_customers, 0) as jaccard,
    cast(figures.shared_customers as double precision) * figures.customers
    / nullif(cast(figures.size_a as double precision) * figures.size_b, 0) as lift,
    figures.as_of,
    {{ local_day('figures.as_of') }} as as_of_day,
    figures.release_id
from {{ ref('overlap_figures') }} as figures
where
    {{ of_last_release(ref('overlap_figures')) }}
    and {{ of_visible_pairs(access, 'segment_a', 'segment_b') }}
{%- endmacro -%}
