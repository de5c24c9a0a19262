{#-
    Orders segments so that each one uses only segments of lower levels, level 0 first. Refuses circles, and names their
    files.
-#}
{%- macro _by_level(found) -%}
    {%- for segment in found.values() -%}
        {%- for name in segment.below if name not in found -%}
            {%- do _refuse("in_segment(): unknown segment '" ~ name ~ "'" ~ _nearest(name, found), segment.file) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set levels, ordered = _levels(found), [] -%}
    {%- if levels | length < found | length -%}
        {%- for file, mistake in _circle_mistakes(found) -%}{%- do _refuse(mistake, file) -%}{%- endfor -%}
    {%- endif -%}
    {%- for name, level in levels.items() -%}{%- do ordered.append(dict(found[name], level=level)) -%}{%- endfor -%}
    {{- return(ordered) -}}
{%- endmacro -%}
