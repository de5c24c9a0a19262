{#-
    The releases whose clock is taken back, by this release or an earlier one, each with the release that did it: rows
    of two numbers.
-#}
{%- macro _withdrawn() -%}
    {%- set releases = _earlier_relation('releases') -%}
    {#- A ledger from before releases recorded the requested clock doesn't have this column yet. -#}
    {%- if not releases or 'clock' not in adapter.get_columns_in_relation(releases) | map(attribute='name') -%}
        {{- return([]) -}}
    {%- endif -%}
    {%- set told = '(select release_id, as_of, clock from ' ~ releases
        ~ ' union all select release_id, as_of, clock from ' ~ ref('refresh_plan') ~ ')' -%}
    {{- return(run_query(_withdrawn_releases(told)).rows | list) -}}
{%- endmacro -%}
