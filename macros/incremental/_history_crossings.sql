{#-
    Selects of the customers whose was_in_segment or entered_segment can change: because of stays that releases after
    release_id recorded or ended, or because the clock or a window's edge passed the start or end of a stay.
-#}
{%- macro _history_crossings(features, moved, release_id) -%}
    {%- set queries = [] -%}
    {%- set stays = _earlier_relation('segment_stays') -%}
    {%- for feature in features if stays and _kinds()[feature.kind].from == 'stays' -%}
        {%- set of_segment = 'select customer_id from ' ~ stays ~ ' where segment = ' ~ _quote(feature.segment)
            ~ ' and ' -%}
        {%- do queries.append(of_segment ~ '(recorded_release > ' ~ release_id ~ ' or superseded_release > '
            ~ release_id ~ ')') -%}
        {%- if moved.from != moved.to -%}
            {%- do queries.append(of_segment ~ 'entered_at > ' ~ _timestamp(moved.from) ~ ' and entered_at <= '
                ~ _timestamp(moved.to)) -%}
        {%- endif -%}
        {%- if 'days' in feature.window and moved.from_day != moved.to_day -%}
            {%- set day = local_day('entered_at' if feature.kind == 'entered' else 'exited_at') -%}
            {%- do queries.append(of_segment ~ day ~ ' >= ' ~ _days_before(moved.from_day, feature.window.days - 1)
                ~ ' and ' ~ day ~ ' < ' ~ _days_before(moved.to_day, feature.window.days - 1)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(queries) -}}
{%- endmacro -%}
