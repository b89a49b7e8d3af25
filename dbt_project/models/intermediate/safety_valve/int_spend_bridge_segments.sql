with segments as (

    select
        la_code,
        financial_year,
        cast(substr(financial_year, 1, 4) as integer) as start_year,
        spend_category,
        setting_type,
        primary_need,
        sum(education_gbp) as amount_gbp,
        sum(stay_days_in_period) as days,
        min(financial_period) as first_period
    from {{ ref('int_placement_costs') }}
    group by la_code, financial_year, spend_category, setting_type, primary_need

),

years as (

    select
        la_code,
        financial_year,
        start_year,
        {{ dbt.datediff(
            "cast(concat(start_year, '-04-01') as date)",
            "cast(concat(start_year + 1, '-04-01') as date)", "day"
        ) }} as days_in_year,
        min(first_period) as first_period
    from segments
    group by la_code, financial_year, start_year

),

bridges as (

    select
        years.la_code,
        years.financial_year,
        years.start_year,
        years.days_in_year,
        year_before.days_in_year as days_in_year_before,
        year_before.first_period as prior_from_period
    from years
    inner join years as year_before
        on years.la_code = year_before.la_code and years.start_year = year_before.start_year + 1

),

-- Both years of a bridge side by side. Days are weighted by the other year's length, so that a leap
-- year is no growth.
sides as (

    select
        bridges.la_code,
        bridges.financial_year,
        bridges.prior_from_period,
        segments.spend_category,
        segments.setting_type,
        segments.primary_need,
        segments.start_year = bridges.start_year as is_current,
        segments.amount_gbp,
        segments.days,
        segments.days * case
            when segments.start_year = bridges.start_year then bridges.days_in_year_before
            else bridges.days_in_year
        end as weighted_days
    from bridges
    inner join segments
        on
            bridges.la_code = segments.la_code
            and segments.start_year in (bridges.start_year, bridges.start_year - 1)

),

by_segment as (

    select
        la_code,
        financial_year,
        spend_category,
        setting_type,
        primary_need,
        max(prior_from_period) as prior_from_period,
        sum(case when is_current then 0 else amount_gbp end) as prior_gbp,
        sum(case when is_current then amount_gbp else 0 end) as current_gbp,
        sum(case when is_current then 0 else days end) as prior_days,
        sum(case when is_current then days else 0 end) as current_days,
        sum(case when is_current then 0 else weighted_days end) as prior_volume,
        sum(case when is_current then weighted_days else 0 end) as current_volume
    from sides
    group by la_code, financial_year, spend_category, setting_type, primary_need

)

select * from by_segment
