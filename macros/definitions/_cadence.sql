{#- How often a segment is refreshed, from its tags: hourly, daily (without a tag), weekly or static. -#}
{%- macro _cadence(node) -%}
    {%- set known = ['hourly', 'daily', 'weekly', 'static'] -%}
    {%- set given = node.tags | select('in', known) | list -%}
    {%- if given | length > 1 -%}
        {%- do _refuse('tags: two cadences, ' ~ given | join(' and ') ~ '; give one', node.original_file_path) -%}
    {%- endif -%}
    {{- return(given[0] if given else 'daily') -}}
{%- endmacro -%}
