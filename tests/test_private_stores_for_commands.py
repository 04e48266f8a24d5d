"""`python -m roastlive.testing …` runs a command against stores that exist for it alone."""

from __future__ import annotations

import os
from pathlib import Path

from roastlive.testing.__main__ import main

COMMAND = """
import django, sys
django.setup()
from django.db import connection
from roastlive.lib.models import OutboxMessage
print(connection.settings_dict["USER"], OutboxMessage.objects.count(), connection.settings_dict["HOST"])
sys.exit(7)
"""


def test_a_command_meets_an_empty_migrated_database_of_its_own(capfd):
    assert main(["-c", COMMAND]) == 7
    role, messages, host = capfd.readouterr().out.split()
    assert (role, messages) == ("roastlive_app", "0")
    assert host not in os.environ["DATABASE_URL"]
    assert not Path(host).exists(), "the stores are gone when the command has ended"
