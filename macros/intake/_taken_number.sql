{#-
    An amount or a quantity as core keeps it: {'sql', 'faults'}. It has four decimals if the type has no more, else ten,
    so that rounding can't lift a number over a bound. A floating number becomes the shortest decimal that denotes it.
-#}
{%- macro _taken_number(column) -%}
    {%- set source, kind = column.source, column.kind -%}
    {%- set text = dbt.type_string() -%}
    {%- set is_short = kind == 'whole' or kind == 'exact' and column.scale is not none and column.scale <= 4 -%}
    {%- set type = 'numeric(18, 4)' if is_short else 'numeric(38, 10)' -%}
    {%- set is_small = kind == 'exact' and column.digits and column.digits - column.scale <= 14 or kind == 'whole'
        and modules.re.fullmatch('u?(tiny|small)?int(eger)?', column.type) -%}
    {%- set fits = source ~ ' < 100000000000000'
        ~ (' and ' ~ source ~ ' > -100000000000000' if not column.type.startswith('u')) -%}
    {%- set faults = [] if is_small else [('not (' ~ fits ~ ')', 'is not a number, or is too large')] -%}
    {%- set cast_to = 'cast(' ~ source ~ ' as ' ~ type ~ ')' -%}
    {%- if kind == 'exact' and (column.scale is none or column.scale > 10) -%}
        {%- set is_exact = source ~ ' = round(' ~ source ~ ', 10)' -%}
        {%- do faults.append(('not (' ~ is_exact ~ ')', 'has more than ten decimals')) -%}
    {%- elif kind == 'floating' -%}
        {%- set through_text = 'cast(cast(' ~ source ~ ' as ' ~ text ~ ') as ' ~ type ~ ')' -%}
        {#- With at most fifteen digits in all, both ways give the same result. -#}
        {%- set cast_to = through_text if column.type in ['real', 'float'] else
            'case when ' ~ source ~ ' < 100000 and ' ~ source ~ ' > -100000 then ' ~ cast_to ~ ' else ' ~ through_text
            ~ ' end' -%}
    {%- elif kind not in ['whole', 'exact'] -%}
        {{- return(none) -}}
    {%- endif -%}
    {%- set is_same = column.type in ['decimal(18,4)', 'numeric'] and column.digits == 18 and column.scale == 4 -%}
    {%- set bad = faults | map('first') | join(' or ') -%}
    {{- return({'sql': source if is_same else 'case when not (' ~ bad ~ ') then ' ~ cast_to ~ ' end' if bad
        else cast_to, 'faults': faults}) -}}
{%- endmacro -%}
