{#- How often customers are scored: the variable scores, or what the project's default input says; none for never. -#}
{%- macro _scores() -%}
    {{- return(var('scores', none) or _default_input('scores')) -}}
{%- endmacro -%}

{#- By what customers are put into clusters: the variable clusters, or the default input's; none for no clusters. -#}
{%- macro _clusters() -%}
    {{- return(var('clusters', none) or _default_input('clusters')) -}}
{%- endmacro -%}

{#-
    What core adds to customers at the end of each period: [{'rows': the kept model, 'made': the model that says what is
    done, 'columns': the traits with their types}].
-#}
{%- macro _kept_scores() -%}
    {%- set whole, real, text = dbt.type_int(), 'double precision', dbt.type_string() -%}
    {%- set scorings = {'rows': 'customer_scorings', 'made': 'scoring_models', 'columns': {
        'recency_score': whole, 'frequency_score': whole, 'monetary_score': whole, 'rfm_cell': text,
        'value_decile': whole, 'value_tier': text, 'p_alive': real, 'purchases_12m': real, 'clv_12m': real,
        'p_purchase_90d': real,
    }} -%}
    {%- set clusterings = {'rows': 'customer_clusterings', 'made': 'clusterings', 'columns': {'cluster': whole} } -%}
    {{- return(([scorings] if _scores() is not none else []) + ([clusterings] if _clusters() is not none else [])) -}}
{%- endmacro -%}

{#- The scores that customers have as traits, the cluster too, with their types; empty if they are turned off. -#}
{%- macro _score_columns() -%}
    {%- set columns = {} -%}
    {%- for kept in _kept_scores() -%}{%- do columns.update(kept.columns) -%}{%- endfor -%}
    {{- return(columns) -}}
{%- endmacro -%}

{#-
    Received customers with the scores of the newest scoring up to this refresh's, as a relation to select from.
    received: a relation with customer_id. Before the first scoring, and for who was not scored, scores are null.
-#}
{%- macro _with_scores(received) -%}
    {%- set text, parts, joins = dbt.type_string(), [], [] -%}
    {%- for kept in _kept_scores() -%}
        {%- set scored_as_of, rows = _scored_as_of(_earlier_relation(kept.made)), _earlier_relation(kept.rows) -%}
        {%- for name, type in kept.columns.items() -%}
            {%- do parts.append(kept.rows ~ '.' ~ name if scored_as_of
                else 'cast(null as ' ~ type ~ ') as ' ~ name) -%}
        {%- endfor -%}
        {#- As texts: the ids may have been of another type when customers were scored. -#}
        {%- if scored_as_of -%}{%- do joins.append(' left join (select * from ' ~ rows ~ ' where scored_as_of = '
            ~ _timestamp(scored_as_of) ~ ') as ' ~ kept.rows ~ ' on cast(received.customer_id as ' ~ text ~ ')'
            ~ ' = cast(' ~ kept.rows ~ '.customer_id as ' ~ text ~ ')') -%}{%- endif -%}
    {%- endfor -%}
    {%- if not parts -%}{{- return(received) -}}{%- endif -%}
    {{- return('(select received.*, ' ~ parts | join(', ') ~ ' from ' ~ received ~ ' as received'
        ~ joins | join ~ ')') -}}
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
