{#- Orders segments so that each level sees only levels below, level 0 first; names the files of a circle. -#}
{%- macro _by_level(found) -%}
    {%- set placed, ordered = {}, [] -%}
    {%- for segment in found.values() -%}
        {%- for name in segment.below if name not in found -%}
            {%- do _refuse("in_segment(): unknown segment '" ~ name ~ "'" ~ _nearest(name, found), segment.file) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for level in range(found | length) if placed | length < found | length -%}
        {%- set ready = [] -%}
        {%- for name in found | sort if name not in placed and found[name].below | reject('in', placed) | list | length == 0 -%}
            {%- do ready.append(name) -%}
        {%- endfor -%}
        {%- for name in ready -%}
            {%- do placed.update({name: level}) -%}
            {%- do ordered.append(dict(found[name], level=level)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set circle = found | reject('in', placed) | sort -%}
    {%- for name in circle[:1] -%}
        {%- do _refuse('in_segment(): a circle of segments: ' ~ circle | map('extract', found, 'file') | join(', '), found[name].file) -%}
    {%- endfor -%}
    {{- return(ordered) -}}
{%- endmacro -%}
