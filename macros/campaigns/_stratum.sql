{#-
    The SQL of a stratum's name, such as country=SE: the values of all traits that make it. The quarter by value is 1
    for the highest; equal values stand in the order of the customers' hash.
-#}
{%- macro _stratum(campaign, strata) -%}
    {%- set quarter = 'ntile(4) over (partition by offered.segment order by coalesce(worth.value, 0) desc, '
        ~ md5_of(_quote('campaign:' ~ campaign ~ ':') ~ ' || offered.id') ~ ')' -%}
    {%- set text, parts = dbt.type_string(), [] -%}
    {%- for one in strata -%}
        {%- do parts.append('coalesce(' ~ _quote(one.name ~ '=') ~ ' || cast(' ~ (one.column or quarter) ~ ' as ' ~ text
            ~ '), ' ~ _quote(one.name ~ ' unknown') ~ ')') -%}
    {%- endfor -%}
    {{- return(parts | join(" || ', ' || ") or 'cast(' ~ _quote('') ~ ' as ' ~ text ~ ')') -}}
{%- endmacro -%}
