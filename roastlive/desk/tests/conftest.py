import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User, UserSession
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as


@pytest.fixture(autouse=True)
def fresh_limits():
    """Nobody has tried anything yet: limits live in Redis, which no rollback reaches."""
    redis_client().flushdb()


def somebody(username, **fields):
    return User.objects.create(email=f"{username}@example.com", username=username, date_of_birth="1990-01-01", **fields)


@pytest.fixture
def administrator():
    return somebody("ada", role=User.Role.ADMIN, is_staff=True, is_superuser=True)


@pytest.fixture
def moderator():
    """Works at the desk, and may do nothing there yet."""
    return somebody("momo", role=User.Role.MODERATOR, is_staff=True)


@pytest.fixture
def viewer():
    return somebody("vito")


@pytest.fixture
def allow():
    """Gives a permission, named as in code: `accounts.view_user`."""

    def allow(person, *names):
        for name in names:
            app, codename = name.split(".")
            person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))

    return allow


@pytest.fixture
def seat(client):
    """Puts somebody at the desk: logged in, and with a second factor shown."""

    def seat(person):
        client.force_login(person)
        with acting_as(person.pk):
            UserSession.objects.filter(user=person).update(second_factor_at=timezone.now())
        return client

    return seat
