{#-
    The condition that a column with customer ids names nobody whom `segments erase` removed. None as long as nobody is
    erased, so that it costs nothing. Erasures made before keys existed have plain hashes.
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
        A row without an id must stay, so that the audit can report it. If the key is lost, the condition removes
        everybody, which the audit blocks: no new release is better than one with erased customers.
    -#}
    {%- set standing = hash ~ ' not in (select customer_hash from ' ~ erased ~ ')' -%}
    {%- set lost = "exists (select 1 from " ~ erased ~ " where customer_hash like 'k%')" -%}
    {{- return('(' ~ column ~ ' is null or ' ~ standing ~ (')' if key else ' and not ' ~ lost ~ ')')) -}}
{%- endmacro -%}
