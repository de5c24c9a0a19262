{#-
    CTEs, the last two of which are `compared`, a row a campaign and customer whose spend counts, and `slopes`, the
    moments of both arms and by how much the spend before tells the spend since: over everybody where chance made the
    arms (CUPED: A. Deng and others, WSDM 2013), else within them (a regression). x is the spend before, y the spend
    since, 1 stands for recipients and 0 for others. placed: a relation of campaign_id, is_random, is_member,
    is_held_out, before_start and since_start, a row a campaign and customer.
-#}
{%- macro campaign_arms(placed) -%}
bounds as (
    select
        campaign_id,
        min(before_start) as lowest,
        max(before_start) as highest
    from {{ placed }}
    where is_member and not is_held_out
    group by campaign_id
),

compared as (
    select
        placed.campaign_id,
        placed.is_random,
        cast(case when placed.is_member and not placed.is_held_out then 1 else 0 end as double precision) as treated,
        placed.before_start as x,
        placed.since_start as y
    from {{ placed }} as placed
    left join bounds on placed.campaign_id = bounds.campaign_id
    where placed.is_member
        or (not placed.is_random and placed.before_start between bounds.lowest and bounds.highest)
),

moments as (
    select
        campaign_id, is_random,
        cast(count(*) as double precision) as n, sum(treated) as n_1, sum(1 - treated) as n_0,
        avg(x) as x_mean, avg(treated) as treated_mean,
        var_pop(x) as x_spread, covar_pop(y, x) / nullif(var_pop(x), 0) as slope,
        coalesce(covar_pop(treated, x) / nullif(var_pop(x), 0), 0) as treated_slope,
        count(*) * (var_pop(treated) - coalesce(power(covar_pop(treated, x), 2) / nullif(var_pop(x), 0), 0))
        as treated_left
        {%- for arm in [1, 0] %}
        {%- set x, y = 'case when treated = ' ~ arm ~ ' then x end', 'case when treated = ' ~ arm ~ ' then y end' %},
        avg({{ x }}) as x_{{ arm }}, avg({{ y }}) as y_{{ arm }},
        coalesce(var_samp({{ x }}), 0) as x_var_{{ arm }}, coalesce(var_samp({{ y }}), 0) as y_var_{{ arm }},
        coalesce(covar_samp({{ y }}, {{ x }}), 0) as both_{{ arm }}
        {%- endfor %}
    from compared
    group by campaign_id, is_random
),

slopes as (
    select
        moments.*,
        coalesce(case when is_random then slope else ((n_1 - 1) * both_1 + (n_0 - 1) * both_0)
            / nullif((n_1 - 1) * x_var_1 + (n_0 - 1) * x_var_0, 0) end, 0) as b
    from moments
)
{%- endmacro -%}
