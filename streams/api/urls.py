"""Addresses of streams' API."""

from __future__ import annotations

from django.urls import URLPattern, path

from streams.api import broadcast, chat, goals, order, polls, reactions, shows

app_name = "streams_api"
urlpatterns: list[URLPattern] = [
    path("categories/", shows.CategoriesView.as_view(), name="categories"),
    path("streams/", shows.StreamsView.as_view(), name="streams"),
    path("streams/<uuid:stream>/", shows.StreamView.as_view(), name="stream"),
    path("streams/<uuid:stream>/start/", shows.StartView.as_view(), name="start"),
    path("streams/<uuid:stream>/end/", shows.EndView.as_view(), name="end"),
    path("streams/<uuid:stream>/cancel/", shows.CancelView.as_view(), name="cancel"),
    path("streams/<uuid:stream>/playback/", broadcast.PlaybackView.as_view(), name="playback"),
    path("streams/<uuid:stream>/ingest/", broadcast.IngestView.as_view(), name="ingest"),
    path("stream-key/", broadcast.StreamKeyView.as_view(), name="stream_key"),
    path("streams/<uuid:stream>/reactions/", reactions.ReactionsView.as_view(), name="reactions"),
    path("streams/<uuid:stream>/stats/", shows.StatsView.as_view(), name="stats"),
    path("streams/<uuid:stream>/reminder/", shows.ReminderView.as_view(), name="reminder"),
    path("streams/<uuid:stream>/tickets/", shows.TicketsView.as_view(), name="tickets"),
    path("streams/<uuid:stream>/messages/", chat.MessagesView.as_view(), name="messages"),
    path("streams/<uuid:stream>/messages/<uuid:message>/", chat.MessageView.as_view(), name="message"),
    path("streams/<uuid:stream>/emotes/", chat.EmotesView.as_view(), name="emotes"),
    path("streams/<uuid:stream>/modes/", order.ModesView.as_view(), name="modes"),
    path("streams/<uuid:stream>/timeouts/", order.TimeoutsView.as_view(), name="timeouts"),
    path("streams/<uuid:stream>/bans/", order.BansView.as_view(), name="bans"),
    path("streams/<uuid:stream>/bans/<uuid:person>/", order.BanView.as_view(), name="ban"),
    path("streams/<uuid:stream>/held/", order.HeldLinesView.as_view(), name="held_lines"),
    path("held/<uuid:held>/", order.HeldLineView.as_view(), name="held_line"),
    path("streams/<uuid:stream>/unban-requests/", order.UnbanRequestsView.as_view(), name="unban_requests"),
    path("unban-requests/<uuid:asked>/", order.UnbanRequestView.as_view(), name="unban_request"),
    path("streams/<uuid:stream>/goals/", goals.GoalsView.as_view(), name="goals"),
    path("goals/<uuid:goal>/contributions/", goals.ContributionsView.as_view(), name="contributions"),
    path("goals/<uuid:goal>/done/", goals.DoneView.as_view(), name="goal_done"),
    path("goals/<uuid:goal>/give-back/", goals.GiveBackView.as_view(), name="goal_give_back"),
    path("streams/<uuid:stream>/polls/", polls.PollsView.as_view(), name="polls"),
    path("polls/<uuid:poll>/votes/", polls.VotesView.as_view(), name="votes"),
    path("polls/<uuid:poll>/close/", polls.CloseView.as_view(), name="poll_close"),
]
