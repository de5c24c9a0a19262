{#- Whether a customer did something a given number of times: a boolean. No event counts as zero times. -#}
{%- macro did(event, at_least=1, at_most=none, exactly=none, where=none, within_days=none, within_hours=none,
    between_days=none, since=none) -%}
    {%- do _check_arguments('did', ['event', 'at_least', 'at_most', 'exactly', 'where', 'within_days', 'within_hours',
        'between_days', 'since'], kwargs, varargs) -%}
    {%- set count = _event_feature('did', 'count', event, none, where,
        _window('did', within_days, within_hours, between_days, since)) -%}
    {%- if exactly is not none -%}
        {%- if at_most is not none or at_least != 1 -%}
            {%- do _refuse('did(): exactly=' ~ exactly
                ~ ' leaves no room for at_least or at_most; give one or the other') -%}{%- endif -%}
        {{- return('(' ~ count ~ ' = ' ~ _count_argument('did', 'exactly', exactly, 0) ~ ')') -}}
    {%- endif -%}
    {%- set least = count ~ ' >= ' ~ _count_argument('did', 'at_least', at_least, 0) -%}
    {%- if at_most is none -%}{{- return('(' ~ least ~ ')') -}}{%- endif -%}
    {%- if at_least > _count_argument('did', 'at_most', at_most, 0) -%}
        {%- do _refuse('did(): at_least=' ~ at_least ~ ' is above at_most=' ~ at_most ~ (
            '; for never, write not did(...) or exactly=0' if at_most == 0 else '')) -%}{%- endif -%}
    {{- return('(' ~ least ~ ' and ' ~ count ~ ' <= ' ~ at_most ~ ')') -}}
{%- endmacro -%}
