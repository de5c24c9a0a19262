{{ config(materialized='view') }}
-- Entries and exits at each clock against the clock before it, whatever the order of the releases, and whether the
-- definition of then would have moved the customer, too: if so, data did.
{% set key = ['segment', 'as_of', 'hash_before', 'hash_after'] -%}
with clocks as (
    select
        segment,
        as_of,
        as_of_day,
        release_id,
        git_sha,
        evaluated_hash as hash_after,
        lag(evaluated_hash) over (partition by segment order by as_of) as hash_before,
        row_number() over (partition by segment order by as_of) as place
    from (
        select
            released.segment,
            released.as_of,
            released.as_of_day,
            released.release_id,
            releases.git_sha,
            case when versions.status = 'retired' then 'retired' else versions.evaluated_hash end as evaluated_hash
        from {{ ref('clock_releases') }} as released
        inner join {{ ref('segment_versions') }} as versions
            on released.segment = versions.segment and released.release_id = versions.release_id
        inner join {{ ref('releases') }} as releases on released.release_id = releases.release_id
    ) as told
),

moves as (
    {{ _latest_moves(ref('definition_moves'), '(select max(release_id) + 1 from ' ~ ref('releases') ~ ')') }}
),

compared as (
    select * from moves
    where customer_id is null
),

turned as (
    {%- for change, column in {'entered': 'entered_at', 'exited': 'exited_at'}.items() %}
    {{ 'union all' if not loop.first }}
    select segment, customer_id, {{ _quote(change) }} as change, {{ column }} as as_of
    from {{ ref('believed_stays') }}
    where {{ column }} is not null
    {%- endfor %}
),

explained as (
    select
        turned.*,
        clocks.as_of_day,
        clocks.release_id,
        clocks.git_sha,
        case
            when clocks.place = 1 or clocks.hash_before = 'retired' or clocks.hash_after = 'retired' then 'definition'
            when clocks.hash_before = clocks.hash_after then 'data'
            when compared.segment is null then null
            when moves.is_moved then 'definition'
            else 'data'
        end as because
    from turned
    inner join clocks on turned.segment = clocks.segment and turned.as_of = clocks.as_of
    left join compared
        on {% for column in key %}clocks.{{ column }} = compared.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
    left join moves
        on
            {% for column in key %}clocks.{{ column }} = moves.{{ column }} and {% endfor %}turned.customer_id = moves.customer_id
)

select
    segment,
    customer_id,
    change,
    as_of,
    as_of_day,
    release_id,
    cast(because as {{ dbt.type_string() }}) as because,
    cast(case when because = 'definition' then nullif(git_sha, '') end as {{ dbt.type_string() }}) as definition_git_sha
from explained
