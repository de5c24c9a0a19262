{#-
    A view that is changed in place: readers never miss it, and views that others have built on it and rights granted on
    it stay. If it can't be changed now, it stays as it is, and audit.outdated_views gives the reason.
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
