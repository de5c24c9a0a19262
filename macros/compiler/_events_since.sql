{#-
    How the events input stands against what the last refresh noted of it (none: nothing): {'watermark': its
    newest loaded_at as a literal, 'behind', 'at' and 'unstamped': its rows loaded before that, at it and at no time,
    'loaded_from': the literal from which on it is to be read again, or none and 'reason' where all of it
    is. Rows that came or went behind the watermark show in their number only.
-#}
{%- macro _events_since(input, columns, noted) -%}
    {%- set newest = run_query('select cast(max(' ~ ('loaded_at' if 'loaded_at' in columns else 'occurred_at') ~ ') as timestamp) from ' ~ input).columns[0][0] -%}
    {%- set found = {'watermark': _instant(newest), 'loaded_from': none, 'reason': none, 'columns': local_md5(_columns_text(input)), 'behind': 0, 'at': 0, 'unstamped': 0} -%}
    {%- if 'loaded_at' in columns -%}
        {%- set instants = [_instant(newest)] + ([_instant(noted.watermark)] if noted else []) -%}
        {%- set counted = _events_counted(input, instants) -%}
        {%- do found.update({'behind': counted.behind[0], 'at': counted.at[0], 'unstamped': counted.unstamped}) -%}
    {%- endif -%}
    {%- if _is_full() -%}{%- do found.update({'reason': 'a full refresh was asked for'}) -%}
    {%- elif not noted -%}{%- do found.update({'reason': 'nothing has been kept yet'}) -%}
    {%- elif 'loaded_at' not in columns -%}{%- do found.update({'reason': 'the input has no column loaded_at'}) -%}
    {%- elif noted.event_columns != found.columns -%}{%- do found.update({'reason': 'the columns of the input changed'}) -%}
    {%- elif noted.time_zone != var('time_zone') -%}{%- do found.update({'reason': 'the time zone changed'}) -%}
    {%- elif noted.faulty_events | int -%}{%- do found.update({'reason': 'events without event_id or occurred_at were kept'}) -%}
    {%- elif noted.watermark is none -%}{%- do found.update({'reason': 'nothing was loaded before'}) -%}
    {%- elif counted.behind[1] != noted.rows_behind | int or counted.at[1] < noted.rows_at | int or counted.unstamped != noted.rows_unstamped | int -%}
        {%- do found.update({'reason': 'rows came or went behind the watermark'}) -%}
    {%- else -%}{%- do found.update({'loaded_from': _instant(noted.watermark)}) -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}
