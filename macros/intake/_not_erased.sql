{#-
    The condition that a column, which holds a customer's id, names nobody whom `segments erase` took out; none
    while it took out nobody, so that nobody pays for it. Hashes of versions without a key are plain.
-#}
{%- macro _not_erased(column) -%}
    {%- set erased = adapter.get_relation(target.database, _prefixed('ledger'), 'erased_customers') if execute
        else none -%}
    {%- if not erased -%}{{- return(none) -}}{%- endif -%}
    {%- set key = adapter.get_relation(target.database, _prefixed('ledger'), 'erasure_key') -%}
    {%- set hash = 'md5(cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ '))' -%}
    {%- if key -%}
        {%- set secret = '(select secret from ' ~ key ~ ')' -%}
        {%- set hash = "'k' || substr(md5(" ~ secret ~ ' || md5(' ~ secret ~ ' || ' ~ hash ~ ')), 1, 31)' -%}
    {%- endif -%}
    {#-
        A row without an id must stay: that it is there is for the audit to say. Where the key is lost, nobody
        stays, which the audit blocks: rather nothing new than those who were erased.
    -#}
    {%- set standing = hash ~ ' not in (select customer_hash from ' ~ erased ~ ')' -%}
    {%- set lost = "exists (select 1 from " ~ erased ~ " where customer_hash like 'k%')" -%}
    {{- return('(' ~ column ~ ' is null or ' ~ standing ~ (')' if key else ' and not ' ~ lost ~ ')')) -}}
{%- endmacro -%}
