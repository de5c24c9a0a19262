{{ config(enabled=_clusters() is not none) }}
-- depends_on: {{ ref('customers') }}
-- depends_on: {{ ref('event_names') }}
-- The features that clusters are made by, in the order of the variable clusters.
{% set features = _cluster_features() -%}
{%- if features %}
    {%- for feature in features %}
{{ 'union all' if not loop.first }}
select
    cast({{ loop.index }} as bigint) as position,
    cast({{ _quote(feature.name) }} as {{ dbt.type_string() }}) as feature
    {%- endfor %}
{%- else %}
select
    cast(null as bigint) as position,
    cast(null as {{ dbt.type_string() }}) as feature
{%- endif %}
