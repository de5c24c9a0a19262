{#-
    Whether a customer falls into an arm of an experiment (variable `experiments`): stable, independent of other
    experiments.
-#}
{%- macro in_arm(experiment, arm) -%}
    {%- do _check_arguments('in_arm', ['experiment', 'arm'], kwargs, varargs) -%}
    {%- set arms = (var('experiments') or {}).get(_text_argument('in_arm', 'experiment', experiment)) -%}
    {%- if arms is none -%}
        {%- do _refuse("in_arm(): unknown experiment '" ~ experiment ~ "'"
            ~ _nearest(experiment, var('experiments') or {})) -%}
    {%- elif _text_argument('in_arm', 'arm', arm) not in arms -%}
        {%- do _refuse("in_arm(): experiment '" ~ experiment ~ "' has no arm '" ~ arm ~ "'" ~ _nearest(arm, arms)) -%}
    {%- elif arms.values() | sum | round(6) > 100 -%}
        {%- do _refuse("in_arm(): the arms of '" ~ experiment ~ "' add up to " ~ arms.values() | sum
            ~ ' percent, above 100') -%}
    {%- endif -%}
    {%- set places = _places_of_arm(arms, arm) -%}
    {{- _hash_between('experiment:' ~ experiment, places[0], places[1]) -}}
{%- endmacro -%}
