-- by_hand is the value that the unit test's author computed for the customer. Rules compare their value with it.
select
    cast(null as bigint) as customer_id,
    cast(null as varchar) as country,
    cast(null as varchar) as country_of_the_address_to_which_the_last_parcel_went_by_courier,
    cast(null as numeric(18, 2)) as points,
    cast(null as date) as signed_up_on,
    cast(null as timestamp) as called_at,
    cast(null as date) as day_on_which_the_service_team_called_about_a_parcel_sent_by_bus,
    cast(null as numeric(18, 6)) as by_hand,
    cast(null as timestamp) as by_hand_at
where false
