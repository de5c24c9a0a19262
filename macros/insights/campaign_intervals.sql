{#-
    A relation of campaign_effects()' figures with planned_share (null where chance didn't make the arms) and arms, and
    beside them what holds in 95 of 100 campaigns: for the difference and the effect _low, _high and _p (by Student's
    t), for the effect _always_low and _always_high, however often one looks; sizes_p, how likely chance alone makes
    arms so uneven. Where a campaign has several arms, all of its intervals hold together, and p-values are as many
    times as large (Bonferroni). The interval for daily looks is a normal mixture over the campaign's days, narrowest
    at its end: I. Waudby-Smith and others, Annals of Statistics 52 (2024). day and days: SQL of the number of the
    campaign's day, and of how many there are.
-#}
{%- macro campaign_intervals(figures, day, days) -%}
select
    bounded.*,
    {%- for name in ['difference', 'effect'] %}
    {{ name }} - {{ name }}_width as {{ name }}_low,
    {{ name }} + {{ name }}_width as {{ name }}_high,
    case when arms * {{ name }}_alone > 1 then 1 else arms * {{ name }}_alone end as {{ name }}_p,
    {%- endfor %}
    effect - effect_always as effect_always_low,
    effect + effect_always as effect_always_high,
    {{ two_sided_p('sizes_deviation') }} as sizes_p
from (
    select
        looked.*,
        {%- for name in ['difference', 'effect'] %}
        {{ two_sided_p(name ~ '_deviation') }} as {{ name }}_alone,
        {%- endfor %}
        effect_width / normal * sqrt((1 + 1 / information) * (ln(1 + information) + rarity)) as effect_always
    from (
        select
            counted.*,
            {%- for name in ['difference', 'effect'] %}
            {{ name }}_error * {{ t_of_deviation('normal', name ~ '_freedom') }} as {{ name }}_width,
            {{ deviation_of_t(name ~ ' / nullif(' ~ name ~ '_error, 0)', name ~ '_freedom') }} as {{ name }}_deviation,
            {%- endfor %}
            (rarity + ln(1 + rarity)) * ({{ day }}) / ({{ days }}) as information,
            abs(recipients - (recipients + others) * planned_share)
            / nullif(sqrt((recipients + others) * planned_share * (1 - planned_share)), 0) as sizes_deviation
        from (
            select
                figures.*,
                {{ deviation_of_p('(cast(0.05 as double precision) / arms)') }} as normal,
                -2 * ln(cast(0.05 as double precision) / arms) as rarity
            from {{ figures }} as figures
        ) as counted
    ) as looked
) as bounded
{%- endmacro -%}
