{#-
    Whether this refresh counts the published members. It does while all segments together have at most a million. Above
    that, it does in a full refresh and once a day of the clock. versions: each segment's current version.
-#}
{%- macro _counts_published(versions) -%}
    {%- set plan = _row_of(ref('refresh_plan')) -%}
    {%- if not plan -%}{{- return(false) -}}{%- endif -%}
    {%- set known = run_query('select coalesce(sum(size), 0), max(as_of) from ' ~ versions
        ~ " where status <> 'retired'").rows[0] -%}
    {{- return(plan.full_reason or known[0] | int <= 1000000 or not known[1] or known[1].date() < plan.as_of.date()) -}}
{%- endmacro -%}
