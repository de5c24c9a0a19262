{{ config(enabled=_scores() is not none) }}
select
    forecast, model, days, customers, forecast_total, baseline_total, actual_total, forecast_error, baseline_error,
    forecast_error < baseline_error as is_better, scored_as_of, scored_on, release_id
from {{ of_last_scoring('scoring_forecasts') }} as scores
