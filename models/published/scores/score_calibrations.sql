{{ config(enabled=_scores() is not none) }}
select score, decile, customers, predicted, happened, scored_as_of, scored_on, release_id
from {{ of_last_scoring('scoring_calibrations') }} as scores
