{#-
    What profiles are made of: [{label, sql, is_feature}], the traits of the variable profile_traits and the features of
    profile_features, whose counts are told in bands. sql reads customers and standing, the relation of kept features.
-#}
{%- macro _profile_columns() -%}
    {%- set columns = [] -%}
    {%- for trait in _profile_traits() -%}
        {%- do columns.append({'label': trait, 'sql': 'customers.' ~ adapter.quote(trait), 'is_feature': false}) -%}
    {%- endfor -%}
    {%- for profile in _profile_features() -%}
        {%- do columns.append({'label': profile.label, 'sql': _band('standing.' ~ profile.feature.name),
            'is_feature': true}) -%}
    {%- endfor -%}
    {{- return(columns) -}}
{%- endmacro -%}

{#- The band that a count falls into, as a text: each is as wide as all below it. -#}
{%- macro _band(count) -%}
    {%- set bands = namespace(sql='case when ' ~ count ~ " = 1 then '1'") -%}
    {%- for first in [2, 4, 8, 16, 32] -%}
        {%- set last = 2 * first - 1 -%}
        {%- set bands.sql = bands.sql ~ ' when ' ~ count ~ ' between ' ~ first ~ ' and ' ~ last ~ " then '" ~ first
            ~ ' to ' ~ last ~ "'" -%}
    {%- endfor -%}
    {{- return(bands.sql ~ ' when ' ~ count ~ " >= 64 then '64 or more' else '0' end") -}}
{%- endmacro -%}
