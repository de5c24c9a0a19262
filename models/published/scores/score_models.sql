{{ config(enabled=_scores() is not none) }}
select
    model, status, reason, customers, log_likelihood, iterations, parameter, estimate, standard_error, scored_as_of,
    scored_on, release_id
from {{ of_last_scoring('scoring_models') }} as scores
