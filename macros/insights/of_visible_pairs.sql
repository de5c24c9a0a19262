{#-
    The condition that two segments of a pair, the columns `one` and `other` of figures, may be seen on a side: public,
    where both are shared, or private, where one at least is hidden and none from whoever asks.
-#}
{%- macro of_visible_pairs(access, one, other) -%}
    {%- set versions = ref('current_versions') -%}
    {%- set shown = "access = 'public'" if access == 'public' else "(access = 'public' or "
        ~ is_shown_to_reader('owner_group') ~ ')' -%}
    {%- for column in [one, other] %}
    {{ 'and '
        if not loop.first }}figures.{{ column }} in (select segment from {{ versions }} where status <> 'retired'
            and {{ shown }})
    {%- endfor %}
    {%- if access != 'public' %}
    and (
        figures.{{ one }} in (select segment from {{ versions }} where access = 'private')
        or figures.{{ other }} in (select segment from {{ versions }} where access = 'private')
    )
    {%- endif %}
{%- endmacro -%}
