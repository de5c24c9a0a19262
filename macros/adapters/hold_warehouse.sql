{#-
    The statement that makes sure, in the transaction that it stands in, that nobody else writes: of a refresh, that its
    mark is still the one that counts; of dbt by hand, that no refresh is under way. It holds until that transaction's
    end.
-#}
{%- macro hold_warehouse() -%}
    {{- return(adapter.dispatch('hold_warehouse', 'warehouse_segments')()) -}}
{%- endmacro -%}

{#- A file has one writer by itself. -#}
{%- macro default__hold_warehouse() -%}
    {{- return('') -}}
{%- endmacro -%}

{#- The numbers of the locks and the table are those of orchestration/warehouse/sessions.py and writer.py. -#}
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
