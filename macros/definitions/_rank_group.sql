{#-
    Makes each segment of an exclusive group give way to those of higher priority (a lower number). true > false is
    true, and > is null where the rule is: whoever a higher one took stays unknown to the rule, as in no group.
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
