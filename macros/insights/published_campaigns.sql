{#-
    What the campaigns to one side's segments brought (access: public or private), with intervals and p-values. One row
    a campaign and segment; or, with of_arms, one for each of several recorded arms beside the one held out.
-#}
{%- macro published_campaigns(access, of_arms=false) -%}
select
    campaign, segment, starts_on, ends_on, last_day,
    {{ 'arm, cast(arms as bigint) as arms' if of_arms else 'is_random' }},
    cast(recipients as bigint) as recipients, cast(others as bigint) as others,
    {%- for column in ['recipients_mean', 'others_mean', 'difference', 'difference_low', 'difference_high',
        'difference_p', 'effect', 'effect_low', 'effect_high', 'effect_p', 'effect_always_low', 'effect_always_high',
        'sizes_p'] %}
    cast({{ column }} as double precision) as {{ column }},
    {%- endfor %}
    cast(case
        when is_too_few then {{ _quote(campaign_warnings().too_few) }}
        when not is_random then {{ _quote(campaign_warnings().not_random) }}
        when sizes_p < 0.001 then {{ _quote(campaign_warnings().uneven) }}
    end as {{ dbt.type_string() }}) as warning,
    as_of, as_of_day, release_id, recorded_at
from (
    {{ campaign_intervals('(' ~ campaigns_of_last_release(access, of_arms) ~ ')',
        dbt.datediff('starts_on', 'last_day', 'day') ~ ' + 1', dbt.datediff('starts_on', 'ends_on', 'day') ~ ' + 1') }}
) as measured
{%- endmacro -%}

{#- The figures of the last release's campaigns that whoever asks may see, without those of too few customers. -#}
{%- macro campaigns_of_last_release(access, of_arms) -%}
    select
        figures.release_id, figures.as_of, figures.as_of_day, figures.campaign, figures.segment, figures.starts_on,
        figures.ends_on, figures.last_day, figures.recorded_at,
        figures.arm, coalesce(figures.arms, 1) as arms,
        figures.planned_share, figures.planned_share is not null as is_random,
        coalesce(figures.recipients, 0) as recipients, coalesce(figures.others, 0) as others,
        coalesce(least(figures.recipients, figures.others), 0) < 2 as is_too_few,
        {%- for column in campaign_columns()[2:] %}
        case when least(figures.recipients, figures.others) >= 2 then figures.{{ column }} end as {{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('campaign_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('campaign_figures')) }} and figures.arm is {{ 'not null' if of_arms else 'null' }}
{%- endmacro -%}

{#- What people have to mind about a campaign's result, in a sentence each. -#}
{%- macro campaign_warnings() -%}
    {{- return({
        'too_few': 'There are too few recipients, or too few customers to compare with. History knows the members when'
            ~ ' the campaign began once there is a release for a time before (`segments backfill`).',
        'not_random': 'Nothing was randomised: the recipients are compared with other customers who spent alike before,'
            ~ ' and whatever else sets them apart counts as effect.',
        'uneven': 'The arms differ in size more than chance explains: find out why before you believe the effect.',
    }) -}}
{%- endmacro -%}
