{#-
    The clocks of segments at which another definition is believed than at the clock before, and that this release adds
    or gives another neighbor: its own clock, and the next one that was observed. Rows of the segment, the other clock,
    its definition and the segment's present one, as hashes.
-#}
{%- macro _changed_between_clocks() -%}
    {%- set clocks, versions = _earlier_relation('clock_releases'), _earlier_relation('segment_versions') -%}
    {%- if not clocks or not versions -%}{{- return([]) -}}{%- endif -%}
    {%- set withdrawn = _withdrawn() | map('first') | list -%}
    {%- set changed -%}
        with observed as (
            select
                clocks.segment,
                clocks.as_of,
                versions.evaluated_hash,
                max(case when clocks.as_of < plan.as_of then clocks.as_of end)
                    over (partition by clocks.segment) as clock_before,
                min(case when clocks.as_of > plan.as_of then clocks.as_of end)
                    over (partition by clocks.segment) as clock_after
            from {{ clocks }} as clocks
            inner join {{ ref('segment_versions') }} as versions
                on clocks.segment = versions.segment and clocks.release_id = versions.release_id
            cross join {{ _release() }} as plan
            where
                versions.status <> 'retired'
                {%- if withdrawn %}
                and clocks.release_id not in ({{ withdrawn | join(', ') }})
                {%- endif %}
        )

        select observed.segment, observed.as_of, observed.evaluated_hash, definitions.evaluated_hash
        from observed
        inner join {{ ref('segment_definitions') }} as definitions on observed.segment = definitions.segment
        inner join {{ ref('release_decisions') }} as decisions on observed.segment = decisions.segment
        where
            decisions.decision = 'publish'
            and (observed.as_of = observed.clock_before or observed.as_of = observed.clock_after)
            and observed.evaluated_hash <> definitions.evaluated_hash
        order by observed.segment, observed.as_of
    {%- endset -%}
    {{- return(_rows_of(versions, changed)) -}}
{%- endmacro -%}
