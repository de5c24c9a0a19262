{#-
    Makes each segment of an exclusive group give way to those of higher priority (a lower number), with rule > (higher
    segments). true > false is true, and > is null if the rule is. So a customer whom the rule leaves unknown stays
    unknown, even as a member of a higher segment.
-#}
{%- macro _rank_group(members) -%}
    {%- for file, mistake in _priority_mistakes(members) -%}{%- do _refuse(mistake, file) -%}{%- endfor -%}
    {%- for segment in members -%}
        {%- set higher = [] -%}
        {%- for name in _higher(segment, members) | sort -%}
            {%- do segment.below.append(name) -%}
            {%- do higher.append('coalesce(' ~ _column_name(['segment', name]) ~ ', false)') -%}
        {%- endfor -%}
        {%- if higher -%}
            {%- do segment.update({'rule': '(\n' ~ segment.rule ~ '\n) > (' ~ higher | join(' or ') ~ ')'}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
