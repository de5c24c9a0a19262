{#-
    How well one side's segments told what happened next, at the as-of times of the backtests that were kept: access is
    public, where the segment and its outcome both are, or private, where one at least is hidden. Intervals hold in 95
    of 100 cases.
-#}
{%- macro published_backtests(access) -%}
select
    rated.segment, rated.outcome, rated.horizon_days, rated.as_of_day, rated.outcome_day,
    {%- for column in ['customers', 'members', 'happened', 'hits'] %}
    cast(rated.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    {%- for share, some, all in [('precision', 'hits', 'members'), ('recall', 'hits', 'happened')] %}
    rated.{{ some }} / rated.{{ all }} as {{ share }},
    {{ wilson_edge('rated.' ~ some, 'rated.' ~ all, '-') }} as {{ share }}_low,
    {{ wilson_edge('rated.' ~ some, 'rated.' ~ all, '+') }} as {{ share }}_high,
    {%- endfor %}
    rated.base,
    rated.hits / rated.members / rated.base as lift,
    {{ wilson_edge('rated.hits', 'rated.members', '-') }} / rated.base as lift_low,
    {{ wilson_edge('rated.hits', 'rated.members', '+') }} / rated.base as lift_high,
    rated.is_current, rated.tested_on, rated.release_id
from (
    select
        figures.segment, figures.outcome, figures.horizon_days, figures.as_of_day, figures.tested_on,
        figures.release_id,
        cast({{ dbt.dateadd('day', 'figures.horizon_days', 'figures.as_of_day') }} as date) as outcome_day,
        cast(figures.customers as double precision) as customers,
        {#- Of nothing there is no share. -#}
        {%- for column in ['members', 'happened'] %}
        nullif(cast(figures.{{ column }} as double precision), 0) as {{ column }},
        {%- endfor %}
        cast(figures.hits as double precision) as hits,
        nullif(cast(figures.happened as double precision) / nullif(figures.customers, 0), 0) as base,
        coalesce(figures.rule_md5 = md5(versions.rule_sql), false) as is_current
    from {{ ref('backtest_figures') }} as figures
    inner join {{ ref('current_versions') }} as versions on figures.segment = versions.segment
    where
        {{ of_last_release(ref('backtest_figures')) }}
        and {{ of_visible_pairs(access, 'segment', 'outcome') }}
) as rated
{%- endmacro -%}

{#-
    One end of the 95% interval of a share: the lower for sign -, the upper for +. The share is some / all, two columns
    of doubles. Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
-#}
{%- macro wilson_edge(some, all, sign) -%}
    {%- set share, square = '(' ~ some ~ ' / ' ~ all ~ ')', '(3.8414588206941236 / ' ~ all ~ ')' -%}
(({{ share }} + {{ square }} / 2 {{ sign }} sqrt(
        {{ square }} * ({{ share }} * (1 - {{ share }}) + {{ square }} / 4))) / (1 + {{ square }}))
{%- endmacro -%}
