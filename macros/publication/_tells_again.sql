{#-
    Whether this release rewrites history without the clocks that are taken back (rows of _withdrawn): for a segment
    that it publishes, no release has done so since, or readers see the members of such a clock.
-#}
{%- macro _tells_again(withdrawn) -%}
    {%- set versions, present = _earlier_relation('segment_versions'), _earlier_relation('current_versions') -%}
    {%- if not withdrawn or not versions or not present -%}{{- return(false) -}}{%- endif -%}
    {%- set untold -%}
        select count(*)
        from {{ ref('release_decisions') }} as decisions
        inner join {{ present }} as present on decisions.segment = present.segment
        inner join (
            select versions.segment, max(versions.release_id) as release_id
            from {{ versions }} as versions
            inner join {{ ref('refresh_plan') }} as plan on versions.release_id < plan.release_id
            where versions.members_release_id = versions.release_id
            group by versions.segment
        ) as told on decisions.segment = told.segment
        where
            decisions.decision <> 'hold'
            and (
                told.release_id < {{ withdrawn | map('last') | max }}
                or present.members_release_id in ({{ withdrawn | map('first') | join(', ') }})
            )
    {%- endset -%}
    {{- return(run_query(untold).columns[0][0] | int > 0) -}}
{%- endmacro -%}
