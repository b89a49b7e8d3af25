-- A returned row is an account of an authority whose postings up to a period differ from its trial
-- balance, in either direction (a missing side counts as nil). The authority is held back: its
-- marts stay those of the last publication.
select *
from {{ ref('int_trial_balance_compared') }}
where coalesce(ledger_gbp, 0) <> coalesce(trial_balance_gbp, 0)
