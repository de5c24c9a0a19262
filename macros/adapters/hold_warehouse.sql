{#-
    A statement that fails its transaction unless this process is the only writer. It keeps other writers out until the
    transaction ends. A refresh checks that its mark still counts; dbt by hand checks that no refresh is running.
-#}
{%- macro hold_warehouse() -%}
    {{- return(adapter.dispatch('hold_warehouse', 'warehouse_segments')()) -}}
{%- endmacro -%}

{#- A file has only one writer anyway. -#}
{%- macro default__hold_warehouse() -%}
    {{- return('') -}}
{%- endmacro -%}

{#- orchestration/warehouse/sessions.py and writer.py use the same lock numbers and table. -#}
{%- macro postgres__hold_warehouse() -%}
    {%- if not execute -%}{{- return('') -}}{%- endif -%}
    {%- set mark = env_var('SEGMENTS_WRITER', '') %}
    do $$
    begin
        perform pg_advisory_xact_lock_shared(hashtextextended('{{ _prefixed('warehouse_segments') }}: sessions', 0));
        if {{ "not exists (select 1 from " ~ _prefixed('ledger') ~ ".present_writer where mark = " ~ _quote(mark) ~ ")"
            if mark
            else "not pg_try_advisory_xact_lock(hashtextextended('" ~ _prefixed('warehouse_segments') ~ "', 0))" }} then
            raise exception 'segments: {{ target.dbname }}: another refresh {{ 'has begun to write since this one did'
                if mark else 'writes: let it finish' }}';
        end if;
    end $$
{%- endmacro -%}
