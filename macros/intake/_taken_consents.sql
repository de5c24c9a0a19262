{#-
    The columns of the consents input, by name: {'sql'}. Channels are compared without surrounding blanks and in lower
    case. Columns other than these four are ignored.
-#}
{%- macro _taken_consents(input) -%}
    {%- set names = ['customer_id', 'channel', 'is_allowed', 'decided_at'] -%}
    {%- set columns, taken = _input_columns(input, 'consents_relation', names), {} -%}
    {%- if not columns -%}
        {%- for name in names -%}{%- do taken.update({name: {'sql': name}}) -%}{%- endfor -%}
        {{- return(taken) -}}
    {%- endif -%}
    {%- if columns.is_allowed.kind != 'boolean' -%}
        {%- do _refuse("consents_relation='" ~ var('consents_relation') ~ "': is_allowed is "
            ~ columns.is_allowed.type ~ '; write a boolean', 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return({
        'customer_id': {'sql': _taken_key(columns, 'consents_relation')},
        'channel': {'sql': 'lower(trim(' ~ _taken_text(columns.channel) ~ '))'},
        'is_allowed': {'sql': 'coalesce(' ~ columns.is_allowed.source ~ ', false)'},
        'decided_at': _taken_moment(columns.decided_at, 'consents_relation', 'decided_at'),
    }) -}}
{%- endmacro -%}
