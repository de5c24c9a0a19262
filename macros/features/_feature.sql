{#-
    A need is what a rule must know of a customer beyond traits: a count, a rank, a membership. Predicates
    render as the need's column name and carry its definition in the text, as JSON between record
    separators (U+001E, which JSON itself never contains), until _take_features collects the definitions.
    Text, because that works alike while dbt parses, runs and unit tests a model.
-#}
{%- macro _feature(name_parts, definition) -%}
    {%- set name = _column_name(name_parts) -%}
    {{- return('\x1e' ~ tojson(dict(definition, name=name), sort_keys=true) ~ '\x1e' ~ name) -}}
{%- endmacro -%}

{#- Splits rendered text into {'sql': what remains, 'needs': {name: definition}, in order of appearance}. -#}
{%- macro _take_features(text) -%}
    {%- set needs = {} -%}
    {%- for found in modules.re.findall('\x1e(.*?)\x1e', text) -%}
        {%- set definition = fromjson(found) -%}
        {%- do needs.update({definition.name: definition}) -%}
    {%- endfor -%}
    {{- return({'sql': modules.re.sub('\x1e.*?\x1e', '', text), 'needs': needs}) -}}
{%- endmacro -%}
