{#- Changes exactly when a segment's rule or what it needs changes. -#}
{%- macro _definition_hash(segment) -%}
    {{- return(local_md5(tojson([segment.rule, segment.needs], sort_keys=true))) -}}
{%- endmacro -%}
