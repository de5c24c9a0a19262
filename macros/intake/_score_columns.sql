{#- How often customers are scored: the variable scores, or what the project's default input says; none for never. -#}
{%- macro _scores() -%}
    {{- return(var('scores', none) or _default_input('scores')) -}}
{%- endmacro -%}

{#- The scores that customers have as traits, with their types; empty if the variable scores turns them off. -#}
{%- macro _score_columns() -%}
    {%- set whole, real, text = dbt.type_int(), 'double precision', dbt.type_string() -%}
    {{- return({} if _scores() is none else {
        'recency_score': whole, 'frequency_score': whole, 'monetary_score': whole, 'rfm_cell': text,
        'value_decile': whole, 'value_tier': text, 'p_alive': real, 'purchases_12m': real, 'clv_12m': real,
        'p_purchase_90d': real,
    }) -}}
{%- endmacro -%}

{#-
    Received customers with the scores of the newest scoring up to this refresh's, as a relation to select from.
    received: a relation with customer_id. Before the first scoring, and for who was not scored, scores are null.
-#}
{%- macro _with_scores(received) -%}
    {%- set columns, scorings = _score_columns(), _earlier_relation('customer_scorings') -%}
    {%- if not columns -%}{{- return(received) -}}{%- endif -%}
    {%- set scored_as_of, parts = _scored_as_of(_earlier_relation('scoring_models')), [] -%}
    {%- for name, type in columns.items() -%}
        {%- do parts.append('scorings.' ~ name if scored_as_of else 'cast(null as ' ~ type ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {%- set selected = '(select received.*, ' ~ parts | join(', ') ~ ' from ' ~ received ~ ' as received' -%}
    {%- if not scored_as_of -%}{{- return(selected ~ ')') -}}{%- endif -%}
    {#- As texts: the ids may have been of another type when customers were scored. -#}
    {%- set text = dbt.type_string() -%}
    {{- return(selected ~ ' left join (select * from ' ~ scorings ~ ' where scored_as_of = ' ~ _timestamp(scored_as_of)
        ~ ') as scorings on cast(received.customer_id as ' ~ text ~ ')'
        ~ ' = cast(scorings.customer_id as ' ~ text ~ '))') -}}
{%- endmacro -%}

{#-
    The as-of time of the scores that the last plan asked for, or of the newest before it; none if there are none. made:
    the scorings that are done, a relation.
-#}
{%- macro _scored_as_of(made) -%}
    {%- set plan = _row_of(_earlier_relation('scoring_plan')) -%}
    {%- if not plan or not made -%}{{- return(none) -}}{%- endif -%}
    {{- return(_rows_of(made, 'select max(scored_as_of) from ' ~ made ~ ' where scored_as_of <= '
        ~ _timestamp(plan.scored_as_of))[0][0]) -}}
{%- endmacro -%}
