{#-
    The columns of the contacts input, by name: {'sql'}. customer_id is taken as in core; loaded_at is a time, none if
    the input lacks it; every other column is an identifier, as text without blanks around it.
-#}
{%- macro _taken_contacts(input) -%}
    {%- set columns = _input_columns(input, 'contacts_relation', ['customer_id']) -%}
    {%- set taken = {'customer_id': {'sql': _taken_key(columns, 'contacts_relation')}, 'loaded_at': none} -%}
    {%- if columns.get('loaded_at') -%}
        {%- do taken.update(loaded_at=_taken_moment(columns.loaded_at, 'contacts_relation', 'loaded_at')) -%}
    {%- endif -%}
    {%- for name, column in columns.items() if name not in taken -%}
        {%- do taken.update({name: {'sql': _bare_text(_taken_text(column))}}) -%}
    {%- endfor -%}
    {{- return(taken) -}}
{%- endmacro -%}
