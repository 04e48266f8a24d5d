import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path
from django.views import View
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from roastlive.lib.access import public, signed_in, staff_only
from roastlive.lib.api.views import ApiView
from tests.routes import every_route, without_policy

# Views of others that are for everybody, and why that is so.
OPEN_BY_NATURE = {
    # Stores the language one asks for in one's own cookie.
    "/i18n/setlang/",
}


def test_every_route_has_a_policy():
    missing = [route for route in without_policy(get_resolver().url_patterns) if route.split()[1] not in OPEN_BY_NATURE]
    assert missing == [], "Say who may call these, with roastlive.lib.access."


@pytest.mark.django_db
def test_the_desk_shows_strangers_its_door_and_nothing_else():
    inside = [f"/{address}" for address, _ in every_route(get_resolver().url_patterns) if address.startswith("admin/")]
    opened = []
    for address in inside:
        example = re.sub(r"<[^>]+>", "1", address).replace("(?P", "").replace("\\Z", "").replace("$", "")
        response = Client().get(example)
        # Outwards only: to the door, or away from an address that does not exist.
        if response.status_code not in {301, 302, 404}:
            opened.append(example)
    assert len(inside) > 10
    assert opened == ["/admin/login/"]


class TestTheWalk:
    """It is seen to fail on each kind of view that forgets its policy."""

    def missing(self, view):
        return without_policy([path("outer/", include([path("inner/<int:pk>/", view)]))])

    def test_a_function(self):
        def page(request, pk):
            return HttpResponse()

        assert self.missing(page) == ["ANY /outer/inner/<int:pk>/"]
        assert self.missing(signed_in(page)) == []

    def test_a_class(self):
        class Page(View):
            def get(self, request, pk):
                return HttpResponse()

        assert self.missing(Page.as_view()) == ["ANY /outer/inner/<int:pk>/"]
        assert self.missing(staff_only(Page).as_view()) == []

    def test_a_resource_of_the_api(self):
        class Resource(ApiView):
            def get(self, request, pk):
                pass

            def post(self, request, pk):
                pass

        class Half(Resource):
            access = {"GET": public}

        class Whole(Resource):
            access = {"GET": public, "POST": signed_in}

        class Forgotten(Whole):
            def delete(self, request, pk):
                pass

        assert self.missing(Half.as_view()) == ["POST /outer/inner/<int:pk>/"]
        assert self.missing(Whole.as_view()) == []
        assert self.missing(Forgotten.as_view()) == ["DELETE /outer/inner/<int:pk>/"]

    def test_a_resource_that_states_nothing_is_for_nobody_by_accident_which_does_not_count(self):
        class Resource(ApiView):
            def get(self, request, pk):
                pass

        assert self.missing(Resource.as_view()) == ["GET /outer/inner/<int:pk>/"]

    def test_actions_of_a_viewset(self):
        class Things(ViewSetMixin, ApiView):
            access = {"GET": public}

            def list(self, request, pk):
                pass

            def create(self, request, pk):
                pass

        view = Things.as_view({"get": "list", "post": "create"})
        assert self.missing(view) == ["POST /outer/inner/<int:pk>/"]

    def test_a_view_of_the_framework_that_would_not_ask_our_policies(self):
        class Stray(APIView):
            permission_classes = [AllowAny]
            access = public

            def get(self, request, pk):
                pass

        assert self.missing(Stray.as_view()) == ["ANY /outer/inner/<int:pk>/"]
