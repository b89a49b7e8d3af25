-- Pennies of rounding by which an amount may differ: up to five, more or less.
select cast(generated_number as integer) - 6 as pence
from ({{ dbt.generate_series(11) }}) as numbers
