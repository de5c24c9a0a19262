{#-
    Whether a customer's place in [0, 100) lies in [low, high). The place is the first eight hex digits of
    md5('seed:customer_id'), compared as text, which orders as the numbers do and is alike on every engine,
    as long as bounds have eight digits too: the end of the range is not a bound.
-#}
{%- macro _hash_between(seed, low, high) -%}
    {%- set place = 'substring(md5(' ~ _quote(seed ~ ':') ~ ' || cast(customer_id as ' ~ dbt.type_string()
        ~ ')), 1, 8)' -%}
    {%- set first, last, end = (low * 42949672.96) | round | int, (high * 42949672.96) | round | int, 2 ** 32 -%}
    {%- set bounds = [] -%}
    {%- if first > 0 -%}{%- do bounds.append(place ~ " >= '" ~ '%08x' | format(first) ~ "'") -%}{%- endif -%}
    {%- if last < end -%}{%- do bounds.append(place ~ " < '" ~ '%08x' | format(last) ~ "'") -%}{%- endif -%}
    {{- return('(' ~ ('1 = 0' if first >= end else bounds | join(' and ') or '1 = 1') ~ ')') -}}
{%- endmacro -%}
