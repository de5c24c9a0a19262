{#-
    The releases whose clock is taken back, by this one or before it, each with the release that did: rows of two
    numbers.
-#}
{%- macro _withdrawn() -%}
    {%- set releases = _earlier_relation('releases') -%}
    {#- A ledger of before the project noted what clock was asked for has no such column yet. -#}
    {%- if not releases or 'clock' not in adapter.get_columns_in_relation(releases) | map(attribute='name') -%}
        {{- return([]) -}}
    {%- endif -%}
    {%- set told = '(select release_id, as_of, clock from ' ~ releases
        ~ ' union all select release_id, as_of, clock from ' ~ ref('refresh_plan') ~ ')' -%}
    {{- return(run_query(_withdrawn_releases(told)).rows | list) -}}
{%- endmacro -%}
