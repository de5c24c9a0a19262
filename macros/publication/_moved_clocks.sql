{#-
    For a CTE after clocks: for each of its segments the clocks that are taken back (as_of) and the next clock that
    stays observed (next_at, null if there is none). versions: the relation; withdrawn: numbers of releases; before:
    only earlier releases count. It is plain Jinja, because a rollback renders it without dbt.
-#}
{%- macro _moved_clocks(versions, withdrawn, before) -%}
    select gone.segment, gone.as_of, clocks.release_id, min(kept.as_of) as next_at
    from (
        select distinct segment, as_of
        from {{ versions }}
        where members_release_id = release_id and release_id in ({{ withdrawn | join(', ') }})
    ) as gone
    inner join clocks on gone.segment = clocks.segment
    left join (
        select segment, as_of
        from {{ versions }}
        where
            members_release_id = release_id and release_id not in ({{ withdrawn | join(', ') }})
            and release_id < {{ before }}
        union all
        select segment, clock_at
        from clocks
    ) as kept on gone.segment = kept.segment and gone.as_of <= kept.as_of
    group by gone.segment, gone.as_of, clocks.release_id
{%- endmacro -%}
