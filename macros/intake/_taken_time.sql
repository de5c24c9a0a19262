{#-
    A time as core keeps it, a UTC timestamp of microseconds: {'sql', 'faults'}. A date becomes its first instant in
    time_zone.
-#}
{%- macro _taken_time(column) -%}
    {%- set source, kind = column.source, column.kind -%}
    {%- set sql = {
        'zoned': "timezone('UTC', " ~ source ~ ')', 'day': utc_from_local('cast(' ~ source ~ ' as timestamp)'),
        'nanoseconds': cut_to_microseconds(source),
        'moment': source if column.type in ['timestamp', 'timestamp without time zone'] else 'cast(' ~ source
        ~ ' as timestamp)',
    }.get(kind) -%}
    {%- if sql -%}
        {#- Nanosecond timestamps only range from 1677 to 2262, so they can't be compared with the year 1. -#}
        {%- set first, last = ('1678-01-01', '2262-01-01') if kind == 'nanoseconds'
            else ('0001-01-02', '9999-12-31') -%}
        {%- set early, late = source ~ ' < ' ~ _time_literal(column, first), source ~ ' >= '
            ~ _time_literal(column, last) -%}
        {#- Dates have a wider range than timestamps. -#}
        {{- return({'sql': 'case when not (' ~ early ~ ' or ' ~ late ~ ') then ' ~ sql ~ ' end' if kind == 'day'
            else sql,
            'faults': [(early, 'is before the year ' ~ first[:4] | int), (late, 'is after the year ' ~ last[:4])]}) -}}
    {%- endif -%}
{%- endmacro -%}
