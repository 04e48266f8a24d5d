"""Addresses of streams' API."""

from __future__ import annotations

from django.urls import URLPattern, path

from streams.api import goals, polls

app_name = "streams_api"
urlpatterns: list[URLPattern] = [
    path("streams/<uuid:stream>/goals/", goals.GoalsView.as_view(), name="goals"),
    path("goals/<uuid:goal>/contributions/", goals.ContributionsView.as_view(), name="contributions"),
    path("goals/<uuid:goal>/done/", goals.DoneView.as_view(), name="goal_done"),
    path("goals/<uuid:goal>/give-back/", goals.GiveBackView.as_view(), name="goal_give_back"),
    path("streams/<uuid:stream>/polls/", polls.PollsView.as_view(), name="polls"),
    path("polls/<uuid:poll>/votes/", polls.VotesView.as_view(), name="votes"),
    path("polls/<uuid:poll>/close/", polls.CloseView.as_view(), name="poll_close"),
]
