"""How tests get real stores: a pytest plugin, loaded by pytest.ini."""
