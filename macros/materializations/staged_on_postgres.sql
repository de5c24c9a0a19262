{#-
    A table, built again when its SQL or the result of meta.made_from changes. Its comment keeps the hash of both,
    written in the transaction that creates the table.
-#}
{%- materialization staged, adapter='postgres' -%}
    {%- set existing, table = load_cached_relation(this), this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- set made_from = run_query(config.get('meta')['made_from']).rows | map('join', ' ') | join(' ') -%}
    {%- set state = local_md5(sql ~ made_from) -%}
    {%- set noted = run_query("select obj_description(to_regclass('" ~ table ~ "'))").rows[0][0] if existing
        else none -%}
    {%- if existing and existing.is_table and noted == state -%}
        {%- call statement('main') -%} select 1 as unchanged {%- endcall -%}
    {%- else -%}
        {%- if existing -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
        {%- call statement('main') -%}
create table {{ table }} as (
{{ sql }}
);
comment on table {{ table }} is '{{ state }}'
        {%- endcall -%}
        {%- do create_indexes(table) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{- return({'relations': [table]}) -}}
{%- endmaterialization -%}
