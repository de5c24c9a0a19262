{#-
    Names of the segments to evaluate for customers whom nothing touched as well: those whose definition
    changed since the verdicts were kept, those that ranks or passing days change, and all that see them.
-#}
{%- macro _evaluated_for_all(segments, clock, changed, state) -%}
    {%- set names = run_query('select segment from ' ~ changed).columns[0].values() | list -%}
    {%- set days = run_query('select distinct as_of_day from ' ~ state).columns[0].values() | map('string') | list -%}
    {%- set standing = _standing_segments(segments, by_day=days != [clock.day | string]) -%}
    {{- return(_with_dependents(segments, names + standing)) -}}
{%- endmacro -%}
