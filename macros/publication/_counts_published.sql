{#-
    Whether this refresh counts what is published (versions: each segment as it stands): always up to a million members
    of all segments together, beyond that when everything is worked out anew and once a day of the clock.
-#}
{%- macro _counts_published(versions) -%}
    {%- set plan = _row_of(ref('refresh_plan')) -%}
    {%- if not plan -%}{{- return(false) -}}{%- endif -%}
    {%- set known = run_query('select coalesce(sum(size), 0), max(as_of) from ' ~ versions
        ~ " where status <> 'retired'").rows[0] -%}
    {{- return(plan.full_reason or known[0] | int <= 1000000 or not known[1] or known[1].date() < plan.as_of.date()) -}}
{%- endmacro -%}
