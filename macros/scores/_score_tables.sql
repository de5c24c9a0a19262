{#- A table of fits that `segments` fills (create_score_tables.sql). -#}
{%- macro _score_table(name) -%}
    {{- return(api.Relation.create(database=target.database, schema=_prefixed('scores'), identifier=name)) -}}
{%- endmacro -%}

{#- The condition that this refresh scores customers: it is due, and `segments` has fitted the models that can be. -#}
{%- macro _is_scored_now() -%}
exists (
        select 1
        from {{ ref('scoring_plan') }} as due
        inner join {{ _score_table('fitted_models') }} as fits on due.scored_as_of = fits.scored_as_of
        where due.is_due
    )
{%- endmacro -%}

{#- An estimate of a model as one value, null without it; fitted_to is now or holdout. -#}
{%- macro _estimate(model, parameter, fitted_to='now') -%}
(select estimates.estimate from {{ _score_table('fitted_parameters') }} as estimates
        where estimates.model = {{ _quote(model) }} and estimates.parameter = {{ _quote(parameter) }}
            and estimates.fitted_to = {{ _quote(fitted_to) }})
{%- endmacro -%}

{#-
    What a purchase of a customer is expected to be worth, from the columns frequency and repeat_mean of a relation
    named histories: the expected mean of the Gamma-Gamma model (Fader and Hardie 2013, equation 5). The model knows no
    means of 0 and below: such a mean counts as it is.
-#}
{%- macro _expected_amount(fitted_to='now') -%}
    {%- set p, q, gamma = _estimate('gamma_gamma', 'p', fitted_to), _estimate('gamma_gamma', 'q', fitted_to),
        _estimate('gamma_gamma', 'gamma', fitted_to) -%}
case
        when histories.repeat_mean <= 0 then histories.repeat_mean
        else {{ p }} * ({{ gamma }} + coalesce(histories.frequency * histories.repeat_mean, 0))
            / ({{ p }} * histories.frequency + {{ q }} - 1)
    end
{%- endmacro -%}

{#-
    The probability of a purchase in the next days, from columns of a relation named histories, by the model
    next_purchase: a logistic regression on the logarithms of (1 + sign), with the signs of
    orchestration/scores/returning.py and those of _score_features().
-#}
{%- macro _purchase_probability(fitted_to='now') -%}
    {%- set terms = [_estimate('next_purchase', 'intercept', fitted_to)] -%}
    {%- set counted = _score_features() | map(attribute='name') | list -%}
    {%- for sign in ['frequency', 'days_since_purchase', 'age_days', 'last_purchases'] + counted -%}
        {%- do terms.append(_estimate('next_purchase', sign, fitted_to)
            ~ ' * ln(1 + cast(histories.' ~ sign ~ ' as double precision))') -%}
    {%- endfor -%}
1 / (1 + exp(-({{ terms | join('\n            + ') }})))
{%- endmacro -%}
