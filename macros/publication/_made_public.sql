{#-
    By release, the segments that were hidden in the release before and are public in this one. For readers (access
    public), only those that they can see now.
-#}
{%- macro _made_public(access) -%}
    select
        versions.release_id,
        {{ dbt.listagg('versions.segment', "', '", 'order by versions.segment') }} as segments
    from (
        select
            segment, release_id, access, status,
            lag(access) over (partition by segment order by release_id) as access_before
        from {{ ref('segment_versions') }}
    ) as versions
    {%- if access == 'public' %}
    inner join {{ _visible_segments(access) }} as visible on versions.segment = visible.segment
    {%- endif %}
    where versions.access <> 'private' and versions.access_before = 'private' and versions.status <> 'retired'
    group by versions.release_id
{%- endmacro -%}
