-- What somebody has, as they see it. Like every view, it shows only what the rows of whoever asks are.
CREATE VIEW economy_wallet WITH (security_invoker) AS
    SELECT owner_id AS person_id,
        coalesce(sum(balance) FILTER (WHERE kind = 'wallet'), 0)::bigint AS available,
        coalesce(sum(balance) FILTER (WHERE kind = 'reserved'), 0)::bigint AS reserved,
        100 AS tokens_per_dollar
    FROM economy_ledgeraccount WHERE owner_id IS NOT NULL AND unit = 'token' GROUP BY owner_id;

-- What came to somebody and went from them, with what the platform kept of it.
CREATE VIEW economy_transactions WITH (security_invoker) AS
    SELECT entry.id, entry.created_at, entry.transfer_id, account.owner_id AS person_id, account.kind AS account_kind,
        transfer.kind, transfer.unit, entry.amount, transfer.amount AS gross_amount, transfer.fee AS platform_fee,
        transfer.amount - greatest(transfer.fee, 0) AS net_amount, transfer.reference, entry.balance_after
    FROM economy_ledgeraccount account
    JOIN economy_ledgerentry entry ON entry.account_id = account.id
    JOIN economy_ledgertransfer transfer ON transfer.id = entry.transfer_id
    WHERE account.owner_id IS NOT NULL;
