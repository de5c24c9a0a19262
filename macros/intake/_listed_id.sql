{#-
    The id that an entry of a list means, as text: without blanks around it; where customers have numbers, without the
    zeros that a spreadsheet puts before or behind ('02', '3.0'); where they have UUIDs, in lower case.
-#}
{%- macro _listed_id(column, form) -%}
    {%- set blanks = "' \t\r\n" ~ '\u00a0' ~ "'" -%}
    {%- set bare = 'ltrim(rtrim(' ~ column ~ ', ' ~ blanks ~ '), ' ~ blanks ~ ')' -%}
    {%- if form == 'uuid' -%}{{- return('lower(' ~ bare ~ ')') -}}{%- endif -%}
    {%- if form != 'number' -%}{{- return(bare) -}}{%- endif -%}
    {%- set whole = "case when " ~ bare ~ " like '%.%' then rtrim(rtrim(" ~ bare ~ ", '0'), '.') else " ~ bare
        ~ ' end' -%}
    {{- return("case when " ~ bare ~ " like '0%' then coalesce(nullif(ltrim(" ~ whole ~ ", '0'), ''), '0') else "
        ~ whole ~ ' end') -}}
{%- endmacro -%}
