{#-
    A view that is changed where it stands: who reads it never misses it, and what others have built on it or been
    granted of it stays. Where it can't be changed now, it stays as it is, and audit.outdated_views says why.
-#}
{%- materialization view, adapter='postgres' -%}
    {%- set existing, view = load_cached_relation(this), this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks) }}
    {%- if config.get('contract').enforced -%}{%- do get_assert_columns_equivalent(sql) -%}{%- endif -%}
    {%- if existing and not existing.is_view -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {%- call statement('main') -%}
        {{ _view_script(view, sql, config.get('meta', {}).get('guards_rows')) }}
    {%- endcall -%}
    {%- do apply_grants(view, config.get('grants')) -%}
    {%- do persist_docs(view, model) -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{- return({'relations': [view]}) -}}
{%- endmaterialization -%}
