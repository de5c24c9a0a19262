{#-
    The columns of the events input as core keeps them, by name: {'sql', 'source', 'faults', 'kind', 'form',
    'is_known'}. Known columns come first; those that the input lacks have no source. All others are event dimensions.
    docs/own-data.md says what core makes of each type. Refuses a type that doesn't fit the column's purpose.
-#}
{%- macro _taken_events(input) -%}
    {%- set columns = _input_columns(input, 'events_relation',
        ['event_id', 'customer_id', 'event_name', 'occurred_at']) -%}
    {%- set taken, wanted = {}, {
        'event_id': 'text, a uuid or a number', 'customer_id': 'text, a uuid or a whole number', 'event_name': 'text',
        'loaded_at': 'a timestamp',
        'occurred_at': 'a timestamp', 'amount': 'a number', 'quantity': 'a number', 'is_deleted': 'a boolean',
    } -%}
    {%- for name, kind in wanted.items() -%}
        {%- set column = columns.get(name) -%}
        {%- if not column -%}
            {%- set absent = {'loaded_at': taken.get('occurred_at', {}).get('sql'),
                'amount': 'cast(null as numeric(18, 4))', 'quantity': 'cast(null as numeric(18, 4))',
                'is_deleted': 'false'} -%}
            {%- set found = {'sql': absent.get(name, name), 'faults': []} -%}
        {%- elif name in ['event_id', 'customer_id'] -%}{%- set found = _taken_id(column, is_key=name == 'event_id') -%}
        {%- elif name == 'event_name' -%}
            {%- set bounded = _bounded_text(column, 255) -%}
            {%- set found = {'sql': bounded.sql,
                'faults': bounded.faults + [(_taken_text(column) ~ " = ''", 'is missing')]} -%}
        {%- elif name == 'is_deleted' -%}{%- set found = {'sql': column.source, 'faults': []}
            if column.kind == 'boolean' else none -%}
        {%- else -%}{%- set found = _taken_number(column) if name in ['amount', 'quantity'] else _taken_time(column) -%}
        {%- endif -%}
        {%- if not found -%}
            {%- do _refuse("events_relation='" ~ (var('events_relation') or input.identifier) ~ "': " ~ name ~ ' is '
                ~ column.type ~ '; write ' ~ kind, 'dbt_project.yml') -%}
        {%- endif -%}
        {%- set missing = [(column.source ~ ' is null', 'is missing')] if column
            and name in ['event_id', 'event_name', 'occurred_at'] else [] -%}
        {%- do taken.update({name: dict(column or {}, sql=found.sql, faults=missing + found.faults, form=found.form,
            is_known=true)}) -%}
    {%- endfor -%}
    {%- if 'loaded_at' not in columns -%}{%- do taken.loaded_at.update(sql=taken.occurred_at.sql) -%}{%- endif -%}
    {%- for name, column in columns.items() if name not in taken and name != 'occurred_on' -%}
        {%- do taken.update({name: dict(column, sql=_taken_value(column).sql, faults=[])}) -%}
    {%- endfor -%}
    {{- return(taken) -}}
{%- endmacro -%}
