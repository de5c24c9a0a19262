{#-
    Of these segments those whose rules may stand in the text of a view or the name of a column. Where everybody
    who connects can read these of every relation, the hidden ones' may not.
-#}
{%- macro named_in_catalogue(segments) -%}
    {{- return(adapter.dispatch('named_in_catalogue', 'warehouse_segments')(segments)) -}}
{%- endmacro -%}

{%- macro default__named_in_catalogue(segments) -%}
    {{- return(segments) -}}
{%- endmacro -%}

{%- macro postgres__named_in_catalogue(segments) -%}
    {{- return(segments | rejectattr('node.config.access', 'equalto', 'private') | list) -}}
{%- endmacro -%}
