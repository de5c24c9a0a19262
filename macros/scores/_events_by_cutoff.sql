{#-
    How many events of each feature a customer had by each cutoff, as the CTE happened; nobody unless a scoring is due.
    features: as _known_score_features() gives them; plan: the row of scoring_plan; it reads the CTE cutoffs.
-#}
{%- macro _events_by_cutoff(features, plan) -%}
{%- set names = [] -%}
{%- for event in features | map(attribute='event') | unique -%}{%- do names.append(_quote(event)) -%}{%- endfor -%}
happened as (
    select
        cutoffs.cutoff,
        events.customer_id,
        {%- for feature in features %}
        sum(case when events.event_name = {{ _quote(feature.event) }} and events.occurred_on > {{ feature.name }}_after
            then 1 else 0 end) as {{ feature.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('events') }} as events
    inner join cutoffs on events.occurred_on <= cutoffs.cutoff_on
    where
        events.event_name in ({{ names | join(', ') }})
        and events.occurred_at <= {{ _timestamp(plan.scored_as_of) if plan else 'null' }}
        {%- if plan and not plan.is_due %}
        and 1 = 0
        {%- endif %}
    group by cutoffs.cutoff, events.customer_id
)
{%- endmacro -%}
