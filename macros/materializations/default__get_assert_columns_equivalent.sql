{#-
    Takes the place of dbt's own. The type of customer_id is the customers' own: a contract states one while dbt parses,
    when it can't look, and whoever runs dbt by hand states none.
-#}
{%- macro default__get_assert_columns_equivalent(sql) -%}
    {%- for column in adapter.get_columns_in_relation(_earlier_relation('customers')) if column.name == 'customer_id'
        and column.name in model.columns -%}
        {%- do model.columns.customer_id.update({'data_type': 'bigint' if _kind_of(column).kind == 'whole'
            else dbt.type_string()}) -%}
    {%- endfor -%}
    {{- return(assert_columns_equivalent(sql)) -}}
{%- endmacro -%}
