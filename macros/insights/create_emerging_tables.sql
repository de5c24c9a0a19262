{#-
    The tables that `segments refresh` fills once a release stands (orchestration/discovery/followed.py): the groups of
    customers whom no segment of a family covered then, the centers by which they are told apart, and by which segments
    the family covered customers. They have no row for a customer.
-#}
{%- macro create_emerging_tables() -%}
    {%- if _clusters() is not none -%}
    {%- set text, time, real = dbt.type_string(), dbt.type_timestamp(), 'double precision' -%}
    {%- set groups, centers, coverage = _emerging_table('recorded_groups'), _emerging_table('recorded_group_centers'),
        _emerging_table('recorded_coverage') %}
    create schema if not exists {{ groups.schema }};
    create table if not exists {{ groups }} (
        release_id bigint, family {{ text }}, emerging_group bigint, customers bigint, all_customers bigint,
            is_estimate boolean, drift {{ real }}, told_by {{ text }}, told_precision {{ real }},
            told_recall {{ real }}, reason {{ text }}, scored_as_of {{ time }}, found_release_id bigint
    );
    create table if not exists {{ centers }} (
        release_id bigint, family {{ text }}, emerging_group bigint, position bigint, feature {{ text }},
            place {{ real }}, mean {{ real }}, spread {{ real }}
    );
    create table if not exists {{ coverage }} (release_id bigint, family {{ text }}, segment {{ text }})
    {%- endif -%}
{%- endmacro -%}

{#- A table of emerging groups. -#}
{%- macro _emerging_table(name) -%}
    {{- return(api.Relation.create(database=target.database, schema=_prefixed('ledger'), identifier=name)) -}}
{%- endmacro -%}
