{#-
    The column of standing_features for each need: its own name, but a hash where only segments need it that
    mayn't be named in the catalogue.
-#}
{%- macro _standing_names(segments) -%}
    {%- set named, names = _standing_needs(named_in_catalogue(segments)), {} -%}
    {%- for name in _standing_needs(segments) -%}
        {%- do names.update({name: name if name in named else 'need_' ~ local_md5(name)}) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
