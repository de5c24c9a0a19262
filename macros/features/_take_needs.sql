{#- Splits rendered text into {'sql': what remains, 'needs': {name: definition}, in order of appearance}. -#}
{%- macro _take_needs(text) -%}
    {%- set needs = {} -%}
    {%- for found in modules.re.findall('\x1e(.*?)\x1e', text) -%}
        {%- set definition = fromjson(found) -%}
        {%- do needs.update({definition.name: definition}) -%}
    {%- endfor -%}
    {{- return({'sql': modules.re.sub('\x1e.*?\x1e', '', text), 'needs': needs}) -}}
{%- endmacro -%}
