{#-
    A readable, unique column name for these parts, of at most 63 characters (PostgreSQL's limit). A hash distinguishes
    parts that aren't plain lower-case words. Words with two underscores get one too: joined by two underscores, ['a',
    'b__c'] and ['a__b', 'c'] would be equal.
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
