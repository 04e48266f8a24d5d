import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Block, CreatorProfile, Follow, User
from accounts.notifications import VERIFIED
from accounts.selectors import unread_count
from accounts.services.blocking import block
from accounts.services.following import follow
from accounts.services.notifying import notify
from accounts.services.preferences import change_privacy
from accounts.tests.ensemble import a_creator, a_person

pytestmark = pytest.mark.django_db

API = "/api/v1/"
JSON = "application/json"


@pytest.fixture
def vera(client):
    person = a_person("vera")
    client.force_login(person)
    return person


def put(client, path, body=None):
    return client.put(API + path, body or {}, content_type=JSON)


def patch(client, path, body):
    return client.patch(API + path, body, content_type=JSON)


@pytest.mark.parametrize(
    "path",
    ["me/", "me/settings/", "follows/", "blocks/", "notifications/", "notifications/read/", "creators/x/follow/"],
)
def test_a_stranger_is_told_to_log_in(client, path):
    method = "post" if path.endswith("read/") else "put" if path.endswith("follow/") else "get"
    answer = getattr(client, method)(API + path, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_me_is_me(client, vera):
    me = client.get(API + "me/").json()
    assert (me["username"], me["email"], me["role"], me["channel"]) == ("vera", "vera@example.com", "viewer", None)
    assert "password" not in me


def test_a_name_can_be_changed_to_one_that_is_free(client, vera):
    a_person("otto")
    assert patch(client, "me/", {"username": "Vera_2"}).json()["username"] == "Vera_2"
    taken = patch(client, "me/", {"username": "OTTO"})
    assert (taken.status_code, taken.json()["code"]) == (409, "username_taken")
    assert patch(client, "me/", {"username": "no spaces"}).status_code == 400
    assert User.objects.get(pk=vera.pk).username == "Vera_2"


READ_ONLY = {
    "role": "admin",
    "is_staff": True,
    "is_superuser": True,
    "email": "evil@example.com",
    "email_verified_at": "2026-01-01T00:00:00Z",
    "date_of_birth": "2020-01-01",
    "password": "x",
    "id": "00000000-0000-0000-0000-000000000000",
    "deleted_at": None,
}


@pytest.mark.parametrize("field", READ_ONLY)
def test_nobody_assigns_what_is_not_theirs_to_set(client, vera, field):
    before = User.objects.filter(pk=vera.pk).values().get()
    answer = patch(client, "me/", {"username": "other", field: READ_ONLY[field]})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert User.objects.filter(pk=vera.pk).values().get() == before


@pytest.mark.parametrize(
    "field", ["verified_at", "verified", "follower_count", "rating", "total_earnings", "user", "avatar", "created_at"]
)
def test_nobody_assigns_a_badge_or_a_number_to_their_channel(client, field):
    rita = a_creator("rita")
    client.force_login(rita.user)
    before = CreatorProfile.objects.values().get()
    assert patch(client, "creators/rita/", {"bio": "x", field: "9"}).status_code == 400
    assert CreatorProfile.objects.values().get() == before


def test_settings_are_read_and_changed_in_parts(client, vera):
    changed = patch(
        client,
        "me/settings/",
        {"theme": "dark", "privacy": {"follows": "nobody"}, "muted_notifications": {VERIFIED: ["email"]}},
    ).json()
    assert (changed["theme"], changed["language"]) == ("dark", "en")
    assert changed["privacy"] == {"follows": "nobody", "following": "named"}
    assert client.get(API + "me/settings/").json() == changed
    for wrong in (
        {"timezone": "Nowhere"},
        {"user": "x"},
        {"privacy": {"x": 1}},
        {"muted_notifications": {"x": ["page"]}},
    ):
        assert patch(client, "me/settings/", wrong).status_code == 400
    assert client.get(API + "me/settings/").json() == changed


def test_people_are_found_by_name_and_show_what_they_wish(client, vera):
    otto, rita = a_person("otto"), a_creator("rita")
    follow(follower=otto, creator=rita)
    seen = client.get(API + "users/OTTO/").json()
    assert (seen["username"], seen["follows"], seen["channel"]) == ("otto", ["rita"], None)
    assert "email" not in seen
    change_privacy(user=otto, follows="nobody")
    assert client.get(API + "users/otto/").json()["follows"] is None
    client.force_login(otto)
    assert client.get(API + "users/otto/").json()["follows"] == ["rita"]
    assert client.get(API + "users/rita/").json()["channel"]["slug"] == "rita"


def test_who_is_gone_and_who_never_was_are_the_same_404(client):
    a_person("gone", is_active=False)
    bodies = []
    for name in ("gone", "never"):
        answer = client.get(f"{API}users/{name}/")
        assert answer.status_code == 404
        bodies.append({k: v for k, v in answer.json().items() if k not in {"request_id", "instance"}})
    assert bodies[0] == bodies[1]


def test_creators_are_listed_by_genre_and_words_in_one_page_of_few_queries(client, django_assert_num_queries):
    for number in range(6):
        a_creator(f"rita{number}", genres=["house" if number % 2 else "deadpan"], bio=f"number{number} toast")
    a_creator("hidden", blocked_regions=["DE"])

    def slugs(query, **extra):
        return [row["slug"] for row in client.get(f"{API}creators/?{query}", **extra).json()["results"]]

    assert slugs("genre=house") == ["rita5", "rita3", "rita1"]
    assert slugs("q=number3") == ["rita3"]
    assert slugs("q=rita4") == ["rita4"]
    assert "hidden" in slugs("")
    assert "hidden" not in slugs("", REMOTE_ADDR="81.169.145.1")
    with django_assert_num_queries(1):
        client.get(API + "creators/")
    first = client.get(API + "creators/?limit=4").json()
    assert (len(first["results"]), first["previous"]) == (4, None)
    assert len(client.get(first["next"]).json()["results"]) == 3


def test_a_channel_that_is_not_shown_here_says_so(client):
    a_creator("rita", blocked_regions=["DE"])
    answer = client.get(API + "creators/rita/", REMOTE_ADDR="81.169.145.1")
    assert (answer.status_code, answer.json()["code"]) == (451, "not_in_your_country")
    assert client.get(API + "creators/rita/").status_code == 200


def test_one_becomes_a_creator_and_changes_only_ones_own_channel(client, vera):
    a_creator("otto")
    wish = {"kind": "dj", "stage_name": "DJ Vera", "slug": "dj-vera"}
    made = client.post(API + "creators/", wish, content_type=JSON)
    assert (made.status_code, made.json()["kind"]) == (201, "dj")
    assert client.post(API + "creators/", {**wish, "slug": "two"}, content_type=JSON).status_code == 409
    changed = patch(client, "creators/dj-vera/", {"bio": "Loud.", "blocked_regions": ["fr"]})
    assert (changed.json()["bio"], CreatorProfile.objects.get(slug="dj-vera").blocked_regions) == ("Loud.", ["FR"])
    assert patch(client, "creators/otto/", {"bio": "Evil."}).status_code == 403
    assert patch(client, "creators/nobody/", {"bio": "Evil."}).status_code == 404


def test_following_is_put_and_deleted(client, vera):
    rita = a_creator("rita")
    assert put(client, "creators/rita/follow/").json()["bell"] is True
    assert put(client, "creators/rita/follow/", {"bell": False}).json()["bell"] is False
    listed = client.get(API + "follows/").json()["results"]
    assert [(row["creator"]["slug"], row["bell"]) for row in listed] == [("rita", False)]
    assert client.get(API + "creators/rita/").json()["follower_count"] == 1
    assert client.delete(API + "creators/rita/follow/").status_code == 204
    assert client.delete(API + "creators/rita/follow/").status_code == 204
    block(blocker=rita.user, blocked=vera)
    refused = put(client, "creators/rita/follow/")
    assert (refused.status_code, refused.json()["code"]) == (403, "cannot_follow")
    assert Follow.objects.count() == 0


def queries(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(API + path).status_code == 200
    return len(asked)


def test_lists_cost_the_same_queries_for_one_row_and_for_many(client, vera):
    def one_more(number):
        follow(follower=vera, creator=a_creator(f"rita{number}"))
        block(blocker=vera, blocked=a_person(f"otto{number}"))
        notify(recipient=vera, type=VERIFIED, title="News")

    lists = ("follows/", "blocks/", "notifications/", "creators/", "users/vera/")
    one_more(0)
    for path in lists:
        # What is looked up once, and then known, is not what this is about.
        client.get(API + path)
    with_one = {path: queries(client, path) for path in lists}
    for number in range(1, 6):
        one_more(number)
    assert {path: queries(client, path) for path in lists} == with_one


def test_blocks_are_made_listed_and_ended(client, vera):
    a_person("otto")
    a_person("emil")
    assert client.post(API + "blocks/", {"username": "Otto"}, content_type=JSON).status_code == 201
    assert (
        client.post(API + "blocks/", {"username": "vera"}, content_type=JSON).json()["code"] == "cannot_block_yourself"
    )
    assert client.post(API + "blocks/", {"username": "ghost"}, content_type=JSON).status_code == 404
    assert [row["username"] for row in client.get(API + "blocks/").json()["results"]] == ["otto"]
    # Not blocked and not existing look alike.
    assert client.delete(API + "blocks/emil/").status_code == client.delete(API + "blocks/ghost/").status_code == 404
    assert client.delete(API + "blocks/otto/").status_code == 204
    assert Block.objects.count() == 0


def test_notifications_are_ones_own(client, vera):
    otto = a_person("otto")
    mine = [notify(recipient=vera, type=VERIFIED, title=f"News {n}", key=f"k{n}") for n in range(3)]
    theirs = notify(recipient=otto, type=VERIFIED, title="For Otto")
    listed = client.get(API + "notifications/").json()["results"]
    assert [row["title"] for row in listed] == ["News 2", "News 1", "News 0"]
    assert listed[0]["data"] == {}
    foreign = client.get(f"{API}notifications/{theirs.pk}/")
    missing = client.get(f"{API}notifications/{vera.pk}/")
    assert foreign.status_code == missing.status_code == 404
    assert patch(client, f"notifications/{theirs.pk}/", {"read": True}).status_code == 404
    assert patch(client, f"notifications/{mine[0].pk}/", {"read": True}).json()["read_at"] is not None
    assert len(client.get(API + "notifications/?unread=true").json()["results"]) == 2
    assert patch(client, f"notifications/{mine[0].pk}/", {"read": False}).json()["read_at"] is None
    some = client.post(API + "notifications/read/", {"ids": [str(mine[1].pk), str(theirs.pk)]}, content_type=JSON)
    assert some.json() == {"changed": 1}
    assert client.post(API + "notifications/read/", {}, content_type=JSON).json() == {"changed": 2}
    assert (unread_count(vera), unread_count(otto)) == (0, 1)


def test_a_list_that_did_not_change_is_not_sent_again(client, vera):
    notify(recipient=vera, type=VERIFIED, title="News")
    first = client.get(API + "notifications/")
    again = client.get(API + "notifications/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    notify(recipient=vera, type=VERIFIED, title="More")
    assert client.get(API + "notifications/", headers={"If-None-Match": first["ETag"]}).status_code == 200
