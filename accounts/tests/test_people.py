import pytest
from django.db import IntegrityError, connection

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_application_does_not_own_its_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'accounts_user'")
        assert cursor.fetchone() == ("roastlive_app", "roastlive_owner")


def test_an_email_is_taken_whatever_its_case():
    User.objects.create(email="Dora@example.com", username="dora", date_of_birth="1990-01-01")
    with pytest.raises(IntegrityError, match="accounts_user_email_unique"):
        User.objects.create(email="dora@EXAMPLE.com", username="dora2", date_of_birth="1990-01-01")


def test_whoever_signs_up_states_a_date_of_birth():
    with pytest.raises(IntegrityError, match="accounts_user_date_of_birth_stated"):
        User.objects.create(email="dora@example.com", username="dora")


@pytest.mark.django_db(transaction=True)
def test_a():
    User.objects.create(email="dora@example.com", username="dora", date_of_birth="1990-01-01")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_b():
    User.objects.create(email="dora@example.com", username="dora", date_of_birth="1990-01-01")
    assert User.objects.count() == 1
