{#-
    A text without the blanks around it: spaces, tabs, line breaks, and spaces that don't break.
    orchestration/lists/staging.py takes the same from what files say.
-#}
{%- macro _bare_text(column) -%}
    {%- set blanks = "' \t\r\n" ~ '\u00a0' ~ "'" -%}
    {{- return('ltrim(rtrim(' ~ column ~ ', ' ~ blanks ~ '), ' ~ blanks ~ ')') -}}
{%- endmacro -%}
