{#- How one side's segments differ from an earlier release, by release: access is public or private. -#}
{%- macro published_drift(access) -%}
select
    drift.segment, drift.release_id, drift.as_of,
    {% for column in ['psi_size', 'psi_profile', 'churned_share'] -%}
    cast(drift.{{ column }} as double precision) as {{ column }},
    {% endfor -%}
    drift.psi_trait, drift.baseline_as_of
from {{ ref('drift_log') }} as drift
inner join {{ _visible_segments(access) }} as versions on drift.segment = versions.segment
where drift.release_id <= (select max(release_id) from {{ ref('releases') }})
{%- endmacro -%}
