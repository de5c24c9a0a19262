{#-
    Overrides dbt's macro to give customer_id the type of core's customers. A contract states its types while dbt
    parses, when no relation can be read, and dbt by hand isn't told this type.
-#}
{%- macro default__get_assert_columns_equivalent(sql) -%}
    {%- for column in adapter.get_columns_in_relation(_earlier_relation('customers')) if column.name == 'customer_id'
        and column.name in model.columns -%}
        {%- do model.columns.customer_id.update({'data_type': 'bigint' if _kind_of(column).kind == 'whole'
            else dbt.type_string()}) -%}
    {%- endfor -%}
    {{- return(assert_columns_equivalent(sql)) -}}
{%- endmacro -%}
