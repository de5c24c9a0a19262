{#- Whether a customer's place in [0, 100) lies in [low, high): see _placed_between. -#}
{%- macro _hash_between(seed, low, high) -%}
    {{- return(_placed_between(seed, 'cast(customer_id as ' ~ dbt.type_string() ~ ')', low, high)) -}}
{%- endmacro -%}

{#-
    Whether the place of an id, SQL of a text, lies in [low, high). The place is the first eight hex digits of
    md5('seed:id'), compared as text: that gives the order of the numbers, on every engine, as long as bounds have eight
    digits too. So the end of the range is not a bound.
-#}
{%- macro _placed_between(seed, id, low, high) -%}
    {%- set place = 'substring(md5(' ~ _quote(seed ~ ':') ~ ' || ' ~ id ~ '), 1, 8)' -%}
    {%- set first, last, end = (low * 42949672.96) | round | int, (high * 42949672.96) | round | int, 2 ** 32 -%}
    {%- set bounds = [] -%}
    {%- if first > 0 -%}{%- do bounds.append(place ~ " >= '" ~ '%08x' | format(first) ~ "'") -%}{%- endif -%}
    {%- if last < end -%}{%- do bounds.append(place ~ " < '" ~ '%08x' | format(last) ~ "'") -%}{%- endif -%}
    {{- return('(' ~ ('1 = 0' if first >= end else bounds | join(' and ') or '1 = 1') ~ ')') -}}
{%- endmacro -%}

{#- The places of an arm of an experiment: [low, high). arms: {arm: percent}. -#}
{%- macro _places_of_arm(arms, arm) -%}
    {%- set before = namespace(percent=0, found=false) -%}
    {%- for name, percent in arms.items() if not before.found -%}
        {%- if name == arm -%}{%- set before.found = true -%}
        {%- else -%}{%- set before.percent = before.percent + percent -%}{%- endif -%}
    {%- endfor -%}
    {{- return([before.percent, before.percent + arms[arm]]) -}}
{%- endmacro -%}
