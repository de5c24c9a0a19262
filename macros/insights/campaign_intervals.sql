{#-
    A relation of campaign_effects()' figures with planned_share (null where chance didn't make the arms), and beside
    them what holds in 95 of 100 campaigns: for the difference and the effect _low, _high and _p (by Student's t), for
    the effect _always_low and _always_high, however often one looks; sizes_p, how likely chance alone makes arms so
    uneven. The interval for daily looks is a normal mixture over the campaign's days, narrowest at its end: I.
    Waudby-Smith and others, Annals of Statistics 52 (2024). day and days: SQL of the number of the campaign's day, and
    of how many there are.
-#}
{%- macro campaign_intervals(figures, day, days) -%}
    {%- set normal = 'cast(1.959963984540054 as double precision)' -%}
select
    bounded.*,
    {%- for name in ['difference', 'effect'] %}
    {{ name }} - {{ name }}_width as {{ name }}_low,
    {{ name }} + {{ name }}_width as {{ name }}_high,
    {{ two_sided_p(name ~ '_deviation') }} as {{ name }}_p,
    {%- endfor %}
    effect - effect_always as effect_always_low,
    effect + effect_always as effect_always_high,
    {{ two_sided_p('sizes_deviation') }} as sizes_p
from (
    select
        looked.*,
        {#- 5.991464547107982 is -2 ln 0.05. -#}
        effect_width / {{ normal }}
        * sqrt((1 + 1 / information) * (ln(1 + information) + 5.991464547107982)) as effect_always
    from (
        select
            figures.*,
            {%- for name in ['difference', 'effect'] %}
            {{ name }}_error * {{ t_of_deviation(normal, name ~ '_freedom') }} as {{ name }}_width,
            {{ deviation_of_t(name ~ ' / nullif(' ~ name ~ '_error, 0)', name ~ '_freedom') }} as {{ name }}_deviation,
            {%- endfor %}
            {#- 7.936154 is -2 ln 0.05 and the logarithm of 1 more than that. -#}
            cast(7.936154601737565 as double precision) * ({{ day }}) / ({{ days }}) as information,
            abs(recipients - (recipients + others) * planned_share)
            / nullif(sqrt((recipients + others) * planned_share * (1 - planned_share)), 0) as sizes_deviation
        from {{ figures }} as figures
    ) as looked
) as bounded
{%- endmacro -%}
