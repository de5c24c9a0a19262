{#-
    An id as core keeps it: {'sql', 'faults', 'form'}; faults are pairs of a condition and its description. Numbers of
    any type become whole numbers of 64 bits, exactly or not at all, so that ids of customers and of their events match
    whatever types they had. A UUID becomes text. Keys of events (is_key) keep every exact type.
-#}
{%- macro _taken_id(column, is_key=false) -%}
    {%- set source, type = column.source, column.type -%}
    {%- set wide = type in ['ubigint', 'hugeint', 'uhugeint'] -%}
    {%- set fits = source ~ ' <= 9223372036854775807'
        ~ (' and ' ~ source ~ ' >= -9223372036854775807' if not type.startswith('u')) -%}
    {%- if column.kind == 'text' -%}
        {%- set bounded = _bounded_text(column, 200) -%}
        {%- set missing = [("trim(" ~ bounded.sql ~ ") = ''", 'is missing')] if is_key else [] -%}
        {%- set taken = {'sql': bounded.sql, 'form': 'text', 'faults': bounded.faults + missing} -%}
    {%- elif column.kind == 'uuid' -%}
        {%- set taken = {'sql': source if is_key else 'cast(' ~ source ~ ' as ' ~ dbt.type_string() ~ ')',
            'form': 'uuid', 'faults': []} -%}
    {%- elif column.kind in ['whole', 'exact'] and is_key -%}
        {%- set taken = {'sql': source, 'form': 'number', 'faults': []} -%}
    {%- elif column.kind == 'whole' and not wide or column.kind == 'exact' and column.scale == 0 and column.digits
        and column.digits <= 18 -%}
        {%- set taken = {'sql': source if type == 'bigint' else 'cast(' ~ source ~ ' as bigint)', 'form': 'number',
            'faults': []} -%}
    {%- elif column.kind in ['whole', 'exact', 'floating'] -%}
        {#- Above this bound, a floating number can't tell neighboring whole numbers apart. -#}
        {%- set bound = '16777216' if type in ['real', 'float'] else '9007199254740992' -%}
        {%- set is_narrow = column.kind == 'exact' and column.digits and column.digits - column.scale <= 18 -%}
        {%- set within = '' if is_narrow
            else ('abs(' ~ source ~ ') < ' ~ bound if column.kind == 'floating' else fits) -%}
        {%- set is_whole = [within, '' if column.kind == 'whole' else source ~ ' = floor(' ~ source ~ ')'] | select
            | join(' and ') -%}
        {%- set taken = {'sql': 'case when ' ~ is_whole ~ ' then cast(' ~ source ~ ' as bigint) end', 'form': 'number',
            'faults': [('not (' ~ is_whole ~ ')', 'is not a whole number'
                ~ (' that a floating number holds exactly' if column.kind == 'floating' else ' of 64 bits'))]} -%}
    {%- endif -%}
    {{- return(taken) -}}
{%- endmacro -%}
