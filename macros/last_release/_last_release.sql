{#- The last release that readers see; 0 before the first. -#}
{%- macro _last_release() -%}
    {%- set releases = _earlier_relation('releases') -%}
    {{- return(run_query('select coalesce(max(release_id), 0) from ' ~ releases).columns[0][0] | int if releases else 0) -}}
{%- endmacro -%}
