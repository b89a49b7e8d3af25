"""The finance ledger of a demonstration authority: accounts, budgets, invoices and postings."""
