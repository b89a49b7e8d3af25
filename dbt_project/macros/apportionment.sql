{#-
The part of a whole amount that falls to one row by its weight, so that the parts sum to the whole:
each is rounded down, and the pence that are left go one by one to the largest remainders (largest
remainder method), the first `in_order` where they are equal. All numbers are whole (pence, days);
`weights` is the sum of the rows' weights and `whole` the columns that name one whole.
-#}
{% macro largest_remainder(total, weight, weights, whole, in_order) -%}
    {%- set product = 'cast(abs(' ~ total ~ ') as hugeint) * cast(' ~ weight ~ ' as hugeint)' -%}
    {%- set down = divide_down(product, 'nullif(' ~ weights ~ ', 0)') -%}
    {%- set over = 'over (partition by ' ~ whole | join(', ') -%}
    cast(
        {{ sign_of(total) }} * (
            {{ down }} + case
                when
                    row_number() {{ over }}
                        order by mod({{ product }}, nullif({{ weights }}, 0)) desc, {{ in_order }}
                    ) <= abs({{ total }}) - sum({{ down }}) {{ over }})
                    then 1
                else 0
            end
        ) as bigint
    )
{%- endmacro %}

{#- Days from one date to another, both counted; 0 where the second lies before the first. -#}
{% macro days_between(first, last) -%}
    greatest({{ dbt.datediff(first, last, 'day') }} + 1, 0)
{%- endmacro %}
