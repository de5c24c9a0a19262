{#-
    The hashed e-mail addresses of contacts, a select: email_sha256 and id, the customer as text. None without
    contacts_relation, and where that has no column email.
-#}
{%- macro _hashed_contacts() -%}
    {%- set input = _optional_input('contacts_relation') -%}
    {#- Only files of lists/ have hashes. -#}
    {%- set taken = _taken_contacts(input) if input and _list_table('list_entries') else {} -%}
    {%- if 'email' in taken -%}
        {{- return('select cast(' ~ taken.customer_id.sql ~ ' as ' ~ dbt.type_string() ~ ') as id, '
            ~ sha256_of(_normal_email(taken.email.sql)) ~ ' as email_sha256 from ' ~ input) -}}
    {%- endif -%}
    {{- return(none) -}}
{%- endmacro -%}

{#- An e-mail address as it is hashed: in lower case, without blanks around it. orchestration/lists does the same. -#}
{%- macro _normal_email(column) -%}
    {{- return('lower(trim(' ~ column ~ "))") -}}
{%- endmacro -%}
