{#-
    The latest day that an event can have: today, or, if every row has loaded_at, the day after the newest arrival (some
    loaders record only the day). Arrivals after today are ignored. noted: the row of input_watermark.
-#}
{%- macro _last_possible_day(present, noted, events) -%}
    {%- set today = _local_date(present) -%}
    {%- if not noted or noted.watermark is none or noted.rows_unstamped | int -%}{{- return(today) -}}{%- endif -%}
    {%- set newest = noted.watermark -%}
    {%- if _local_date(newest) > today -%}
        {%- set newest = _rows_of(events, 'select max(loaded_at) from ' ~ events ~ ' where loaded_at <= '
            ~ _timestamp(_end_of_day(today | string).replace(tzinfo=none)))[0][0] -%}
    {%- endif -%}
    {{- return([today, _local_date(newest) + modules.datetime.timedelta(days=1)] | min if newest else today) -}}
{%- endmacro -%}

{#- The day of the newest event up to the latest possible day; none if there are no events. -#}
{%- macro _newest_day(events, last_day) -%}
    {%- set newest = _rows_of(events, 'select max(occurred_on) from ' ~ events ~ ' where occurred_on <= '
        ~ _days_before(last_day, 0)) -%}
    {{- return(newest[0][0] if newest else none) -}}
{%- endmacro -%}
