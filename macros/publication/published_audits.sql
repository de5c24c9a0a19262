{#-
    The audit's results for one side's segments, by release: access is public or private. A row without a segment is
    about the project as a whole.
-#}
{%- macro published_audits(access) -%}
select audits.segment, audits.check_name, audits.severity, audits.passed, audits.observed, audits.expected,
    audits.release_id
from {{ ref('audit_log') }} as audits
left join {{ _visible_segments(access) }} as versions on audits.segment = versions.segment
where
    audits.release_id <= (select max(release_id) from {{ ref('releases') }})
    and (audits.segment is null or versions.segment is not null)
{%- endmacro -%}
