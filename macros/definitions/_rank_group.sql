{#-
    Makes each segment of an exclusive group give way to those of higher priority (a lower number). true > false is
    true, and > is null where the rule is: whoever a higher one took stays unknown to the rule, as in no group.
-#}
{%- macro _rank_group(members) -%}
    {%- for segment in members -%}
        {%- if segment.priority is not integer -%}
            {%- do _refuse("priority_group '" ~ segment.group ~ "' needs meta.priority, a whole number (1 is the highest); received "
                ~ segment.priority, segment.file) -%}
        {%- endif -%}
        {%- set higher = [] -%}
        {%- for other in members if other.name != segment.name -%}
            {%- if other.priority == segment.priority -%}
                {%- do _refuse('priority ' ~ segment.priority ~ " of priority_group '" ~ segment.group ~ "' is taken by " ~ other.file, segment.file) -%}
            {%- elif other.priority is integer and other.priority < segment.priority -%}
                {%- do higher.append('coalesce(' ~ _column_name(['segment', other.name]) ~ ', false)') -%}
                {%- do segment.below.append(other.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if higher -%}
            {%- do segment.update({'rule': '(\n' ~ segment.rule ~ '\n) > (' ~ higher | join(' or ') ~ ')'}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
