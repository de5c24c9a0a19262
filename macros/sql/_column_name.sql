{#-
    A readable column name for what the parts say, unique and at most 63 characters (PostgreSQL's limit).
    Parts that are no plain lower-case words are told apart by a hash, and so are words that hold two
    underscores: joined by two, ['a', 'b__c'] and ['a__b', 'c'] would read alike.
-#}
{%- macro _column_name(parts) -%}
    {%- set texts = parts | map('string') | list -%}
    {%- set text = texts | join('__') -%}
    {%- set words = '[a-z0-9]+(_[a-z0-9]+)*' -%}
    {%- if text | length <= 63
        and modules.re.fullmatch(words ~ '(__' ~ words ~ '){' ~ (texts | length - 1) ~ '}', text) -%}
        {{- return(text) -}}
    {%- endif -%}
    {{- return(modules.re.sub('[^a-z0-9_]+', '_', text | lower)[:52] ~ '__' ~ local_md5(tojson(texts))[:9]) -}}
{%- endmacro -%}
