{#- The columns of `effects`, beside campaign_id. -#}
{%- macro campaign_columns() -%}
    {{- return(['recipients', 'others', 'recipients_mean', 'others_mean', 'difference', 'difference_error',
        'difference_freedom', 'effect', 'effect_error', 'effect_freedom']) -}}
{%- endmacro -%}

{#-
    CTEs, the last of which, `effects`, has a row a campaign: the difference of the means of what recipients and others
    spent (B. L. Welch, Biometrika 34, 1947), and the effect, which is the same less what was spent before tells. Where
    chance didn't make the arms, its error is robust, HC3 (J. G. MacKinnon and H. White, Journal of Econometrics 29,
    1985). Errors are standard errors; a null freedom stands for the normal distribution. They read the CTEs of
    campaign_arms().
-#}
{%- macro campaign_effects() -%}
-- Of each customer: what the regression leaves of what was spent, and of being a recipient.
leftovers as (
    select
        compared.campaign_id,
        case when compared.treated = 1 then compared.y - slopes.y_1 - slopes.b * (compared.x - slopes.x_1)
            else compared.y - slopes.y_0 - slopes.b * (compared.x - slopes.x_0) end as y_left,
        compared.treated - slopes.treated_mean
        - slopes.treated_slope * (compared.x - slopes.x_mean) as treated_left,
        1 / slopes.n
        + coalesce(power(compared.x - slopes.x_mean, 2) / nullif(slopes.n * slopes.x_spread, 0), 0) as leverage,
        slopes.treated_left as all_left
    from compared
    inner join slopes on compared.campaign_id = slopes.campaign_id
    where not compared.is_random and slopes.treated_left > 0
),

robust as (
    select
        campaign_id,
        sqrt(sum(power(treated_left * y_left / greatest(1 - leverage - power(treated_left, 2) / all_left, 1e-9), 2)))
        / max(all_left) as effect_error
    from leftovers
    group by campaign_id
),

arms as (
    select
        slopes.*,
        {%- for arm in [1, 0] %}
        y_var_{{ arm }} / nullif(n_{{ arm }}, 0) as plain_{{ arm }},
        {#- Of spending that the regression tells wholly, rounding leaves a little less than nothing. -#}
        {%- set left = 'y_var_' ~ arm ~ ' - 2 * b * both_' ~ arm ~ ' + b * b * x_var_' ~ arm %}
        case when {{ left }} < 0 then 0 else {{ left }} end / nullif(n_{{ arm }}, 0) as less_{{ arm }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from slopes
),

effects as (
    select
        arms.campaign_id,
        cast(n_1 as bigint) as recipients, cast(n_0 as bigint) as others,
        y_1 as recipients_mean, y_0 as others_mean,
        y_1 - y_0 as difference, sqrt(plain_1 + plain_0) as difference_error,
        {{ _freedom('plain') }} as difference_freedom,
        y_1 - y_0 - b * (x_1 - x_0) as effect,
        case when is_random then sqrt(less_1 + less_0) else robust.effect_error end as effect_error,
        case when is_random then {{ _freedom('less') }} end as effect_freedom
    from arms
    left join robust on arms.campaign_id = robust.campaign_id
)
{%- endmacro -%}

{#- The freedom of a difference of two means of unequal variances: F. E. Satterthwaite, Biometrics 2 (1946). -#}
{%- macro _freedom(name) -%}
    {%- set one, other = name ~ '_1', name ~ '_0' -%}
power({{ one }} + {{ other }}, 2) / nullif(
            power({{ one }}, 2) / nullif(n_1 - 1, 0) + power({{ other }}, 2) / nullif(n_0 - 1, 0), 0)
{%- endmacro -%}
