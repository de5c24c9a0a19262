{#- The earliest day that any of these needs can see, as a literal: none where one of them sees all days. -#}
{%- macro _first_day(needs, clock) -%}
    {%- set days = [] -%}
    {%- for need in needs -%}
        {%- set window = need.window -%}
        {%- if 'days' in window -%}{%- do days.append(clock.day - modules.datetime.timedelta(days=window.days - 1)) -%}
        {%- elif 'from_days' in window -%}{%- do days.append(clock.day - modules.datetime.timedelta(days=window.from_days)) -%}
        {%- elif 'hours' in window -%}{%- do days.append(clock.day - modules.datetime.timedelta(days=window.hours // 24 + 2)) -%}
        {%- elif 'since' in window -%}{%- do days.append(modules.datetime.date.fromisoformat(window.since)) -%}
        {%- else -%}{{- return(none) -}}
        {%- endif -%}
    {%- endfor -%}
    {{- return(_days_before(days | min, 0) if days else none) -}}
{%- endmacro -%}
