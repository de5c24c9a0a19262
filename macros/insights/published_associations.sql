{#-
    Which values of traits and features go together among the members of one side's segments, beside everybody:
    access is public or private. Of each segment the surest pairs, as many as the variable associations says. The
    probabilities are corrected for all pairs that were counted, shown or not. Support, confidence and lift are
    those of R. Agrawal and R. Srikant, Fast algorithms for mining association rules, VLDB (1994), and S. Brin and
    others, SIGMOD (1997).
-#}
{%- macro published_associations(access) -%}
{%- set setting = _association_setting() -%}
{%- set counts = ['pair_members', 'known_members', 'with_a', 'with_b', 'base_pair_members', 'base_known_members',
    'base_with_a', 'base_with_b'] -%}
with counted as (
    select
        figures.release_id, figures.as_of, figures.segment, figures.trait_a, figures.value_a, figures.trait_b,
        figures.value_b, figures.pair_members as members, figures.known_members as members_known,
        {%- for name in counts %}
        cast(figures.{{ name }} as double precision) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('association_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('association_figures')) }}
),

deviating as (
    select
        counted.*,
        {{ deviation_of_shares('pair_members', 'with_a', '(with_b - pair_members)', '(known_members - with_a)') }}
        as deviation_together,
        {{ deviation_of_shares('pair_members', 'known_members', '(base_pair_members - pair_members)',
            '(base_known_members - known_members)') }} as deviation_apart
    from counted
),

tested as (
    select
        deviating.*,
        pair_members * known_members / (with_a * with_b) as lift,
        {{ two_sided_p('deviation_together') }} as p_together,
        {{ two_sided_p('deviation_apart') }} as p_apart
    from deviating
),

ranked as (
    select
        tested.*,
        {{ tested_p('p_together') }},
        {{ tested_p('p_apart') }}
    from tested
),

corrected as (
    select
        ranked.*,
        {{ corrected_p('p_together') }} as p_value,
        {{ corrected_p('p_apart') }} as index_p_value
    from ranked
),

placed as (
    select
        corrected.*,
        row_number() over (
            partition by segment
            order by least(coalesce(p_value, 1), coalesce(index_p_value, 1)), abs(ln(lift)) desc, trait_a, value_a,
                trait_b, value_b
        ) as place
    from corrected
)

select
    segment, trait_a, value_a, trait_b, value_b, members, members_known as known_members,
    pair_members / known_members as support,
    pair_members / with_a as confidence,
    pair_members / with_b as confidence_reversed,
    lift,
    p_value,
    base_pair_members / base_known_members as base_support,
    base_pair_members * base_known_members / (base_with_a * base_with_b) as base_lift,
    100 * pair_members * base_known_members / (known_members * base_pair_members) as index,
    index_p_value,
    as_of,
    {{ local_day('as_of') }} as as_of_day,
    release_id
from placed
where place <= {{ setting.pairs if setting else 0 }}
{%- endmacro -%}
