{#-
    Whether kept words disagree with the changes up to the release that they show. For each word, the sum over all
    customers must equal the sum of its segments' bits over their members. kept: the relation; applied: the release.
-#}
{%- macro _words_differ(kept, words, applied) -%}
    {%- set facts, changes = ref('published_facts'), _earlier_relation('segment_change_log') -%}
    {%- if not _rows_of(facts, 'select segment from ' ~ facts ~ ' limit 1') -%}{{- return(false) -}}{%- endif -%}
    {%- set told -%}
        select
            {%- for word in words %}
            coalesce(sum(case when slots.word = {{ word }} then cast(slots.mask as numeric(38, 0)) * (case
                when changes.change = 'entered' then 1 else -1 end) end), 0)
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ changes }} as changes
        inner join {{ ref('segment_slots') }} as slots on changes.segment = slots.segment
        where changes.release_id <= {{ applied }}
    {%- endset -%}
    {%- set stand -%}
        select {% for word in words %}coalesce(sum(cast(members_{{ word }} as numeric(38, 0))), 0){{ ', '
            if not loop.last }}{% endfor %}
        from {{ kept }}
    {%- endset -%}
    {{- return(run_query(told).rows[0].values() | map('int') | list != run_query(stand).rows[0].values() | map('int')
        | list) -}}
{%- endmacro -%}
