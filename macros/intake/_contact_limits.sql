{#-
    What the variable contact_limits says, a select: channel, at_most and within_days; the channel 'all' counts contacts
    on every one. Refuses what isn't a list of such limits.
-#}
{%- macro _contact_limits() -%}
    {%- set limits, rows, keys = var('contact_limits', none) or [], [], ['at_most', 'channel', 'within_days'] -%}
    {%- set example = '{channel: email, at_most: 3, within_days: 30}' -%}
    {%- if limits is mapping or limits is string or limits is not sequence -%}
        {%- do _refuse("contact_limits is '" ~ limits ~ "'; write a list of limits, such as [" ~ example ~ ']',
            'dbt_project.yml') -%}
    {%- endif -%}
    {%- for limit in limits -%}
        {%- if limit is not mapping or limit.keys() | sort != keys -%}
            {%- do _refuse("contact_limits: '" ~ limit ~ "' is not a limit such as " ~ example, 'dbt_project.yml') -%}
        {%- endif -%}
        {%- for key in ['at_most', 'within_days'] if limit[key] is not integer or limit[key] < 1 -%}
            {%- do _refuse("contact_limits: " ~ key ~ " is '" ~ limit[key] ~ "'; write a whole number from 1",
                'dbt_project.yml') -%}
        {%- endfor -%}
        {%- do rows.append([_quote(limit.channel | string | lower | trim), limit.at_most, limit.within_days]) -%}
    {%- endfor -%}
    {{- _inline_table({'channel': dbt.type_string(), 'at_most': 'integer', 'within_days': 'integer'}, rows) -}}
{%- endmacro -%}
