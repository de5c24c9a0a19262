{#-
    The overlaps of the release before the one under way, as a subquery, where the pairs that turned since can be added
    to them; none where all pairs have to be counted anew. They are of other members than readers see once a customer
    was erased, after a rollback, and where what was told of the members doesn't add up.
-#}
{%- macro pairs_of_last_release() -%}
    {%- set kept, members = _earlier_relation('overlap_figures'), _earlier_relation('current_members') -%}
    {%- if not kept or not members or not _is_audited() or _published_differs() -%}{{- return(none) -}}{%- endif -%}
    {%- set pairs = '(select * from ' ~ kept ~ ' where release_id = ' ~ _last_release() ~ ')' -%}
    {%- set different -%}
        select count(*)
        from (
            select segment, max(size) as size from (
                select segment_a as segment, size_a as size from {{ pairs }} as pairs
                union all
                select segment_b as segment, size_b as size from {{ pairs }} as pairs
            ) as sides
            group by segment
        ) as kept
        full outer join (select segment, count(*) as size from {{ members }} group by segment) as now
            on kept.segment = now.segment
        where coalesce(kept.size, 0) <> coalesce(now.size, 0)
    {%- endset -%}
    {%- set rows = _rows_of(kept, 'select (select count(*) from ' ~ pairs ~ ' as pairs), (' ~ different ~ ')') -%}
    {{- return(pairs if rows and rows[0][0] > 0 and rows[0][1] == 0 else none) -}}
{%- endmacro -%}
