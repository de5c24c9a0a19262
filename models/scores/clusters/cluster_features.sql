{{ config(enabled=_clusters() is not none) }}
-- depends_on: {{ ref('event_names') }}
-- depends_on: {{ ref('events') }}
-- What clusters are made by, a column for each feature, at the end of the period, if clusters are due, else no row. A
-- feature that isn't known of a customer is null, and the customer has no cluster.
{% set plan, features = _row_of(ref('cluster_plan')), _cluster_features() -%}
{%- set counted = features | selectattr('counted', 'defined') | list if plan else [] %}
{%- if counted %}
with counted as (
    select
        customer_id
        {%- for feature in counted %},
        {{ _counted_aggregate(feature.counted, plan) }} as {{ feature.counted.name }}
        {%- endfor %}
    from {{ ref('events') }}
    where occurred_at <= {{ _timestamp(plan.scored_as_of) }}
        {%- if not plan.is_due %}
        and 1 = 0
        {%- endif %}
    group by customer_id
)
{% endif %}
select
    traits.customer_id
    {%- for feature in features %},
    cast({{ feature.sql }} as double precision) as feature_{{ loop.index }}
    {%- endfor %}
from {{ ref('customers') }} as traits
cross join {{ ref('cluster_plan') }} as plan
left join {{ ref('customer_scorings') }} as scorings
    on traits.customer_id = scorings.customer_id and plan.scored_as_of = scorings.scored_as_of
{%- if counted %}
left join counted on traits.customer_id = counted.customer_id
{%- endif %}
where plan.is_due
