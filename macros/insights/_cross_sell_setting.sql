{#-
    What segment_offers compares, by the variable cross_sell: {'event', 'by', 'within_days'}, or none. Without event,
    all kinds of event; without by, the kinds themselves are the things.
-#}
{%- macro _cross_sell_setting() -%}
    {%- set given = var('cross_sell', none) or _default_input('cross_sell') -%}
    {%- set standard = {'event': none, 'by': none, 'within_days': 90} -%}
    {%- if given is none -%}{{- return(none) -}}{%- endif -%}
    {%- if given is not mapping -%}
        {%- do _refuse("cross_sell is '" ~ given ~ "'; write {event: purchase, by: department, within_days: 90}, or"
            ~ ' null for none', 'dbt_project.yml') -%}
    {%- endif -%}
    {%- for key in given if key not in standard -%}
        {%- do _refuse("cross_sell: unknown '" ~ key ~ "'" ~ _nearest(key, standard), 'dbt_project.yml') -%}
    {%- endfor -%}
    {%- set setting, days = dict(standard, **given), dict(standard, **given).within_days -%}
    {%- if days is not integer or days is boolean or not 1 <= days <= 3650 -%}
        {%- do _refuse("cross_sell: within_days is '" ~ days ~ "'; write a whole number from 1 to 3650",
            'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(setting) -}}
{%- endmacro -%}

{#- Refuses a column or an event of the variable cross_sell that the events don't have. -#}
{%- macro _refuse_unknown_things(setting) -%}
    {%- set known, names = ['event_id', 'customer_id', 'event_name', 'amount', 'quantity'], [] -%}
    {%- for column in adapter.get_columns_in_relation(ref('events')) if execute -%}
        {%- if column.name not in known and _kind_of(column).kind not in ['day', 'moment', 'zoned', 'nanoseconds']
            -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if names and setting.by is not none and setting.by not in names -%}
        {%- do _refuse("cross_sell: by is '" ~ setting.by ~ "', which is no column of the events"
            ~ _nearest(setting.by, names), 'dbt_project.yml') -%}
    {%- endif -%}
{%- endmacro -%}
