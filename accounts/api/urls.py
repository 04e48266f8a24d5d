"""Every resource of accounts."""

from accounts.api.key_urls import keys
from accounts.api.people_urls import people

app_name = "accounts_api"
urlpatterns = [*keys, *people]
