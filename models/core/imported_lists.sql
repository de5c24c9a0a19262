{{ _listed_customers(ref('customers'), _customer_form()) }}
