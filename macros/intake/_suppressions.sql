{#-
    The variable suppression_lists, or that of the default input, as a select: list_name, and the channel on which its
    customers aren't contacted; 'all' for every channel. Refuses anything but lists by channel.
-#}
{%- macro _suppressions() -%}
    {%- set by_channel = var('suppression_lists', none) or _default_input('suppression_lists') or {} -%}
    {%- set rows, text = [], dbt.type_string() -%}
    {%- if by_channel is not mapping -%}
        {%- do _refuse("suppression_lists is '" ~ by_channel ~ "'; write the lists of each channel, such as"
            ~ ' {all: [do_not_contact]}', 'dbt_project.yml') -%}
    {%- endif -%}
    {%- for channel, lists in by_channel.items() -%}
        {%- if lists is string or lists is not sequence -%}
            {%- do _refuse("suppression_lists: " ~ channel ~ " is '" ~ lists ~ "'; write a list of names, such as "
                ~ '[do_not_contact]', 'dbt_project.yml') -%}
        {%- endif -%}
        {%- for name in lists -%}{%- do rows.append([_quote(name), _quote(channel | lower | trim)]) -%}{%- endfor -%}
    {%- endfor -%}
    {{- _inline_table({'list_name': text, 'channel': text}, rows) -}}
{%- endmacro -%}
