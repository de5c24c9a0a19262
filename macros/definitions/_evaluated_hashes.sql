{#-
    By segment, a hash of all definitions that its verdicts depend on: its own and, at any distance, those of the
    segments that it is built on. ordered: by level.
-#}
{%- macro _evaluated_hashes(ordered) -%}
    {%- set hashes = {} -%}
    {%- for segment in ordered -%}
        {%- set below = [] -%}
        {%- for name in segment.below | sort -%}{%- do below.append(hashes[name]) -%}{%- endfor -%}
        {%- do hashes.update({segment.name: local_md5(tojson([_definition_hash(segment), below]))}) -%}
    {%- endfor -%}
    {{- return(hashes) -}}
{%- endmacro -%}
