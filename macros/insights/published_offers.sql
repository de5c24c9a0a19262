{#-
    What the members of one side's segments lack that comparable customers buy, and on what they spend less: access is
    public or private. Of each kind the largest prizes. p_value is corrected for all things of the segment.
-#}
{%- macro published_offers(access) -%}
with counted as (
    select
        figures.*,
        case when figures.variance > 0 then abs(figures.surplus) / sqrt(figures.variance) else 0 end as deviation
    from {{ ref('offer_figures') }} as figures
    inner join {{ _visible_segments(access) }} as versions on figures.segment = versions.segment
    where {{ of_last_release(ref('offer_figures')) }}
),

tested as (
    select
        counted.*,
        {{ two_sided_p('deviation') }} as p_alone
    from counted
),

ranked as (
    select
        tested.*,
        {{ tested_p('p_alone', 'segment') }}
    from tested
),

corrected as (
    select
        ranked.*,
        {{ corrected_p('p_alone', 'segment') }} as p_value
    from ranked
),

found as (
    select
        corrected.*,
        'cross-sell' as kind,
        expected_amount / expected as amount_each,
        (expected - buyers) * expected_amount / expected as prize
    from corrected
    where expected > buyers and p_value < 0.05 and expected_amount > 0
    union all
    select
        corrected.*,
        'up-sell' as kind,
        raise_expected_amount / raise_buyers as amount_each,
        raise_expected_amount - raise_amount as prize
    from corrected
    where raise_expected_amount > raise_amount and raise_buyers > 0
),

placed as (
    select
        found.*,
        row_number() over (partition by segment, kind order by prize desc, thing) as place
    from found
)

select
    segment,
    cast(kind as {{ dbt.type_string() }}) as kind,
    thing,
    cast(members as bigint) as members,
    cast(case when kind = 'cross-sell' then buyers else raise_buyers end as bigint) as buyers,
    case when kind = 'cross-sell' then cast(members - buyers as bigint) end as lacking,
    case when kind = 'cross-sell' then expected end as expected_buyers,
    case when kind = 'up-sell' then raise_amount / raise_buyers end as amount,
    amount_each as expected_amount,
    prize,
    case when kind = 'cross-sell' then p_value end as p_value,
    as_of,
    {{ local_day('as_of') }} as as_of_day,
    release_id
from placed
where place <= {{ 10 if _cross_sell_setting() else 0 }}
{%- endmacro -%}
