{#-
    The hashed e-mail addresses of contacts, a select: email_sha256 and id, the customer as text. None without
    contacts_relation, and where that has no column email. with_former: whether addresses that a customer had before
    count, too: for lists that exclude, an address that somebody unsubscribed still says who did.
-#}
{%- macro _hashed_contacts(with_former=false) -%}
    {%- set input = _optional_input('contacts_relation') -%}
    {#- Only files of lists/ have hashes. -#}
    {%- set taken = _taken_contacts(input) if input and _list_table('list_entries') else {} -%}
    {%- if 'email' in taken -%}
        {%- set contacts = 'select ' ~ taken.customer_id.sql ~ ' as customer_id, ' ~ taken.email.sql ~ ' as email from '
            ~ input if with_former else _newest_contacts(input, taken) -%}
        {{- return('select cast(customer_id as ' ~ dbt.type_string() ~ ') as id, ' ~ sha256_of('lower(email)')
            ~ ' as email_sha256 from (' ~ contacts ~ ') as contacts') -}}
    {%- endif -%}
    {{- return(none) -}}
{%- endmacro -%}
