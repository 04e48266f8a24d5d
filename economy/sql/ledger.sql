-- The ledger: everything that moves a balance. The application may call economy_post, economy_reverse and economy_account;
-- it can write none of the tables itself. Orders come as arrays, one element an order; their legs as arrays, one element a leg.

-- A person's account, or the house's, made when it is first needed. Whoever asks may know of it: the house moves money for both.
CREATE FUNCTION economy_account(p_owner uuid, p_unit text, p_kind text, p_now timestamptz)
RETURNS SETOF economy_ledgeraccount
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_asked_by CONSTANT text := current_setting('app.house', true);
BEGIN
    PERFORM set_config('app.house', 'on', true);
    RETURN QUERY SELECT * FROM economy_ledgeraccount
        WHERE owner_id IS NOT DISTINCT FROM p_owner AND unit = p_unit AND kind = p_kind;
    IF NOT FOUND THEN
        INSERT INTO economy_ledgeraccount (id, created_at, updated_at, owner_id, unit, kind, balance, entry_count)
            VALUES (uuidv7(), p_now, p_now, p_owner, p_unit, p_kind, 0, 0) ON CONFLICT (owner_id, unit, kind) DO NOTHING;
        RETURN QUERY SELECT * FROM economy_ledgeraccount
            WHERE owner_id IS NOT DISTINCT FROM p_owner AND unit = p_unit AND kind = p_kind;
    END IF;
    PERFORM set_config('app.house', coalesce(v_asked_by, ''), true);
END $$;

-- Whoever adds to a transfer adds nothing in sum. All its entries come in one statement, so the check sees them together,
-- and a transfer sums to zero at every moment, not only at the end of a transaction.
CREATE FUNCTION economy_ledger_entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_transfer uuid;
BEGIN
    SELECT transfer_id INTO v_transfer FROM added GROUP BY transfer_id HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entries of transfer % do not sum to zero', v_transfer
            USING ERRCODE = 'check_violation', CONSTRAINT = 'economy_ledger_entry_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER economy_ledger_entry_sums_to_zero AFTER INSERT ON economy_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION economy_ledger_entry_sums_to_zero();
ALTER TABLE economy_ledgerentry ENABLE ALWAYS TRIGGER economy_ledger_entry_sums_to_zero;

-- Remembers each order's key together with the transfer it will make. Whoever holds the same key is waited for.
-- Afterwards outcomes says of each known key whether it is replayed, and of what transfer, or in conflict.
CREATE FUNCTION economy_ledger_take_keys(
    p_callers text[], p_scopes text[], p_keys text[], p_hashes text[], p_now timestamptz, p_keys_end timestamptz,
    INOUT outcomes text[], INOUT transfers uuid[]
) LANGUAGE plpgsql AS $$
DECLARE
    v_known record;
    v_taken bigint;
