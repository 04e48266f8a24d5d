DROP FUNCTION economy_reverse;
DROP FUNCTION economy_post_one;
DROP FUNCTION economy_post;
DROP FUNCTION economy_ledger_take_keys;
DROP TRIGGER economy_ledger_entry_sums_to_zero ON economy_ledgerentry;
DROP FUNCTION economy_ledger_entry_sums_to_zero;
DROP FUNCTION economy_account;
