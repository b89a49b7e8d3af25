{#-
Exact rounding. Engines disagree on `/`: DuckDB turns decimal/decimal into a double, and a double
cannot hold 0.5 pennies. So rates and shares of money are whole-number arithmetic, rounded half away
from zero, and null where the denominator is 0. divide_half_up is the one piece an engine must
supply (DuckDB `//`, Spark `div`, Postgres `/`).
-#}
{% macro divide_half_up(dividend, divisor) -%}
    {{ return(adapter.dispatch('divide_half_up')(dividend, divisor)) }}
{%- endmacro %}

{% macro duckdb__divide_half_up(dividend, divisor) -%}
    (
        sign({{ dividend }}) * sign({{ divisor }})
        * ((2 * abs(cast({{ dividend }} as hugeint)) + abs(cast({{ divisor }} as hugeint)))
        // nullif(2 * abs(cast({{ divisor }} as hugeint)), 0))
    )
{%- endmacro %}

{% macro spark__divide_half_up(dividend, divisor) -%}
    (
        {{ sign_of(dividend) }} * {{ sign_of(divisor) }}
        * ((2 * abs(cast({{ dividend }} as decimal(38, 0)))
        + abs(cast({{ divisor }} as decimal(38, 0))))
        div nullif(2 * abs(cast({{ divisor }} as decimal(38, 0))), 0))
    )
{%- endmacro %}

{#- Whole times that the divisor goes into a number that is not negative. -#}
{% macro divide_down(dividend, divisor) -%}
    {{ return(adapter.dispatch('divide_down')(dividend, divisor)) }}
{%- endmacro %}

{% macro duckdb__divide_down(dividend, divisor) -%}
    (({{ dividend }}) // ({{ divisor }}))
{%- endmacro %}

{% macro spark__divide_down(dividend, divisor) -%}
    (({{ dividend }}) div ({{ divisor }}))
{%- endmacro %}

{#- 1, 0 or -1. Spark's sign is a double, which would make a double of the money it multiplies. -#}
{% macro sign_of(number) -%}
    {{ return(adapter.dispatch('sign_of')(number)) }}
{%- endmacro %}

{% macro default__sign_of(number) -%}
    sign({{ number }})
{%- endmacro %}

{% macro spark__sign_of(number) -%}
    cast(sign({{ number }}) as int)
{%- endmacro %}

{#- A number as a type; null where it is too large for it. Never for an amount of money. -#}
{% macro cast_or_null(number, type) -%}
    {{ return(adapter.dispatch('cast_or_null')(number, type)) }}
{%- endmacro %}

{% macro default__cast_or_null(number, type) -%}
    try_cast({{ number }} as {{ type }})
{%- endmacro %}

{#-
Counts in, percentage 0-100 with one decimal out. Null where the denominator is 0, and from 100
million per cent on: a saving of £10,000 for a target of a penny has no percentage that means
anything.
-#}
{% macro rate_pct(numerator, denominator) -%}
    {%- set tenths = divide_half_up('(1000 * (' ~ numerator ~ '))', '(' ~ denominator ~ ')') -%}
    {{ cast_or_null(cast_or_null(tenths, 'decimal(18, 0)') ~ ' * 0.1', 'decimal(9, 1)') }}
{%- endmacro %}

{#- amount (decimal pounds) x numerator / denominator (whole numbers), to the penny. -#}
{% macro money_ratio(amount, numerator, denominator) -%}
    cast(
        cast({{ divide_half_up(
            '(cast((' ~ amount ~ ') * 100 as hugeint) * (' ~ numerator ~ '))',
            '(' ~ denominator ~ ')') }}
        as decimal(20, 0)) * 0.01 as decimal(18, 2)
    )
{%- endmacro %}

{#- Mean of figures with up to four decimals, from their sum and number; one decimal. -#}
{% macro mean_tenths(total, number) -%}
    cast(
        cast({{ divide_half_up(
            '(cast((' ~ total ~ ') * 10000 as hugeint))',
            '(1000 * (' ~ number ~ '))') }}
        as decimal(18, 0)) * 0.1 as decimal(18, 1)
    )
{%- endmacro %}

{#- Whole part of a whole number divided by another, both positive. -#}
{% macro whole_part(dividend, divisor) -%}
    {{ divide_half_up(
        '((' ~ dividend ~ ') - (' ~ dividend ~ ') % (' ~ divisor ~ '))', '(' ~ divisor ~ ')') }}
{%- endmacro %}