BEGIN
    INSERT INTO kernel_idempotencykey AS known
        (id, created_at, caller, scope, key, body_hash, answer, expires_at)
    SELECT transfer, p_now, caller, scope, key, hash, to_json(transfer), p_keys_end
        FROM unnest(transfers, p_callers, p_scopes, p_keys, p_hashes) AS wanted (transfer, caller, scope, key, hash)
        WHERE key IS NOT NULL ORDER BY caller, scope, key
    ON CONFLICT (caller, scope, key) DO UPDATE
        SET id = excluded.id, body_hash = excluded.body_hash, answer = excluded.answer,
            created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE known.expires_at <= p_now;
    GET DIAGNOSTICS v_taken = ROW_COUNT;
    IF v_taken = cardinality(array_remove(p_keys, NULL)) THEN
        RETURN;
    END IF;
    FOR v_known IN
        SELECT place, known.answer, known.body_hash = hash AS same
        FROM unnest(transfers, p_callers, p_scopes, p_keys, p_hashes) WITH ORDINALITY
            AS wanted (transfer, caller, scope, key, hash, place)
        JOIN kernel_idempotencykey known USING (caller, scope, key)
        WHERE known.id <> transfer
    LOOP
        outcomes[v_known.place] := CASE WHEN v_known.same THEN 'replayed' ELSE 'idempotency_conflict' END;
        transfers[v_known.place] := (v_known.answer::json #>> '{}')::uuid;
    END LOOP;
END $$;

-- Posts orders in their order, each accepted or refused on its own; what one brings in, the next may spend. p_accounts names
-- every account once, ascending; legs say which by its place there. Locks are taken in one global order: keys by their text,
-- then accounts by their id. It is one function that runs few statements, because most of its time goes into starting them.
CREATE FUNCTION economy_post(
    p_transfers uuid[], p_kinds text[], p_references text[], p_notes text[], p_actors uuid[],
    p_callers text[], p_scopes text[], p_keys text[], p_hashes text[],
    p_last_legs int[], p_leg_orders int[], p_leg_places int[], p_leg_amounts bigint[], p_accounts uuid[],
    p_now timestamptz, p_keys_end timestamptz,
    OUT outcomes text[], OUT transfers uuid[], OUT balances_after bigint[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    c_greatest_amount CONSTANT bigint := 1000000000000;
    c_greatest_balance CONSTANT bigint := 1000000000000000000;
    v_asked_by CONSTANT text := current_setting('app.house', true);
    v_ids uuid[];
    v_owners uuid[];
    v_units text[];
    v_kinds text[];
    v_balances bigint[];
    v_counts bigint[];
    v_last_orders int[];
    v_of_holds uuid[];
    v_leg_owners uuid[] := array_fill(NULL::uuid, ARRAY[cardinality(p_leg_places)]);
    v_numbers bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_leg_places)]);
    v_fees bigint[] := array_fill(0::bigint, ARRAY[cardinality(p_kinds)]);
    v_moved bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_kinds)]);
    v_first int;
    v_last int := 0;
    v_place int;
    v_amount bigint;
    v_sum bigint;
    v_arrived bigint;
    v_unit text;
    v_refused boolean := false;
