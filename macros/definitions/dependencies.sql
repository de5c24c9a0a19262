{#- Those of all segments that this one sees, directly or through others, lowest level first: none while a unit test runs, which has no graph. -#}
{%- macro _segments_below(ordered, name) -%}
    {%- set wanted = {name: true} -%}
    {%- for segment in ordered | reverse if segment.name in wanted -%}
        {%- for seen in segment.below -%}{%- do wanted.update({seen: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set below = [] -%}
    {%- for segment in ordered if segment.name in wanted and segment.name != name -%}{%- do below.append(segment) -%}{%- endfor -%}
    {{- return(below) -}}
{%- endmacro -%}

{#- The names given and those of all segments that see one of them, directly or through others; ordered is by level. -#}
{%- macro _with_dependents(ordered, names) -%}
    {%- set all = {} -%}
    {%- for segment in ordered if segment.name in names or segment.below | select('in', all) | list -%}
        {%- do all.update({segment.name: true}) -%}
    {%- endfor -%}
    {{- return(all.keys() | list) -}}
{%- endmacro -%}

{#- The names that lead from one, directly or through others: beside is {name: names}. -#}
{%- macro _reached(name, beside) -%}
    {%- set found = [name] -%}
    {#- The loop also comes to the names that it adds. -#}
    {%- for known in found -%}
        {%- for other in beside.get(known, []) if other not in found -%}
            {%- do found.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found[1:]) -}}
{%- endmacro -%}
