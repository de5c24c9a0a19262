{{ config(enabled=_clusters() is not none) }}
-- Whether customers are to be put into clusters by this refresh, one row: after each scoring, and once where a scoring
-- has none yet.
{% set setting, kept = _clusters_setting(), _earlier_relation('clusterings') %}
select
    plan.scored_as_of,
    plan.scored_on,
    exists (select 1 from {{ ref('scoring_models') }} as made where made.scored_as_of = plan.scored_as_of)
    {%- if kept %}
    and not exists (select 1 from {{ kept }} as clustered where clustered.scored_as_of = plan.scored_as_of)
    {%- endif %} as is_due,
    cast({{ setting.at_most }} as bigint) as at_most,
    cast({{ _quote(setting.method) }} as {{ dbt.type_string() }}) as method
from {{ ref('scoring_plan') }} as plan
