{#-
    Whether what readers see of a segment contradicts itself. If so, this refresh compares everything and writes the
    correction.
-#}
{%- macro _published_differs() -%}
    {%- set facts = ref('published_facts') -%}
    {{- return(_rows_of(facts, 'select segment from ' ~ facts ~ ' where size <> members or members <> balance limit 1')
        | length > 0) -}}
{%- endmacro -%}
