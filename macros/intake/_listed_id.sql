{#-
    The id that a list's entry means, as text, without surrounding blanks. Numbers lose the zeros that a spreadsheet
    adds ('02', '3.0'); UUIDs become lower case.
-#}
{%- macro _listed_id(column, form) -%}
    {%- set bare = _bare_text(column) -%}
    {%- if form == 'uuid' -%}{{- return('lower(' ~ bare ~ ')') -}}{%- endif -%}
    {%- if form != 'number' -%}{{- return(bare) -}}{%- endif -%}
    {%- set whole = "case when " ~ bare ~ " like '%.%' then rtrim(rtrim(" ~ bare ~ ", '0'), '.') else " ~ bare
        ~ ' end' -%}
    {{- return("case when " ~ bare ~ " like '0%' then coalesce(nullif(ltrim(" ~ whole ~ ", '0'), ''), '0') else "
        ~ whole ~ ' end') -}}
{%- endmacro -%}
