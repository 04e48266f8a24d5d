-- Holds: an amount goes from a wallet to the reserved account of the same person, and from there on or back, at most once.
-- The ledger lets a transfer touch a reserved account only if a hold names it, and only these functions write holds.

CREATE FUNCTION economy_reserve(
    p_transfer uuid, p_hold uuid, p_person uuid, p_unit text, p_amount bigint, p_purpose text, p_reference text,
    p_expires_at timestamptz, p_caller text, p_scope text, p_key text, p_hash text, p_now timestamptz,
    p_keys_end timestamptz, OUT outcome text, OUT hold_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_asked_by CONSTANT text := current_setting('app.house', true);
    v_wallet uuid;
    v_reserved uuid;
    v_transfer uuid;
BEGIN
    PERFORM set_config('app.house', 'on', true);
    SELECT id INTO v_wallet FROM economy_account(p_person, p_unit, 'wallet', p_now);
    SELECT id INTO v_reserved FROM economy_account(p_person, p_unit, 'reserved', p_now);
    BEGIN
        INSERT INTO economy_hold (id, created_at, updated_at, person_id, unit, amount, captured, purpose, reference,
            state, expires_at, opened_by_id)
        VALUES (p_hold, p_now, p_now, p_person, p_unit, p_amount, 0, p_purpose, p_reference,
            'active', p_expires_at, p_transfer);
        SELECT posted.outcome, posted.transfer INTO outcome, v_transfer FROM economy_post_one(
            p_transfer, 'reserve', 'hold:' || p_hold, '', p_person, p_caller, p_scope, p_key, p_hash,
            ARRAY[v_wallet, v_reserved], ARRAY[-p_amount, p_amount], p_now, p_keys_end) AS posted;
        IF outcome <> 'posted' THEN
            RAISE EXCEPTION USING ERRCODE = 'triggered_action_exception';
        END IF;
    EXCEPTION WHEN triggered_action_exception THEN
        -- No money, no hold.
        NULL;
    END;
    SELECT id INTO hold_id FROM economy_hold WHERE opened_by_id = v_transfer;
    PERFORM set_config('app.house', coalesce(v_asked_by, ''), true);
END $$;

-- Ends an active hold: captured with what each receiver gets, voided or expired with nobody. The rest goes back to the wallet.
-- One whose time has passed can no longer be captured: it expires instead.
CREATE FUNCTION economy_close_hold(
    p_transfer uuid, p_hold uuid, p_state text, p_receivers uuid[], p_amounts bigint[], p_reference text, p_note text,
    p_actor uuid, p_now timestamptz, OUT outcome text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_asked_by CONSTANT text := current_setting('app.house', true);
    v_hold economy_hold;
    v_state text := p_state;
    v_captured bigint := 0;
    v_wallet uuid;
    v_accounts uuid[];
    v_amounts bigint[];
BEGIN
    PERFORM set_config('app.house', 'on', true);
    SELECT * INTO v_hold FROM economy_hold WHERE id = p_hold FOR UPDATE;
    IF v_hold.expires_at <= p_now AND p_state = 'captured' THEN
        v_state := 'expired';
    END IF;
    IF v_state = 'captured' THEN
        SELECT coalesce(sum(amount), 0) INTO v_captured FROM unnest(p_amounts) AS amount;
        v_accounts := p_receivers;
        v_amounts := p_amounts;
    END IF;
    IF v_captured < v_hold.amount THEN
        SELECT id INTO v_wallet FROM economy_account(v_hold.person_id, v_hold.unit, 'wallet', p_now);
        v_accounts := v_accounts || v_wallet;
        v_amounts := v_amounts || (v_hold.amount - v_captured);
    END IF;

    outcome := CASE
        WHEN v_hold.id IS NULL THEN 'hold_not_found'
        WHEN v_hold.state <> 'active' OR p_state = 'expired' AND v_hold.expires_at > p_now THEN 'hold_over'
        WHEN v_state = 'captured' AND (v_captured NOT BETWEEN 1 AND v_hold.amount OR 0 >= ANY (p_amounts)) THEN 'invalid_amount'
        WHEN cardinality(v_accounts) > (SELECT count(DISTINCT id) FROM unnest(v_accounts) AS id) THEN 'same_account'
    END;
    IF outcome IS NULL THEN
        BEGIN
            UPDATE economy_hold SET state = v_state, captured = v_captured, closed_at = p_now, updated_at = p_now,
                closed_by_id = p_transfer WHERE id = p_hold;
            SELECT posted.outcome INTO outcome FROM economy_post_one(
                p_transfer, CASE WHEN v_state = 'captured' THEN 'capture' ELSE 'release' END,
                coalesce(p_reference, 'hold:' || p_hold), p_note, p_actor, NULL, NULL, NULL, NULL,
                (SELECT id FROM economy_account(v_hold.person_id, v_hold.unit, 'reserved', p_now)) || v_accounts,
                -v_hold.amount || v_amounts, p_now, NULL) AS posted;
            IF outcome <> 'posted' THEN
                RAISE EXCEPTION USING ERRCODE = 'triggered_action_exception';
            END IF;
        EXCEPTION WHEN triggered_action_exception THEN
            -- No money moved, so nothing happened to the hold.
            NULL;
        END;
        IF outcome = 'posted' AND v_state <> p_state THEN
            outcome := 'hold_over';
        END IF;
    END IF;
    PERFORM set_config('app.house', coalesce(v_asked_by, ''), true);
END $$;
