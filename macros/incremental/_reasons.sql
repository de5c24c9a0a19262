{#- Why a customer is looked at again, the reason that counts first where several apply. -#}
{%- macro _reasons() -%}
    {{- return(['events', 'traits', 'lists', 'clock', 'expiry', 'history']) -}}
{%- endmacro -%}
