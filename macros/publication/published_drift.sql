{#- How one side's segments differ from an earlier release, by release: access is public or private. -#}
{%- macro published_drift(access) -%}
select
    drift.segment, drift.release_id, drift.as_of, {{ local_day('drift.as_of') }} as as_of_day,
    coalesce(clocks.release_id = drift.release_id, false) as is_latest_of_clock,
    {% for column in ['psi_size', 'psi_profile', 'churned_share'] -%}
    cast(drift.{{ column }} as double precision) as {{ column }},
    {% endfor -%}
    drift.psi_trait, drift.baseline_as_of, {{ local_day('drift.baseline_as_of') }} as baseline_as_of_day
from {{ ref('drift_log') }} as drift
inner join {{ _visible_segments(access) }} as versions on drift.segment = versions.segment
left join {{ ref('clock_releases') }} as clocks on drift.segment = clocks.segment and drift.as_of = clocks.as_of
where drift.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
