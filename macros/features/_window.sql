{#-
    Checks a predicate's window arguments. Returns {'label': the part of a feature's name, and either days, hours,
    from_days and to_days (days ago, both included), or since}. A label alone means ever.
-#}
{%- macro _window(predicate, within_days=none, within_hours=none, between_days=none, since=none) -%}
    {%- set given = {'within_days': within_days, 'within_hours': within_hours, 'between_days': between_days,
        'since': since} -%}
    {%- set named = [] -%}
    {%- for name, value in given.items() if value is not none -%}{%- do named.append(name) -%}{%- endfor -%}
    {%- if named | length > 1 -%}
        {%- do _refuse(predicate ~ '(): two windows, ' ~ named | join(' and ') ~ '; give one') -%}
    {%- elif within_days is not none -%}
        {{- return({'label': _count_argument(predicate, 'within_days', within_days, 1) ~ 'd', 'days': within_days}) -}}
    {%- elif within_hours is not none -%}
        {{- return({'label': _count_argument(predicate, 'within_hours', within_hours, 1) ~ 'h',
            'hours': within_hours}) -}}
    {%- elif between_days is not none -%}
        {%- if between_days is string or between_days is not sequence or between_days | length != 2 -%}
            {%- do _refuse(predicate ~ '(): between_days=' ~ between_days
                ~ ' is not a pair of days ago, such as (30, 60)') -%}
        {%- endif -%}
        {%- set near = _count_argument(predicate, 'between_days', between_days[0], 0) -%}
        {%- set far = _count_argument(predicate, 'between_days', between_days[1], 0) -%}
        {%- if near > far -%}
            {%- do _refuse(predicate ~ '(): between_days=(' ~ near ~ ', ' ~ far
                ~ ') ends before it begins; the nearer day comes first: ('
                ~ far ~ ', ' ~ near ~ ')') -%}
        {%- endif -%}
        {{- return({'label': near ~ '_' ~ far ~ 'd', 'to_days': near, 'from_days': far}) -}}
    {%- elif since is not none -%}
        {%- set day = _iso_date(predicate ~ '(): since', since) -%}
        {{- return({'label': 'since_' ~ day | replace('-', ''), 'since': day}) -}}
    {%- endif -%}
    {{- return({'label': 'ever'}) -}}
{%- endmacro -%}
