{#-
    The centers that `segments` fitted for a plan that is due: [{'cluster', 'is_shown', 'radius', 'places': [{'column',
    'place', 'mean', 'spread'}]}]. Places are in standard deviations of the logarithm; radius is none for a center
    without bounds. Empty if there are none.
-#}
{%- macro _fitted_centers(plan) -%}
    {%- set clusters, centers, found = _score_table('fitted_clusters'), _score_table('fitted_centers'), {} -%}
    {%- if not plan or not plan.is_due -%}{{- return([]) -}}{%- endif -%}
    {%- set of_plan = ' where scored_as_of = ' ~ _timestamp(plan.scored_as_of) -%}
    {%- for row in _rows_of(clusters, 'select cluster, is_shown, radius from ' ~ clusters ~ of_plan
        ~ ' order by cluster') -%}
        {%- do found.update({row[0] | int: {'cluster': row[0] | int, 'is_shown': row[1], 'radius': row[2],
            'places': []} }) -%}
    {%- endfor -%}
    {%- for row in _rows_of(centers, 'select cluster, position, place, mean, spread from ' ~ centers ~ of_plan
        ~ ' order by cluster, position') -%}
        {%- do found[row[0] | int].places.append({'column': 'feature_' ~ (row[1] | int), 'place': row[2],
            'mean': row[3], 'spread': row[4]}) -%}
    {%- endfor -%}
    {{- return(found.values() | list) -}}
{%- endmacro -%}

{#-
    The cluster of a customer, null if the nearest center's is not shown or the customer is beyond its radius. The
    squared distances are the columns distance_<cluster>; of equal ones, the lowest cluster counts.
-#}
{%- macro _nearest_center(centers) -%}
    {%- set columns = [] -%}
    {%- for center in centers -%}{%- do columns.append('distance_' ~ center.cluster) -%}{%- endfor -%}
case
        {%- for center in centers %}
        {%- set distance = 'distance_' ~ center.cluster %}
        when {{ distance }} = least({{ columns | join(', ') }})
            {%- if not center.is_shown %} then null
            {%- elif center.radius is none %} then {{ center.cluster }}
            {%- else %}
            then case when {{ distance }} <= {{ _exact(center.radius * center.radius) }} then {{ center.cluster }} end
            {%- endif %}
        {%- endfor %}
    end
{%- endmacro -%}

{#- The squared distance of a customer's standardized features from a center. -#}
{%- macro _squared_distance(center) -%}
    {%- set terms = [] -%}
    {%- for each in center.places -%}
        {%- set from_place = '(standard_' ~ each.column ~ ' - (' ~ _exact(each.place) ~ '))' -%}
        {%- do terms.append(from_place ~ ' * ' ~ from_place) -%}
    {%- endfor -%}
    {{- return(terms | join('\n        + ')) -}}
{%- endmacro -%}

{#-
    A feature as clusters take it: amounts and counts by their logarithm, in standard deviations from the mean of the
    customers that the centers were fitted to.
-#}
{%- macro _standardized(place) -%}
    {{- return('(sign(' ~ place.column ~ ') * ln(1 + abs(' ~ place.column ~ ')) - (' ~ _exact(place.mean) ~ ')) / '
        ~ _exact(place.spread)) -}}
{%- endmacro -%}

{#- A double as a literal with all of its digits. -#}
{%- macro _exact(value) -%}
    {{- return('%.17e' | format(value)) -}}
{%- endmacro -%}
