-- depends_on: {{ ref('segment_definitions') }}
{{ _verdicts(_segments(), ref('customers'), ref('customer_features')) }}
