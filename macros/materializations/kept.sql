{#-
    A table that a refresh changes where the data changed. The model's SQL begins with `/* whole */` and
    gives all rows, or it gives those that change: with a unique_key, each takes the place of the row of
    the same key, and one with segments__is_gone only removes it; without, they are added. The hooks belong to the
    same transaction, so that what they record is true whenever the process ends.
-#}
{%- materialization kept, default -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {{ _kept_script(this.incorporate(type='table'), existing, sql, config.get('unique_key')) }}
    {%- endcall -%}
    {%- if _is_whole(sql) -%}{%- do create_indexes(this) -%}{%- endif -%}
    {{ run_hooks(post_hooks) }}
    {#- What dbt knows of views over a table that was dropped would make it rename them. -#}
    {%- if existing and _is_whole(sql) -%}{%- do adapter.cache_dropped(existing) -%}{%- endif -%}
    {%- do adapter.commit() -%}
    {{- return({'relations': [this.incorporate(type='table')]}) -}}
{%- endmaterialization -%}
