-- A returned row is a year whose lines, as a reader sees them, do not add up to the deficit after
-- mitigations: costs (the block transfer among them, once) less the allocation, plus Schedules B
-- and C. The two ways to the variance after mitigations must agree too.
with years as (

    select
        la_code,
        version,
        financial_year,
        sum(
            case
                when line = 'hnb_allocation' then -amount_gbp
                when
                    line in (
                        'block_transfer', 'expenditure_before_savings', 'investment',
                        'schedule_a', 'schedule_b', 'schedule_c'
                    )
                    then amount_gbp
            end
        ) as sum_of_lines_gbp,
        sum(case when line = 'total_after_mitigations' then amount_gbp end) as total_gbp,
        sum(case when line = 'variance_after_mitigations' then amount_gbp end) as variance_gbp,
        sum(case when line = 'original_agreement_position' then amount_gbp end) as agreed_gbp
    from {{ ref('safety_valve_position') }}
    group by la_code, version, financial_year

)

select * from years
where total_gbp <> sum_of_lines_gbp or variance_gbp <> total_gbp - agreed_gbp
