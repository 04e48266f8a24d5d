"""Every page of accounts."""

from accounts.key_urls import keys
from accounts.people_urls import people

app_name = "accounts"
urlpatterns = [*keys, *people]
