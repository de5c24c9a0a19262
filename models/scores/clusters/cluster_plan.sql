{{ config(enabled=_clusters() is not none) }}
-- Whether customers are to be put into clusters by this refresh, one row: after each scoring, and once where a scoring
-- has none yet.
{% set setting, kept = _clusters_setting(), _earlier_relation('clusterings') %}
with made as (
    select max(scored_as_of) as scored_as_of
    from {{ ref('scoring_models') }}
    where scored_as_of = (select due.scored_as_of from {{ ref('scoring_plan') }} as due)
    {%- if kept %}
        and scored_as_of not in (select clustered.scored_as_of from {{ kept }} as clustered)
    {%- endif %}
)

select
    plan.scored_as_of,
    plan.scored_on,
    made.scored_as_of is not null as is_due,
    cast({{ setting.at_most }} as bigint) as at_most,
    cast({{ _quote(setting.method) }} as {{ dbt.type_string() }}) as method
from {{ ref('scoring_plan') }} as plan
cross join made
