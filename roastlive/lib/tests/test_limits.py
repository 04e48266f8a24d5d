import asyncio
import threading

import pytest
import redis
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from redis.backoff import NoBackoff
from redis.retry import Retry

from roastlive.lib.checks import limits_can_be_read
from roastlive.lib.errors import Limited, Unavailable
from roastlive.lib.limits import Limit, Rate, arequire, aspend, limited, parse_limit, require, spend, spending
from roastlive.lib.redis_clients import async_redis_client, redis_client


@pytest.fixture(autouse=True)
def rules(settings):
    redis_client().flushdb()
    settings.RATE_LIMITS = {
        "chat": "20/30s 3/2s",
        "drip": "2/h",
        "login": "5/m closed",
        "thirds": "3/s",
    }


def pass_time(seconds):
    """As if this much time had gone by: every bucket fills earlier by so much."""
    client = redis_client()
    for key in client.keys("ratelimit:*"):
        for rate, full_at in client.hgetall(key).items():
            client.hset(key, rate, int(full_at) - int(seconds * 1_000_000))


class TestSpending:
    def test_a_bucket_is_emptied_and_then_refuses(self):
        assert [spend(("drip", "alice")).allowed for _ in range(3)] == [True, True, False]

    def test_a_refusal_says_how_long_to_wait_and_waiting_so_long_helps(self):
        for _ in range(2):
            spend(("drip", "alice"))
        refused = spend(("drip", "alice"))
        assert 1799 < refused.retry_after <= 1800
        assert (refused.limit, refused.remaining) == (2, 0)
        pass_time(refused.retry_after - 1)
        assert not spend(("drip", "alice")).allowed
        pass_time(1)
        assert spend(("drip", "alice")).allowed

    def test_everybody_has_a_bucket_of_their_own(self):
        for _ in range(3):
            spend(("drip", "alice"))
        assert spend(("drip", "bob")).allowed

    def test_every_rate_of_a_limit_counts(self):
        assert [spend(("chat", "alice")).allowed for _ in range(4)] == [True, True, True, False]
        sent = 3
        while True:
            pass_time(0.7)
            if not spend(("chat", "alice")).allowed:
                break
            sent += 1
        # 20 and what flows back meanwhile: one in 1.5 s, while one is sent in 0.7 s
        assert 34 <= sent <= 38

    def test_several_buckets_are_taken_from_together_or_not_at_all(self):
        for _ in range(2):
            spend(("drip", "alice"))
        assert not spend(("chat", "alice"), ("drip", "alice")).allowed
        assert spend(("chat", "alice")).remaining == 2, "the refused call took nothing from the other bucket"

    def test_a_cost_is_taken_whole(self):
        assert not spend(("chat", "alice"), cost=4).allowed
        assert spend(("chat", "alice"), cost=3).allowed
        assert not spend(("chat", "alice")).allowed

    def test_what_does_not_divide_evenly_still_fits_in_whole(self):
        assert [spend(("thirds", "alice")).allowed for _ in range(3)] == [True, True, True]

    def test_a_whole_bucket_can_be_taken_at_once_whatever_its_size(self, settings):
        for amount in range(1, 100):
            settings.RATE_LIMITS = {"odd": f"{amount}/s"}
            assert spend(("odd", f"alice{amount}"), cost=amount).allowed

    def test_remaining_and_reset_speak_of_the_emptiest_bucket(self):
        verdict = spend(("chat", "alice"))
        assert (verdict.limit, verdict.remaining) == (3, 2)
        assert verdict.headers == {"RateLimit-Limit": "3", "RateLimit-Remaining": "2", "RateLimit-Reset": "1"}

    def test_buckets_vanish_once_they_are_full(self):
        spend(("drip", "alice"))
        assert 1790 < redis_client().ttl("ratelimit:alice:drip") <= 1801

    def test_keys_are_bounded_and_hold_nothing_personal(self):
        spend(("drip", "alice@example.com"))
        spend(("drip", "x" * 5000))
        spend(("drip", "\ud800"))
        keys = redis_client().keys("ratelimit:*")
        assert len(keys) == 3
        assert all(len(key) < 60 and b"alice" not in key for key in keys)

    def test_a_server_clock_that_went_back_shuts_nobody_out_for_longer_than_the_period(self):
        spend(("drip", "alice"))
        pass_time(-10 * 86400)
        assert spend(("drip", "alice")).retry_after <= 3600

    def test_a_flushed_redis_learns_the_script_again(self):
        spend(("drip", "alice"))
        redis_client().script_flush()
        redis_client().flushdb()
        assert spend(("drip", "alice")).remaining == 1

    def test_many_at_once_get_no_more_than_there_is(self, settings):
        settings.RATE_LIMITS = {"shared": "50/h"}
        allowed = []

        def greedy():
            allowed.extend(spend(("shared", "all")).allowed for _ in range(25))

        threads = [threading.Thread(target=greedy) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sum(allowed) == 50
        assert len(allowed) == 200

    def test_async_code_draws_from_the_same_bucket(self):
        async def draw():
            try:
                return await arequire(("drip", "alice")), await aspend(("drip", "alice"))
            finally:
                await async_redis_client().aclose()

        assert [verdict.remaining for verdict in asyncio.run(draw())] == [1, 0]
        with pytest.raises(Limited):
            asyncio.run(draw())
        with pytest.raises(Limited):
            require(("drip", "alice"))


class TestWithoutRedis:
    @pytest.fixture(autouse=True)
    def no_redis(self, monkeypatch):
        nowhere = redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=Retry(NoBackoff(), 0))
        self.asked = []
        monkeypatch.setattr(spending, "_sulking_until", 0.0)
        monkeypatch.setattr(
            spending, "_script", lambda: self.asked.append(1) or nowhere.register_script(spending.BUCKET)
        )

    def test_chat_goes_on(self):
        verdict = spend(("chat", "alice"))
        assert verdict.allowed
        assert verdict.away

    def test_passwords_may_not_be_guessed(self):
        assert not spend(("login", "alice")).allowed
        with pytest.raises(Unavailable):
            require(("login", "alice"))
        with pytest.raises(Unavailable):
            require(("chat", "alice"), ("login", "alice"))

    def test_not_everybody_waits_for_it_to_fail_again(self):
        for _ in range(5):
            spend(("chat", "alice"))
        assert len(self.asked) == 1


