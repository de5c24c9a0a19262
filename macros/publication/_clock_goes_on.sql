{#-
    Whether readers see the end of each segment's history, and this refresh isn't earlier than that. If the clock went
    back, the refresh that reaches the latest clock again must compare with the history itself. Clocks that are taken
    back no longer count once history is written without them.
-#}
{%- macro _clock_goes_on() -%}
    {%- set versions, present = _earlier_relation('segment_versions'), _earlier_relation('current_versions') -%}
    {%- if not versions or not present -%}{{- return(true) -}}{%- endif -%}
    {%- set withdrawn = _withdrawn() -%}
    {%- if _tells_again(withdrawn) -%}{{- return(false) -}}{%- endif -%}
    {%- set known -%}
        select count(*)
        from {{ versions }} as versions
        inner join {{ ref('refresh_plan') }} as plan on versions.release_id < plan.release_id
        left join {{ present }} as present on versions.segment = present.segment
        where
            versions.members_release_id = versions.release_id
            {%- if withdrawn %}
            and versions.release_id not in ({{ withdrawn | map('first') | join(', ') }})
            {%- endif %}
            and (versions.as_of > plan.as_of or versions.as_of > present.as_of)
    {%- endset -%}
    {{- return(run_query(known).columns[0][0] | int == 0) -}}
{%- endmacro -%}
