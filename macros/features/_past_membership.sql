{#- The feature for a stay in a segment before this refresh. -#}
{%- macro _past_membership(predicate, kind, name, within_days) -%}
    {%- set window = _window(predicate, within_days) -%}
    {{- return(_feature([kind, _text_argument(predicate, 'name', name), window.label],
        {'predicate': predicate, 'kind': kind, 'segment': name, 'window': window})) -}}
{%- endmacro -%}
