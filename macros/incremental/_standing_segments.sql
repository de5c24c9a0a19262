{#-
    Names of the segments whose members may change without anything of the customer's: by ranks among all,
    or by days that pass; and of those that see them. by_day false leaves out what only days change.
-#}
{%- macro _standing_segments(ordered, by_day=true) -%}
    {%- set kinds = ['decile', 'percentile'] + (['days_since', 'days_since_first', 'days_since_last'] if by_day else []) -%}
    {%- set names = [] -%}
    {%- for segment in ordered if segment.needs.values() | map(attribute='kind') | select('in', kinds) | list -%}
        {%- do names.append(segment.name) -%}
    {%- endfor -%}
    {{- return(_with_dependents(ordered, names)) -}}
{%- endmacro -%}
