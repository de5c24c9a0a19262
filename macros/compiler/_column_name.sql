{#-
    A readable column name for what the parts say, unique and at most 63 characters (PostgreSQL's limit):
    parts that are no plain lower-case words are told apart by a hash.
-#}
{%- macro _column_name(parts) -%}
    {%- set text = parts | map('string') | join('__') -%}
    {%- set plain = modules.re.sub('[^a-z0-9_]+', '_', text | lower) -%}
    {%- if plain == text and text | length <= 63 -%}
        {{- return(text) -}}
    {%- endif -%}
    {{- return(plain[:52] ~ '__' ~ local_md5(text)[:9]) -}}
{%- endmacro -%}
