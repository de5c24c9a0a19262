{#-
    A feature is a value that a rule needs about a customer beyond traits: a count, a rank, a membership. A predicate
    renders as the feature's column name and carries its definition in the text, as JSON between record separators
    (U+001E, which JSON never contains), until _take_features collects the definitions. Text works the same way when dbt
    parses, runs and unit tests a model.
-#}
{%- macro _feature(name_parts, definition) -%}
    {%- set name = _column_name(name_parts) -%}
    {{- return('\x1e' ~ tojson(dict(definition, name=name), sort_keys=true) ~ '\x1e' ~ name) -}}
{%- endmacro -%}

{#-
    Splits rendered text into {'sql': the text without definitions, 'features': {name: definition}, in order of
    appearance}.
-#}
{%- macro _take_features(text) -%}
    {%- set features = {} -%}
    {%- for found in modules.re.findall('\x1e(.*?)\x1e', text) -%}
        {%- set definition = fromjson(found) -%}
        {%- do features.update({definition.name: definition}) -%}
    {%- endfor -%}
    {{- return({'sql': modules.re.sub('\x1e.*?\x1e', '', text), 'features': features}) -}}
{%- endmacro -%}
