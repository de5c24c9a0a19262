{#-
    Names of the segments whose membership can change although nothing about the customer did: through ranks or passing
    days. Includes the segments built on them. by_day=false leaves out segments that only passing days change.
-#}
{%- macro _kept_segments(ordered, by_day=true) -%}
    {%- set kinds = _kinds_from(['rank'], is_day=by_day) -%}
    {%- set names = [] -%}
    {%- for segment in ordered if segment.features.values() | map(attribute='kind') | select('in', kinds) | list -%}
        {%- do names.append(segment.name) -%}
    {%- endfor -%}
    {{- return(_with_dependents(ordered, names)) -}}
{%- endmacro -%}

{#-
    The features that must be kept for every customer: those from events, lists or stays that the segments of
    _kept_segments need.
-#}
{%- macro _kept_features(ordered) -%}
    {%- set features, read = {}, _kinds_from(['events', 'sequence', 'list', 'stays']) -%}
    {%- set standing = _kept_segments(ordered) -%}
    {%- for segment in ordered if segment.name in standing -%}
        {%- for name, feature in segment.features.items() if feature.kind in read -%}
            {%- do features.update({name: feature}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(features) -}}
{%- endmacro -%}

{#-
    The column of standing_features for each kept feature: its own name, or a hash if only segments that must not appear
    in the catalogue need it.
-#}
{%- macro _kept_names(segments) -%}
    {%- set named, names = _kept_features(named_in_catalogue(segments)), {} -%}
    {%- for name in _kept_features(segments) -%}
        {%- do names.update({name: name if name in named else 'need_' ~ local_md5(name)}) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}

{#-
    standing_features with the names that rules use: the relation itself if its columns have these names, else a
    subquery.
-#}
{%- macro _kept_relation(segments) -%}
    {%- set relation, names = ref('standing_features'), _kept_names(segments) -%}
    {%- if names.keys() | list == names.values() | list -%}{{- return(relation) -}}{%- endif -%}
    {%- set columns = ['customer_id'] -%}
    {%- for name, column in names.items() -%}{%- do columns.append(column ~ ' as ' ~ name) -%}{%- endfor -%}
    {{- return('(select ' ~ columns | join(', ') ~ ' from ' ~ relation ~ ')') -}}
{%- endmacro -%}

{#- The common table expression ranks: every rank of the project among all customers, from standing_features. -#}
{%- macro _kept_ranks(segments, relations, clock) -%}
    {%- set features = (_kept_features(segments).values()
        | list) + (_project_features(segments, _kinds_from(['trait'])).values() | list) %}
ranks as (
    select
        customer_id
        {{- _ranks(_project_features(segments, _kinds_from(['rank'])).values()) }}
    from (
        select
            customers.*
            {{- _feature_values(features, 'standing', clock) }}
        from {{ relations.customers }} as customers
        inner join {{ relations.standing }} as standing on customers.customer_id = standing.customer_id
    ) as numbers
)
{%- endmacro -%}
