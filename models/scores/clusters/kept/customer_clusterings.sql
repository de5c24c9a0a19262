{{ config(enabled=_clusters() is not none, indexes=indexes_on(['scored_as_of'])) }}
-- In which cluster each customer was at the end of each period: that of the nearest center. They stay: a rule of that
-- time was judged by them. A customer of whom a feature isn't known, or whose cluster isn't shown, has no row.
-- depends_on: {{ ref('cluster_features') }}
-- depends_on: {{ ref('cluster_plan') }}
{% set centers = _fitted_centers(_row_of(ref('cluster_plan'))) -%}
{%- if centers %}
with standardized as (
    select
        customer_id
        {%- for place in centers[0].places %},
        {{ _standardized(place) }} as standard_{{ place.column }}
        {%- endfor %}
    from {{ ref('cluster_features') }}
    where
        {%- for place in centers[0].places %}
        {{ 'and ' if not loop.first }}{{ place.column }} is not null
        {%- endfor %}
),

distances as (
    select
        customer_id
        {%- for center in centers %},
        {{ _squared_distance(center) }} as distance_{{ center.cluster }}
        {%- endfor %}
    from standardized
),

nearest as (
    select
        customer_id,
        {{ _nearest_center(centers) }} as cluster
    from distances
)

select
    plan.scored_as_of,
    plan.scored_on,
    nearest.customer_id,
    cast(nearest.cluster as {{ dbt.type_int() }}) as cluster
from nearest
cross join {{ ref('cluster_plan') }} as plan
where nearest.cluster is not null
{%- else %}
select
    plan.scored_as_of,
    plan.scored_on,
    customers.customer_id,
    cast(null as {{ dbt.type_int() }}) as cluster
from {{ ref('cluster_features') }} as customers
cross join {{ ref('cluster_plan') }} as plan
where 1 = 0
{%- endif %}
