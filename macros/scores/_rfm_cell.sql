{#-
    The name of a customer's cell by the scores of recency and frequency, 1 to 5: the ten cells that are common in
    marketing. They cover all pairs, and each pair is in one.
-#}
{%- macro _rfm_cell(recency, frequency) -%}
case
        when {{ recency }} = 5 and {{ frequency }} >= 4 then 'champions'
        when {{ recency }} >= 3 and {{ frequency }} >= 4 then 'loyal'
        when {{ recency }} >= 4 and {{ frequency }} >= 2 then 'potential loyalists'
        when {{ recency }} = 5 then 'new'
        when {{ recency }} = 4 then 'promising'
        when {{ recency }} = 3 and {{ frequency }} = 3 then 'need attention'
        when {{ recency }} = 3 then 'about to sleep'
        when {{ frequency }} = 5 then 'cannot lose'
        when {{ frequency }} >= 3 then 'at risk'
        else 'hibernating'
    end
{%- endmacro -%}

{#- A number to so many decimal digits: the last bits of a floating number differ from engine to engine. -#}
{%- macro _rounded(number, digits) -%}
    {{- return('cast(cast(' ~ number ~ ' as numeric(38, ' ~ digits ~ ')) as double precision)') -}}
{%- endmacro -%}