BEGIN
    PERFORM set_config('app.house', 'on', true);
    outcomes := array_fill(NULL::text, ARRAY[cardinality(p_kinds)]);
    transfers := p_transfers;
    balances_after := v_numbers;
    IF p_keys IS NOT NULL THEN
        SELECT * INTO outcomes, transfers FROM economy_ledger_take_keys(
            p_callers, p_scopes, p_keys, p_hashes, p_now, p_keys_end, outcomes, transfers);
    END IF;

    SELECT array_agg(id), array_agg(owner_id), array_agg(unit), array_agg(kind), array_agg(balance),
        array_agg(entry_count), array_agg(0)
    INTO v_ids, v_owners, v_units, v_kinds, v_balances, v_counts, v_last_orders
    FROM (
        SELECT id, owner_id, unit, kind, balance, entry_count FROM economy_ledgeraccount
        WHERE id = ANY (p_accounts) ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    IF v_ids IS DISTINCT FROM p_accounts THEN
        -- Some do not exist: they keep their places, with nothing in them.
        SELECT array_agg(owner_id), array_agg(unit), array_agg(kind), array_agg(balance), array_agg(entry_count), array_agg(0)
        INTO v_owners, v_units, v_kinds, v_balances, v_counts, v_last_orders
        FROM (
            SELECT DISTINCT ON (wanted) owner_id, unit, kind, balance, entry_count
            FROM unnest(p_accounts) AS wanted LEFT JOIN economy_ledgeraccount ON id = wanted ORDER BY wanted
        ) AS found;
        IF cardinality(v_counts) <> cardinality(p_accounts) THEN
            RAISE EXCEPTION 'an account is named twice' USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END IF;

    IF 'reserved' = ANY (v_kinds) THEN
        v_of_holds := ARRAY(SELECT opened_by_id FROM economy_hold WHERE opened_by_id = ANY (transfers)
            UNION SELECT closed_by_id FROM economy_hold WHERE closed_by_id = ANY (transfers));
    END IF;

    FOR v_order IN 1..cardinality(p_kinds) LOOP
        v_first := v_last + 1;
        v_last := p_last_legs[v_order];
        CONTINUE WHEN outcomes[v_order] IS NOT NULL;
        v_unit := v_units[p_leg_places[v_first]];
        v_sum := 0;
        v_arrived := 0;
        FOR v_leg IN v_first..v_last LOOP
            v_place := p_leg_places[v_leg];
            v_amount := p_leg_amounts[v_leg];
            IF v_units[v_place] = v_unit AND v_last_orders[v_place] < v_order AND v_amount <> 0
                AND v_amount BETWEEN -c_greatest_amount AND c_greatest_amount
                AND (v_balances[v_place] + v_amount BETWEEN 0 AND c_greatest_balance
                    OR v_kinds[v_place] IN ('issuance', 'fees', 'clearing', 'promotions')
                    AND v_balances[v_place] + v_amount BETWEEN -c_greatest_balance AND c_greatest_balance)
                AND (v_kinds[v_place] <> 'reserved' OR transfers[v_order] = ANY (v_of_holds))
            THEN
                v_last_orders[v_place] := v_order;
                v_sum := v_sum + v_amount;
                v_arrived := v_arrived + greatest(v_amount, 0);
            ELSE
                outcomes[v_order] := CASE
                    WHEN v_units[v_place] IS NULL THEN 'wallet_not_found'
                    WHEN v_units[v_place] <> v_unit THEN 'units_mixed'
                    WHEN v_last_orders[v_place] = v_order THEN 'same_account'
                    WHEN v_amount = 0 OR v_amount NOT BETWEEN -c_greatest_amount AND c_greatest_amount THEN 'invalid_amount'
                    WHEN v_balances[v_place] + v_amount > c_greatest_balance THEN 'invalid_amount'
                    WHEN v_balances[v_place] + v_amount < 0 AND v_kinds[v_place] <> 'reserved' THEN 'insufficient_funds'
                    ELSE 'account_reserved'
                END;
                EXIT;
            END IF;
        END LOOP;
        IF outcomes[v_order] IS NULL AND (v_sum <> 0 OR v_last <= v_first) THEN
            outcomes[v_order] := 'unbalanced';
        END IF;
        IF outcomes[v_order] IS NOT NULL THEN
            v_refused := true;
            CONTINUE;
        END IF;
        outcomes[v_order] := 'posted';
        v_moved[v_order] := v_arrived;
        FOR v_leg IN v_first..v_last LOOP
            v_place := p_leg_places[v_leg];
            v_balances[v_place] := v_balances[v_place] + p_leg_amounts[v_leg];
            v_counts[v_place] := v_counts[v_place] + 1;
            balances_after[v_leg] := v_balances[v_place];
            v_numbers[v_leg] := v_counts[v_place];
            v_leg_owners[v_leg] := v_owners[v_place];
            IF v_kinds[v_place] = 'fees' THEN
                v_fees[v_order] := v_fees[v_order] + p_leg_amounts[v_leg];
            END IF;
        END LOOP;
    END LOOP;

    IF v_refused AND p_keys IS NOT NULL THEN
        DELETE FROM kernel_idempotencykey USING unnest(transfers, outcomes) AS refused (transfer, outcome)
            WHERE id = transfer AND outcome NOT IN ('posted', 'replayed', 'idempotency_conflict');
    END IF;

    WITH moved AS (
        UPDATE economy_ledgeraccount AS account
            SET balance = ended.balance, entry_count = ended.entry_count, updated_at = p_now
        FROM unnest(p_accounts, v_balances, v_counts) AS ended (id, balance, entry_count)
        WHERE account.id = ended.id AND account.entry_count < ended.entry_count
    ), made AS (
        INSERT INTO economy_ledgertransfer (id, created_at, kind, unit, amount, fee, reference, note, actor_id, parties)
        SELECT transfer, p_now, kind, v_units[p_leg_places[last_leg]], amount, fee, reference, note, actor,
            array_remove(v_leg_owners[coalesce(p_last_legs[at - 1], 0) + 1:last_leg], NULL)
        FROM unnest(transfers, p_kinds, p_references, p_notes, p_actors, p_last_legs, v_moved, v_fees) WITH ORDINALITY
            AS made (transfer, kind, reference, note, actor, last_leg, amount, fee, at)
        WHERE amount IS NOT NULL
    )
    INSERT INTO economy_ledgerentry
        (id, created_at, transfer_id, account_id, owner_id, number, amount, balance_before, balance_after)
    SELECT (left(transfers[ordinal]::text, 32) || lpad(to_hex(at), 4, '0'))::uuid, p_now, transfers[ordinal],
        p_accounts[place], owner, number, amount, after - amount, after
    FROM unnest(p_leg_orders, p_leg_places, v_leg_owners, v_numbers, p_leg_amounts, balances_after) WITH ORDINALITY
        AS leg (ordinal, place, owner, number, amount, after, at)
    WHERE number IS NOT NULL;
    PERFORM set_config('app.house', coalesce(v_asked_by, ''), true);
END $$;

-- One order of the other functions, whose accounts come in any order.
CREATE FUNCTION economy_post_one(
    p_id uuid, p_kind text, p_reference text, p_note text, p_actor uuid,
    p_caller text, p_scope text, p_key text, p_hash text,
    p_accounts uuid[], p_amounts bigint[], p_now timestamptz, p_keys_end timestamptz,
    OUT outcome text, OUT transfer uuid
) LANGUAGE plpgsql AS $$
DECLARE
    v_legs CONSTANT int := cardinality(p_accounts);
    v_accounts uuid[];
    v_amounts bigint[];
BEGIN
    SELECT array_agg(account ORDER BY account), array_agg(amount ORDER BY account) INTO v_accounts, v_amounts
        FROM unnest(p_accounts, p_amounts) AS leg (account, amount);
    SELECT posted.outcomes[1], posted.transfers[1] INTO outcome, transfer FROM economy_post(
        ARRAY[p_id], ARRAY[p_kind], ARRAY[p_reference], ARRAY[p_note], ARRAY[p_actor],
        ARRAY[p_caller], ARRAY[p_scope], CASE WHEN p_key IS NOT NULL THEN ARRAY[p_key] END, ARRAY[p_hash],
        ARRAY[v_legs], array_fill(1, ARRAY[v_legs]), ARRAY(SELECT generate_series(1, v_legs)), v_amounts, v_accounts,
        p_now, p_keys_end) AS posted;
END $$;

-- A transfer the other way, linked to the first, at most once.
CREATE FUNCTION economy_reverse(
    p_id uuid, p_transfer uuid, p_note text, p_actor uuid, p_caller text, p_scope text, p_key text, p_hash text,
    p_now timestamptz, p_keys_end timestamptz,
    OUT outcome text, OUT reversal uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_asked_by CONSTANT text := current_setting('app.house', true);
    v_accounts uuid[];
    v_amounts bigint[];
    v_parties uuid[];
BEGIN
    PERFORM set_config('app.house', 'on', true);
    SELECT array_agg(account_id ORDER BY account_id), array_agg(-amount ORDER BY account_id),
        array_remove(array_agg(DISTINCT owner_id), NULL)
    INTO v_accounts, v_amounts, v_parties FROM economy_ledgerentry WHERE transfer_id = p_transfer;
    IF v_accounts IS NULL THEN
        outcome := 'transfer_not_found';
    ELSE
        BEGIN
            SELECT * INTO outcome, reversal FROM economy_post_one(
                p_id, 'reversal', 'transfer:' || p_transfer, p_note, p_actor, p_caller, p_scope, p_key, p_hash,
                v_accounts, v_amounts, p_now, p_keys_end);
            IF outcome = 'posted' THEN
                INSERT INTO economy_ledgerreversal (original_id, transfer_id, parties)
                    VALUES (p_transfer, reversal, v_parties);
            END IF;
        EXCEPTION WHEN unique_violation THEN
            outcome := 'already_reversed';
        END;
        -- Whatever else stood in the way, that it is done already is the better answer.
        IF outcome NOT IN ('posted', 'replayed', 'idempotency_conflict')
            AND EXISTS (SELECT FROM economy_ledgerreversal WHERE original_id = p_transfer)
        THEN
            outcome := 'already_reversed';
        END IF;
    END IF;
    PERFORM set_config('app.house', coalesce(v_asked_by, ''), true);
END $$;
