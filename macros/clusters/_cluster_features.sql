{#-
    The features that clusters are made by, in the order of the variable clusters: [{'name', 'sql', 'counted'}]. sql is
    a column of traits, scorings or counted; counted, the feature whose events are read, or none. Empty while dbt
    parses. Refuses a name that is none.
-#}
{%- macro _cluster_features() -%}
    {%- set valid, found, names = {}, [], _clusters_setting().features -%}
    {%- set columns = adapter.get_columns_in_relation(ref('customers')) if execute else [] -%}
    {%- if not columns -%}{{- return([]) -}}{%- endif -%}
    {%- for column in columns -%}
        {%- if column.name != 'customer_id' and column.name not in _score_columns()
            and _kind_of(column).kind in ['whole', 'exact', 'floating'] -%}
            {%- do valid.update({column.name: {'sql': 'traits.' ~ adapter.quote(column.name)} }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name, type in _score_columns().items() if type != dbt.type_string() and name != 'cluster' -%}
        {%- do valid.update({name: {'sql': 'scorings.' ~ name} }) -%}
    {%- endfor -%}
    {%- for feature in _counted_features() -%}
        {%- set column = 'counted.' ~ feature.feature.name -%}
        {%- do valid.update({feature.label: {'sql': 'coalesce(' ~ column ~ ', 0)', 'counted': feature.feature} }) -%}
    {%- endfor -%}
    {%- for name in names -%}
        {%- if name not in valid -%}
            {%- do _refuse("clusters: features has '" ~ name ~ "', which is no number of customers"
                ~ _nearest(name, valid), 'dbt_project.yml') -%}
        {%- endif -%}
        {%- do found.append(dict(valid[name], name=name)) -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#- The value, and what profiles count of every customer: [{'label', 'feature'}]. -#}
{%- macro _counted_features() -%}
    {{- return([{'label': 'value', 'feature': _value_feature()}] + _profile_features()) -}}
{%- endmacro -%}

{#- One counted feature's aggregate over events, as the shared pass has it, at the end of the period of a plan. -#}
{%- macro _counted_aggregate(feature, plan) -%}
    {%- set named = 'event_name = ' ~ _quote(feature.event) if feature.event else '1 = 1' -%}
    {{- return(_feature_aggregate(dict(feature, where=named), {'day': plan.scored_on, 'as_of': plan.scored_as_of})) -}}
{%- endmacro -%}
