{#-
    The variable clusters, checked: {'features': names, 'at_most', 'method'}. Names of features are checked where the
    customers are known.
-#}
{%- macro _clusters_setting() -%}
    {%- set setting, standard = _clusters(), {'features': [], 'at_most': 8, 'method': 'kmeans'} -%}
    {%- if setting is none -%}{{- return(none) -}}{%- endif -%}
    {%- if setting is not mapping -%}
        {%- do _refuse("clusters is '" ~ setting ~ "'; write clusters: {features: [value, p_alive]}, or null for none",
            'dbt_project.yml') -%}
    {%- endif -%}
    {%- for key in setting if key not in standard -%}
        {%- do _refuse("clusters: unknown '" ~ key ~ "'" ~ _nearest(key, standard), 'dbt_project.yml') -%}
    {%- endfor -%}
    {%- set chosen = dict(standard, **setting) -%}
    {%- set features, at_most, method = chosen.features, chosen.at_most, chosen.method -%}
    {%- if features is string or features is mapping or features is not sequence or not features
        or (features | unique(case_sensitive=true) | list | length) != (features | length) -%}
        {%- do _refuse("clusters: features is '" ~ features ~ "'; write a list of different names such as "
            ~ '[value, p_alive]', 'dbt_project.yml') -%}
    {%- elif at_most is not integer or at_most is boolean or not 2 <= at_most <= 20 -%}
        {%- do _refuse("clusters: at_most is '" ~ at_most ~ "'; write a whole number from 2 to 20", 'dbt_project.yml')
            -%}
    {%- elif method not in ['kmeans', 'hdbscan'] -%}
        {%- do _refuse("clusters: method is '" ~ method ~ "'" ~ _nearest(method, ['kmeans', 'hdbscan']),
            'dbt_project.yml') -%}
    {%- elif _scores() is none -%}
        {%- do _refuse('clusters are made with the scores, and scores is null; write scores: {every: month}',
            'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(chosen) -}}
{%- endmacro -%}
