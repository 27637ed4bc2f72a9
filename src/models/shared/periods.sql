-- grain: one row per date of an issue of the chosen charts in the span, with the period that it belongs to
-- The period is '' if :per says that the span is one. Years and decades are those of chart years.
with numbered as (
    select
        chart_years.chart_date,
        chart_years.chart_year,
        cast(extract(year from chart_years.chart_date) as varchar) as calendar_year,
        cast(extract(month from chart_years.chart_date) as integer) as month_number
    from shared.chart_years as chart_years
    where chart_years.chart_date between cast(:from as date) and cast(:to as date)
)

select
    chart_date,
    case :per
        when 'decade' then cast(chart_year - mod(chart_year, 10) as varchar) || 's'
        when 'year' then cast(chart_year as varchar)
        when 'quarter' then calendar_year || '-Q' || cast(cast(floor((month_number + 2) / 3) as integer) as varchar)
        when 'month' then calendar_year || '-' || lpad(cast(month_number as varchar), 2, '0')
        else ''
    end as period
from numbered
