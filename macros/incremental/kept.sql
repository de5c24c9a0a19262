{#-
    Names of the segments whose members may change without anything of the customer's: by ranks among all,
    or by days that pass; and of those that see them. by_day false leaves out what only days change.
-#}
{%- macro _kept_segments(ordered, by_day=true) -%}
    {%- set kinds = _kinds_from(['rank'], is_day=by_day) -%}
    {%- set names = [] -%}
    {%- for segment in ordered if segment.needs.values() | map(attribute='kind') | select('in', kinds) | list -%}
        {%- do names.append(segment.name) -%}
    {%- endfor -%}
    {{- return(_with_dependents(ordered, names)) -}}
{%- endmacro -%}

{#-
    The needs, apart from ranks and segments, that must be at hand for every customer: those of the standing segments.
-#}
{%- macro _kept_features(ordered) -%}
    {%- set needs, read = {}, _kinds_from(['events', 'sequence', 'list', 'stays']) -%}
    {%- set standing = _kept_segments(ordered) -%}
    {%- for segment in ordered if segment.name in standing -%}
        {%- for name, need in segment.needs.items() if need.kind in read -%}
            {%- do needs.update({name: need}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(needs) -}}
{%- endmacro -%}

{#-
    The column of standing_features for each need: its own name, but a hash where only segments need it that
    mayn't be named in the catalogue.
-#}
{%- macro _kept_names(segments) -%}
    {%- set named, names = _kept_features(named_in_catalogue(segments)), {} -%}
    {%- for name in _kept_features(segments) -%}
        {%- do names.update({name: name if name in named else 'need_' ~ local_md5(name)}) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}

{#- standing_features with the names that rules know: the relation itself where its columns have them. -#}
{%- macro _kept_relation(segments) -%}
    {%- set relation, names = ref('standing_features'), _kept_names(segments) -%}
    {%- if names.keys() | list == names.values() | list -%}{{- return(relation) -}}{%- endif -%}
    {%- set columns = ['customer_id'] -%}
    {%- for name, column in names.items() -%}{%- do columns.append(column ~ ' as ' ~ name) -%}{%- endfor -%}
    {{- return('(select ' ~ columns | join(', ') ~ ' from ' ~ relation ~ ')') -}}
{%- endmacro -%}

{#- The common table expression ranks: every rank of the project among all customers, from the standing features. -#}
{%- macro _kept_ranks(segments, relations, clock) -%}
    {%- set needs = (_kept_features(segments).values()
        | list) + (_project_features(segments, _kinds_from(['trait'])).values() | list) %}
ranks as (
    select
        customer_id
        {{- _ranks(_project_features(segments, _kinds_from(['rank'])).values()) }}
    from (
        select
            customers.*
            {{- _feature_values(needs, 'standing', clock) }}
        from {{ relations.customers }} as customers
        inner join {{ relations.standing }} as standing on customers.customer_id = standing.customer_id
    ) as numbers
)
{%- endmacro -%}
