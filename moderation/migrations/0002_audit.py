import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from roastlive.lib.rls.operations import AppendOnly

# What a seal is the SHA-256 of, as `moderation/chain.py` writes it too: netstrings, "bytes:text,", so that no value can pose
# as its neighbour. Whoever changes it makes a new version beside it.
CANONICAL = """
CREATE FUNCTION moderation_audit_netstring(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT octet_length(convert_to(coalesce(value, ''), 'UTF8')) || ':' || coalesce(value, '') || ','
$$;

CREATE FUNCTION moderation_audit_canonical(number bigint, previous text, act moderation_auditlog) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(moderation_audit_netstring(part), '' ORDER BY place)
    FROM unnest(ARRAY[
        'roastlive.audit.1',
        number::text,
        previous,
        (act).id::text,
        to_char((act).created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        (act).actor_id::text,
        (act).act,
        (act).subject,
        (act).reason,
        (act).detail::text,
        host((act).ip),
        (act).request_id
    ]) WITH ORDINALITY AS parts (part, place)
$$
"""

# The number and both hashes are the database's own, whatever an insert says. Only here is there a lock, and it is held for
# no longer than the commit takes.
SEALING = """
CREATE FUNCTION moderation_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head moderation_auditseal;
    act moderation_auditlog;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('moderation_auditseal', 0));
    SELECT * INTO head FROM moderation_auditseal ORDER BY number DESC LIMIT 1;
    SELECT * INTO STRICT act FROM moderation_auditlog WHERE id = NEW.entry_id;
    NEW.number := coalesce(head.number, 0) + 1;
    NEW.previous := coalesce(head.hash, repeat('0', 64));
    NEW.hash := encode(
        sha256(convert_to(moderation_audit_canonical(NEW.number, NEW.previous, act), 'UTF8')), 'hex'
    );
    RETURN NEW;
END $$;

CREATE TRIGGER chain BEFORE INSERT ON moderation_auditseal FOR EACH ROW EXECUTE FUNCTION moderation_audit_chain();
ALTER TABLE moderation_auditseal ENABLE ALWAYS TRIGGER chain;

CREATE FUNCTION moderation_audit_take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_auditturn (id, created_at, entry_id) VALUES (NEW.id, clock_timestamp(), NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON moderation_auditlog
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION moderation_audit_take_turn();

-- Fired by what the one above wrote, hence in the next round of the commit: after everything else that was put off.
CREATE FUNCTION moderation_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_auditseal (id, created_at, entry_id, number, previous, hash)
    VALUES (NEW.id, clock_timestamp(), NEW.entry_id, 1, '', '');
    DELETE FROM moderation_auditturn WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON moderation_auditturn
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION moderation_audit_seal();
ALTER TABLE moderation_auditturn ENABLE ALWAYS TRIGGER seal;
ALTER TABLE moderation_auditlog ENABLE ALWAYS TRIGGER seal
"""

UNSEALING = """
DROP TRIGGER seal ON moderation_auditturn;
DROP FUNCTION moderation_audit_seal();
DROP TRIGGER seal ON moderation_auditlog;
DROP FUNCTION moderation_audit_take_turn();
DROP TRIGGER chain ON moderation_auditseal;
DROP FUNCTION moderation_audit_chain()
"""

UNCANONICAL = """
DROP FUNCTION moderation_audit_canonical(bigint, text, moderation_auditlog);
DROP FUNCTION moderation_audit_netstring(text)
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_settings"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="AuditLog",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("act", models.CharField(max_length=60, verbose_name="act")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="about")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "detail",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="details"
                    ),
                ),
                ("ip", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("request_id", models.CharField(blank=True, max_length=64, verbose_name="request")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit row",
                "verbose_name_plural": "audit log",
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.BigIntegerField(unique=True, verbose_name="number")),
                ("previous", models.CharField(max_length=64, verbose_name="hash of the one before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="moderation.auditlog",
                        verbose_name="audit row",
                    ),
                ),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
            },
        ),
        migrations.CreateModel(
            name="AuditTurn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.auditlog",
                    ),
                ),
            ],
            options={"verbose_name": "turn", "verbose_name_plural": "turns"},
        ),
        migrations.AddIndex(
            model_name="auditlog",
            index=models.Index(fields=["-created_at", "-id"], name="moderation_auditlog_newest"),
        ),
        migrations.AddIndex(
            model_name="auditlog",
            index=models.Index(fields=["actor", "-created_at"], name="moderation_auditlog_actor"),
        ),
        migrations.AddIndex(
            model_name="auditlog",
            index=models.Index(fields=["act", "-created_at"], name="moderation_auditlog_act"),
        ),
        migrations.AddIndex(
            model_name="auditlog",
            index=models.Index(fields=["subject", "-created_at"], name="moderation_auditlog_subject"),
        ),
        migrations.AddConstraint(
            model_name="auditlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__regex", "^[a-z][a-z_]*(\\.[a-z][a-z_]*)+$")),
                name="moderation_auditlog_act_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditseal",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="moderation_auditseal_number_from_one"
            ),
        ),
        migrations.RunSQL(CANONICAL, UNCANONICAL),
        migrations.RunSQL(SEALING, UNSEALING),
        AppendOnly("AuditLog"),
        AppendOnly("AuditSeal"),
    ]
