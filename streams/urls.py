"""Addresses of streams."""

from __future__ import annotations

from django.urls import URLPattern, path

from streams.views import crowd

app_name = "streams"
urlpatterns: list[URLPattern] = [
    path("live/<uuid:stream>/goals/", crowd.set_goal_view, name="set_goal"),
    path("live/<uuid:stream>/polls/", crowd.open_poll_view, name="open_poll"),
    path("live/goals/<uuid:goal>/chip-in/", crowd.chip_in_view, name="chip_in"),
    path("live/goals/<uuid:goal>/done/", crowd.finish_goal_view, name="finish_goal"),
    path("live/goals/<uuid:goal>/give-back/", crowd.give_back_view, name="give_back_goal"),
    path("live/polls/<uuid:poll>/vote/", crowd.vote_view, name="vote"),
    path("live/polls/<uuid:poll>/close/", crowd.close_poll_view, name="close_poll"),
]
