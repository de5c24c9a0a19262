{#- The event names that the needs speak of, as literals; none where one of them means all events. -#}
{%- macro _event_names_of(needs) -%}
    {%- set names = {} -%}
    {%- for need in needs -%}
        {%- for step in need.get('steps', []) -%}{%- do names.update({_quote(step.event): true}) -%}{%- endfor -%}
        {%- if need.kind == 'then_not' -%}{%- do names.update({_quote(need.first.event): true, _quote(need.other.event): true}) -%}{%- endif -%}
        {%- if 'event' in need and need.event is none -%}{{- return(none) -}}{%- endif -%}
        {%- if 'event' in need -%}{%- do names.update({_quote(need.event): true}) -%}{%- endif -%}
    {%- endfor -%}
    {{- return(names.keys() | list) -}}
{%- endmacro -%}
