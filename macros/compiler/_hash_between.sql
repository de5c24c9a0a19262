{#-
    Whether a customer's place in [0, 100) lies in [low, high). The place is the first eight hex digits of
    md5('seed:customer_id'), compared as text, which orders as the numbers do and is alike on every engine.
-#}
{%- macro _hash_between(seed, low, high) -%}
    {%- set place = 'substring(md5(' ~ _quote(seed ~ ':') ~ ' || cast(customer_id as ' ~ dbt.type_string() ~ ')), 1, 8)' -%}
    {%- set bounds = [] -%}
    {%- if low > 0 -%}{%- do bounds.append(place ~ " >= '" ~ '%08x' | format((low * 42949672.96) | round | int) ~ "'") -%}{%- endif -%}
    {%- if high < 100 -%}{%- do bounds.append(place ~ " < '" ~ '%08x' | format((high * 42949672.96) | round | int) ~ "'") -%}{%- endif -%}
    {{- return('(' ~ (bounds | join(' and ') or '1 = 1') ~ ')') -}}
{%- endmacro -%}
