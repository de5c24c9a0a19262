{{ config(enabled=_scores() is not none) }}
-- depends_on: {{ ref('scoring_forecasts') }}
-- depends_on: {{ ref('scoring_calibrations') }}
-- depends_on: {{ ref('scoring_churn') }}
-- depends_on: {{ ref('customer_scorings') }}
-- Written last: with these rows, the scoring is done.
-- How each model was fitted for each scoring, with a row for each of its parameters. A model that can't be fitted has one
-- row, with the reason.
select
    plan.scored_as_of,
    plan.scored_on,
    fits.model,
    fits.status,
    fits.reason,
    fits.customers,
    fits.log_likelihood,
    fits.iterations,
    parameters.parameter,
    parameters.estimate,
    parameters.standard_error
from {{ ref('scoring_plan') }} as plan
inner join {{ _score_table('fitted_models') }} as fits
    on plan.scored_as_of = fits.scored_as_of and fits.fitted_to = 'now'
left join {{ _score_table('fitted_parameters') }} as parameters
    on fits.model = parameters.model and fits.fitted_to = parameters.fitted_to
where plan.is_due
