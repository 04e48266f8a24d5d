DROP VIEW economy_transactions;
DROP VIEW economy_wallet;
