{#-
    Names of the segments to evaluate for unaffected customers too: those whose definition changed since the verdicts
    were kept, those that ranks or passing days change, and all segments built on these.
-#}
{%- macro _evaluated_for_all(segments, clock, changed, state) -%}
    {%- set names = _rows_of(changed, 'select segment from ' ~ changed) | map('first') | list -%}
    {%- set days = _rows_of(state, 'select distinct as_of_day from ' ~ state) | map('first') | map('string') | list -%}
    {%- set standing = _kept_segments(segments, by_day=days != [clock.day | string]) -%}
    {{- return(_with_dependents(segments, names + standing)) -}}
{%- endmacro -%}
