{#-
    The relation that earlier refreshes left for a model; none if there is none yet. For what a refresh reads from the
    one before, or from a later step, because a ref would create a circular dependency.
-#}
{%- macro _earlier_relation(name) -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' and node.name == name -%}
        {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
    {%- endfor -%}
    {{- return(none) -}}
{%- endmacro -%}

{#- The last release that readers see; 0 before the first. -#}
{%- macro _last_release() -%}
    {%- set releases = _earlier_relation('releases') -%}
    {{- return(run_query('select coalesce(max(release_id), 0) from ' ~ releases).columns[0][0] | int if releases
        else 0) -}}
{%- endmacro -%}

{#- The stays believed before this refresh, as a relation; before the first release, one without rows. -#}
{%- macro _stays_before() -%}
    {%- set stays = _earlier_relation('believed_stays') -%}
    {%- if stays -%}{{- return(stays) -}}{%- endif -%}
    {{- return('(select cast(null as ' ~ dbt.type_string()
        ~ ') as segment, customer_id, cast(null as timestamp) as entered_at, cast(null as timestamp) as exited_at from '
        ~ ref('customers') ~ ' where 1 = 0)') -}}
{%- endmacro -%}
