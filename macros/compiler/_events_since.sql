{#-
    How the events input stands against what the last refresh noted of it (none: nothing): {'watermark': its
    newest loaded_at as a literal, 'loaded_from': the literal from which on it is to be read again, or none
    and 'reason' where all of it is. Rows that came or went behind the watermark show in their number only.
-#}
{%- macro _events_since(input, columns, noted) -%}
    {%- set newest = run_query('select cast(max(' ~ ('loaded_at' if 'loaded_at' in columns else 'occurred_at') ~ ') as timestamp) from ' ~ input).columns[0][0] -%}
    {%- set found = {'watermark': _instant(newest), 'loaded_from': none, 'reason': none, 'columns': local_md5(_columns_text(input))} -%}
    {%- if _is_full() -%}{%- do found.update({'reason': 'a full refresh was asked for'}) -%}
    {%- elif not noted -%}{%- do found.update({'reason': 'nothing has been kept yet'}) -%}
    {%- elif 'loaded_at' not in columns -%}{%- do found.update({'reason': 'the input has no column loaded_at'}) -%}
    {%- elif noted.event_columns != found.columns -%}{%- do found.update({'reason': 'the columns of the input changed'}) -%}
    {%- elif noted.time_zone != var('time_zone') -%}{%- do found.update({'reason': 'the time zone changed'}) -%}
    {%- elif noted.faulty_events | int -%}{%- do found.update({'reason': 'events without event_id or occurred_at were kept'}) -%}
    {%- elif noted.watermark is none -%}{%- do found.update({'reason': 'nothing was loaded before'}) -%}
    {%- else -%}
        {%- set counted = run_query(_events_counted(input, _instant(noted.watermark))).rows[0] -%}
        {%- if counted[0] | int != noted.rows_behind | int or counted[1] | int < noted.rows_at | int or counted[2] | int != noted.rows_unstamped | int -%}
            {%- do found.update({'reason': 'rows came or went behind the watermark'}) -%}
        {%- else -%}
            {%- do found.update({'loaded_from': _instant(noted.watermark)}) -%}
        {%- endif -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}
