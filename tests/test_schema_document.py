"""docs/schema.md says what is true: of the database, of the client's documents, of the apps."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest
from django.apps import apps

from roastlive.lib.schema.catalog import read_schema
from roastlive.lib.schema.description import Schema
from roastlive.lib.schema.document import Row, machine_part, rows_under
from roastlive.lib.schema.homes import HERE, TO_COME, home_exists, relation_of
from roastlive.lib.schema.markdown import as_markdown
from roastlive.lib.schema.ownership import ownership
from tests.floors import ROOT, apps_downwards
from tests.schema_keys import key_is_made

TABLES = "## Where everything lives"
RULES = "### Indexes, constraints and rules"
KEYS = "### In Valkey"

# What each document names: the yardstick that the page is measured by, so that nothing can be dropped from it unnoticed.
NAMED_TABLES = {
    "RoastLive": """
        users user_sessions temp_2fa_setup matchmaking_queue battle_matches battle_participants reactions stream_stats
        challenge_goals milestones wallets gifts tournaments tournament_participants moderation_settings safeword_triggers
        moderation_actions streams stream_messages creators payments user_achievements loyalty_transactions
        loyalty_redemptions
    """,
    "NRSgirls": """
        users dj_profiles performer_profiles tracks streams transactions subscriptions follows reports notifications
        payouts user_settings chat_messages activity_logs analytics_events
    """,
    "Toy Soldiers": "users creators content comments tips analytics_views dashboard_creator",
    "Tipping platform": """
        users user_preferences auth_sessions password_reset_tokens wallets ledger tips payments payouts streams
        stream_viewers kyc_verifications reports moderation_flags user_sanctions audit_logs user_summary stream_summary
    """,
}
NAMED_INDEXES = """
    users.idx_email users.idx_role users.idx_created_at
    dj_profiles.idx_user_id dj_profiles.idx_stage_name dj_profiles.idx_rating dj_profiles.idx_bio
    performer_profiles.idx_user_id performer_profiles.idx_stage_name performer_profiles.idx_bio
    tracks.idx_dj_id tracks.idx_title tracks.idx_genre tracks.idx_upload_date
    streams.idx_creator streams.idx_status streams.idx_start_time streams.idx_category streams.idx_title_desc
    transactions.idx_user_id transactions.idx_creator transactions.idx_type transactions.idx_status
    transactions.idx_created_at
    subscriptions.idx_subscriber subscriptions.idx_creator subscriptions.idx_status subscriptions.idx_period_end
    follows.idx_follower follows.idx_following
    reports.idx_reporter reports.idx_reported_user reports.idx_status reports.idx_created_at
    notifications.idx_user_id notifications.idx_read notifications.idx_created_at
    payouts.idx_creator payouts.idx_status payouts.idx_scheduled_date
    user_settings.idx_user_id
"""
NAMED_KEYS = """
    session:{sessionId} stream:{streamId}:viewers ratelimit:{userId}:{endpoint} counter:stream:{streamId}:viewers
"""


@pytest.fixture
def schema(db: None) -> Schema:
    return read_schema()


@pytest.fixture(scope="module")
def schema_page() -> str:
    return (ROOT / "docs" / "schema.md").read_text()


def require_true_states(rows: list[Row], exists: Callable[[str], bool]) -> None:
    """No row may say of something that it is here, or that it is not, when the opposite holds."""
    untrue = [
        f"{row} is said to be {row.state!r}, and that is not so"
        for row in rows
        if (row.state == HERE) != exists(row.home)
    ]
    assert not untrue, "\n".join(["In docs/schema.md (make schema renews what has come):", *untrue])


def test_the_document_describes_the_database_as_it_is(schema_page, schema):
    written, real = machine_part(schema_page), as_markdown(schema, ownership())
    assert written == real, "docs/schema.md is out of date. Renew it: make schema (manage.py schema_report --write)"


@pytest.mark.parametrize("heading", [TABLES, RULES, KEYS])
def test_every_row_states_whether_its_home_is_here_or_to_come(heading, schema_page):
    rows = rows_under(heading, schema_page)
    assert {row.state for row in rows} <= {HERE, TO_COME}
    assert len(rows) == len(set(rows)), "a row stands there twice"


def test_tables_are_said_to_be_here_exactly_when_they_are(schema_page, schema):
    require_true_states(rows_under(TABLES, schema_page), lambda home: home_exists(home, schema))


def test_rules_are_said_to_be_here_exactly_when_they_are(schema_page, schema):
    require_true_states(rows_under(RULES, schema_page), lambda home: home_exists(home, schema))


def test_keys_in_valkey_are_said_to_be_here_exactly_when_they_are(schema_page):
    require_true_states(rows_under(KEYS, schema_page), key_is_made)


@pytest.mark.parametrize("document", NAMED_TABLES)
def test_every_table_of_the_documents_has_a_home(document, schema_page):
    mapped = {row.named.partition(" (")[0] for row in rows_under(TABLES, schema_page) if row.document == document}
    assert mapped == set(NAMED_TABLES[document].split())


def test_every_named_index_of_the_documents_has_a_home(schema_page):
    mapped = {row.named for row in rows_under(RULES, schema_page) if row.document == "NRSgirls"}
    assert set(NAMED_INDEXES.split()) - mapped == set()


def test_every_key_of_the_documents_has_a_home(schema_page):
    assert {row.named.partition(",")[0] for row in rows_under(KEYS, schema_page)} == set(NAMED_KEYS.split())


def test_every_table_of_ours_stands_in_the_mapping(schema_page, schema):
    owners = ownership()
    between_two_models = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.auto_created
    }
    ours = {relation.name for relation in (*schema.tables, *schema.views)} - owners.packaged - between_two_models
    assert ours - {relation_of(row.home) for row in rows_under(TABLES, schema_page)} == set()


@pytest.mark.parametrize("app", apps_downwards())
def test_the_readme_of_an_app_names_every_table_that_it_holds(app):
    readme = (ROOT / app / "README.md").read_text()
    models = {model.__name__ for model in apps.get_app_config(app).get_models()}
    assert {name for name in models if not re.search(rf"`{name}`", readme)} == set()
    assert ("holds no tables yet" in readme) == (not models)


@pytest.mark.parametrize("app", apps_downwards())
def test_the_readme_of_an_app_names_every_event_that_it_announces(app):
    readme = (ROOT / app / "README.md").read_text()
    path = ROOT / app / "events.py"
    announced = (
        [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
        if path.exists()
        else []
    )
    assert [name for name in announced if f"`{name}`" not in readme] == []