class TestRules:
    def test_a_rule_reads_as_it_is_said(self):
        assert parse_limit("x", "20/30s 3/2s") == Limit("x", (Rate(20, 30), Rate(3, 2)))
        assert parse_limit("x", "200/m closed") == Limit("x", (Rate(200, 60),), closed=True)
        assert parse_limit("x", "25/5m").rates == (Rate(25, 300),)
        assert parse_limit("x", "20/h").rates == (Rate(20, 3600),)

    @pytest.mark.parametrize(
        "rule", ["", "closed", "0/s", "20", "20/30", "20/30s/2", "20/0s", "-1/s", "20/s open", "٣/s"]
    )
    def test_a_rule_that_makes_no_sense_is_found_when_the_house_starts(self, rule, settings):
        settings.RATE_LIMITS = {"x": rule}
        (problem,) = limits_can_be_read()
        assert problem.id == "kernel.E001"

    def test_the_house_starts_with_the_limits_it_was_designed_with(self):
        from roastlive.settings.base import RATE_LIMITS

        rules = {name: parse_limit(name, rule) for name, rule in RATE_LIMITS.items()}
        assert rules["chat"].rates == (Rate(20, 30), Rate(3, 2))
        assert rules["chat_moderator"].rates == (Rate(100, 30),)
        assert rules["login_address"] == Limit("login_address", (Rate(25, 300),), closed=True)
        assert rules["login_account"] == Limit("login_account", (Rate(10, 900),), closed=True)
        assert not rules["chat"].closed


class TestPages:
    def test_a_page_is_sent_so_often_and_read_freely(self):
        page = limited("drip")(lambda request: HttpResponse("ok"))
        factory = RequestFactory(REMOTE_ADDR="203.0.113.9")

        def ask(method):
            request = getattr(factory, method)("/")
            request.user = AnonymousUser()
            return page(request)

        for _ in range(5):
            ask("get")
        ask("post")
        ask("post")
        with pytest.raises(Limited) as refused:
            ask("post")
        assert refused.value.retry_after > 1700

    def test_a_page_may_count_something_else_than_persons(self):
        page = limited("drip", by=lambda request: request.POST["email"])(lambda request: HttpResponse("ok"))
        for email in ("a@example.com", "a@example.com", "b@example.com"):
            page(RequestFactory().post("/", {"email": email}))
        with pytest.raises(Limited):
            page(RequestFactory().post("/", {"email": "a@example.com"}))
