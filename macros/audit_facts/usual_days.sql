{#- Whether a timestamp lies in the 24 hours that end `days` days before a datetime. -#}
{%- macro _within_day_before(timestamp, until, days) -%}
({{ timestamp }} > {{ _timestamp(until, 24 * days + 24) }} and {{ timestamp }} <= {{ _timestamp(until, 24 * days) }})
{%- endmacro -%}

{#-
    The rows of the seed `days` for the days that the 24 hours up to a datetime overlap: lists of literals, the kind of
    event (null is every kind) and the smallest and largest accepted number of its events, as factors of the usual
    number.
-#}
{%- macro _known_days(days, until) -%}
    {%- set first, found = until - modules.datetime.timedelta(hours=24) + modules.datetime.timedelta(microseconds=1),
        [] -%}
    {%- for row in _rows_of(days, 'select event_name, at_least, at_most from ' ~ days ~ ' where day between '
        ~ _days_before(_local_date(first), 0) ~ ' and ' ~ _days_before(_local_date(until), 0)) -%}
        {%- do found.append([_quote(row[0]) if row[0] else 'null', 1 if row[1] is none else row[1], 1 if row[2] is none
            else row[2]]) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}
