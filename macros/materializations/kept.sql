{#-
    A table that a refresh changes only where the data changed. The model's SQL begins with `/* whole */` and gives all
    rows, or it gives only changed rows. With a unique_key, these replace the rows of the same key, and a row with
    segments__is_gone only removes. Without one, they are added. The hooks run in the same transaction, so that what
    they record is true whenever the process ends.
-#}
{%- materialization kept, default -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {{ _kept_script(this.incorporate(type='table'), existing, sql, config.get('unique_key')) }}
    {%- endcall -%}
    {%- if _is_whole(sql) -%}{%- do create_indexes(this) -%}{%- endif -%}
    {{ run_hooks(post_hooks) }}
    {#- Otherwise dbt would rename views that it still remembers over the dropped table. -#}
    {%- if existing and _is_whole(sql) -%}{%- do adapter.cache_dropped(existing) -%}{%- endif -%}
    {%- do adapter.commit() -%}
    {{- return({'relations': [this.incorporate(type='table')]}) -}}
{%- endmaterialization -%}
