{#- The reasons to evaluate a customer again. If several apply, the first in this order counts. -#}
{%- macro _reasons() -%}
    {{- return(['events', 'traits', 'lists', 'clock', 'expiry', 'history']) -}}
{%- endmacro -%}
