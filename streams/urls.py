"""Addresses of streams."""

from __future__ import annotations

from django.urls import URLPattern, path

from streams.views import browse, chat, crowd, doors, emotes, encoder, stage, studio, watch

app_name = "streams"
urlpatterns: list[URLPattern] = [
    path("browse/", browse.browse, name="browse"),
    path("search/", browse.browse, name="search"),
    path("live/<uuid:stream>/", watch.watch, name="watch"),
    path("live/<uuid:stream>/ticket/", doors.buy, name="buy_ticket"),
    path("live/<uuid:stream>/reminder/", doors.toggle_reminder, name="remind"),
    path("tickets/", doors.tickets, name="tickets"),
    path("live/<uuid:stream>/say/", chat.say, name="say"),
    path("@<slug:slug>/ask-back/", chat.ask_to_come_back, name="ask_back"),
    path("studio/streams/", studio.shows, name="studio_streams"),
    path("studio/streams/new/", studio.new_show, name="new_stream"),
    path("studio/streams/<uuid:stream>/", studio.show, name="studio_stream"),
    path("studio/streams/<uuid:stream>/stage/", stage.stage, name="studio_stage"),
    path("studio/streams/<uuid:stream>/start/", studio.start, name="start_stream"),
    path("studio/streams/<uuid:stream>/end/", studio.end, name="end_stream"),
    path("studio/streams/<uuid:stream>/cancel/", studio.cancel, name="cancel_stream"),
    path("studio/streams/<uuid:stream>/delete/", studio.delete, name="delete_stream"),
    path("studio/encoder/", encoder.encoder, name="encoder"),
    path("studio/encoder/drop/", encoder.drop, name="drop_key"),
    path("studio/emotes/", emotes.emotes, name="emotes"),
    path("studio/emotes/<uuid:emote>/remove/", emotes.forget, name="forget_emote"),
    path("live/<uuid:stream>/goals/", crowd.set_goal_view, name="set_goal"),
    path("live/<uuid:stream>/polls/", crowd.open_poll_view, name="open_poll"),
    path("live/goals/<uuid:goal>/chip-in/", crowd.chip_in_view, name="chip_in"),
    path("live/goals/<uuid:goal>/done/", crowd.finish_goal_view, name="finish_goal"),
    path("live/goals/<uuid:goal>/give-back/", crowd.give_back_view, name="give_back_goal"),
    path("live/polls/<uuid:poll>/vote/", crowd.vote_view, name="vote"),
    path("live/polls/<uuid:poll>/close/", crowd.close_poll_view, name="close_poll"),
]
