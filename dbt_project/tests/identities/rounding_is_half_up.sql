-- A returned row is an example that the rounding macros get wrong. Half a unit goes away from zero.
with examples as (

    select
        kind,
        cast(a as bigint) as a,
        cast(b as bigint) as b,
        cast(expected as decimal(18, 2)) as expected
    from (
        values
        ('rate', 5, 16, 31.3),
        ('rate', 52, 62, 83.9),
        ('rate', 1, 2000, 0.1),
        ('rate', -1, 2000, -0.1),
        ('rate', 0, 7, 0),
        ('rate', 7, 0, null),
        ('rate', 999999999, 1000, 99999999.9),
        ('rate', 1000000, 1, null),
        ('rate', 9223372036854775, 1, null),
        ('money', 1, 8, 0.13),
        ('money', -1, 8, -0.13),
        ('money', 2, 3, 0.67),
        ('money', 12, 11, 1.09),
        ('money', 3, 0, null),
        ('mean', 7, 2, 3.5),
        ('mean', 1, 20, 0.1),
        ('mean', 1, 21, 0),
        ('mean', 7, 0, null),
        ('whole', 7, 2, 3),
        ('whole', 6, 2, 3),
        ('whole', 5, 2, 2),
        ('whole', 1, 3, 0)
    ) as example_rows (kind, a, b, expected)

),

computed as (

    select
        *,
        case
            when kind = 'rate' then {{ rate_pct('a', 'b') }}
            when kind = 'mean' then {{ mean_tenths('a', 'b') }}
            when kind = 'whole' then {{ whole_part('a', 'b') }}
            else {{ money_ratio('cast(1 as decimal(18, 2))', 'a', 'b') }}
        end as found
    from examples

)

select * from computed
where
    found <> expected
    or (found is null and expected is not null)
    or (found is not null and expected is null)
