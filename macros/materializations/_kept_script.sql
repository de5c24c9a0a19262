{#- The statements that bring a kept table in line with its model. existing: its relation, or none. -#}
{%- macro _kept_script(relation, existing, rows, key) -%}
    {%- if _is_whole(rows) -%}
drop table if exists {{ relation }} cascade;
create table {{ relation }} as (
{{ rows }}
);
{{ tended(relation) }}
    {%- else -%}
    {%- set changes = relation.identifier ~ '__changes' -%}
    {%- set columns = get_quoted_csv(adapter.get_columns_in_relation(existing) | map(attribute='name')) -%}
create temporary table {{ changes }} as (
{{ rows }}
);
{{ statistics_of(changes) }}
        {%- if key %}
delete from {{ relation }} where {{ key }} in (select {{ key }} from {{ changes }});
        {%- endif %}
insert into {{ relation }} ({{ columns }})
select {{ columns }}
from {{ changes }}
        {%- if key %}
where not segments__is_gone
        {%- endif %};
drop table {{ changes }}
    {%- endif -%}
{%- endmacro -%}
