{#-
    Compares the events input with what the last refresh noted about it (none: nothing yet). Returns {'watermark': the
    newest loaded_at as a literal; 'behind', 'at', 'unstamped': numbers of rows loaded before it, at it and at no time;
    'loaded_from': the literal from which to read, or none, with a 'reason', to read all; 'columns': a hash of how they
    are taken}. Rows that came or went behind the watermark show only in these numbers. taken: the input's columns.
-#}
{%- macro _events_since(input, taken, noted) -%}
    {%- set stamp = taken.loaded_at if taken.loaded_at.source else taken.occurred_at -%}
    {#- A time that can't be taken, such as infinity, is not a watermark. -#}
    {%- set newest = run_query('select max(' ~ stamp.sql ~ ') from ' ~ input ~ ' where not (' ~ stamp.faults
        | map('first') | join(' or ') ~ ')').columns[0][0] -%}
    {%- set found = {'watermark': _instant(newest), 'loaded_from': none, 'reason': none,
        'columns': local_md5(_intake_text(taken)), 'behind': 0, 'at': 0, 'unstamped': 0} -%}
    {%- if taken.loaded_at.source -%}
        {%- set instants = [newest] + ([noted.watermark] if noted else []) -%}
        {%- set counted = _events_counted(input, stamp, instants) -%}
        {%- do found.update({'behind': counted.behind[0], 'at': counted.at[0], 'unstamped': counted.unstamped}) -%}
    {%- endif -%}
    {%- if _is_full() -%}{%- do found.update({'reason': 'a full refresh was asked for'}) -%}
    {%- elif not noted -%}{%- do found.update({'reason': 'nothing has been kept yet'}) -%}
    {%- elif not taken.loaded_at.source -%}{%- do found.update({'reason': 'the input has no column loaded_at'}) -%}
    {%- elif noted.event_columns != found.columns -%}
        {%- do found.update({'reason': 'the columns of the input changed'}) -%}
    {%- elif noted.time_zone != var('time_zone') -%}{%- do found.update({'reason': 'the time zone changed'}) -%}
    {%- elif noted.watermark is none -%}{%- do found.update({'reason': 'nothing was loaded before'}) -%}
    {%- elif counted.behind[1] != noted.rows_behind | int or counted.at[1] < noted.rows_at | int
        or counted.unstamped != noted.rows_unstamped | int -%}
        {%- do found.update({'reason': 'rows came or went behind the watermark'}) -%}
    {%- else -%}{%- do found.update({'loaded_from': _instant(noted.watermark)}) -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}
