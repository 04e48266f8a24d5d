import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.models import ModerationAction, Report, ReviewCase, UserSanction
from moderation.roles import Role
from moderation.services.claiming import claim, escalate
from moderation.services.deciding import decide
from moderation.services.flagging import flag
from moderation.tests.courtroom import a_case, a_moderator, at_the_desk, held, reported, sentence
from roastlive.lib.ids import uuid7
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def mo():
    return a_moderator("mo")


@pytest.fixture
def desk(mo):
    return at_the_desk(mo)


def page_of(case):
    return reverse("admin:moderation_reviewcase_case", args=[case.pk])


def act_on(desk, case, act, **sent):
    return desk.post(reverse("admin:moderation_reviewcase_act", args=[case.pk, act]), sent)


def test_the_queue_shows_the_most_urgent_first(desk):
    a_case("rita", "vera", type="other")
    flag(kind="channel", id=a_creator("nora").pk, decision=held())
    page = desk.get(reverse("admin:moderation_reviewcase_desk"))
    assert [line.case.title for line in page.context["lines"]] == ["Nora", "Rita"]


def test_a_case_shows_what_was_seen_who_said_so_and_who_it_is_about(desk):
    rita = a_creator("rita", bio="Something vile about <b>Len</b>.")
    case = reported(rita, person("vera"), words="Look at that.").case
    flag(kind="channel", id=rita.pk, decision=held())
    page = desk.get(page_of(case)).content.decode()
    for shown in ("Something vile about &lt;b&gt;Len&lt;/b&gt;.", "Look at that.", "vera", "I know where", "90 %"):
        assert shown in page
    assert "Nothing on record." in page
    assert 'data-key="d"' in page


def test_the_page_says_when_it_has_changed_or_gone(desk):
    rita = a_creator("rita", bio="Vile.")
    case = reported(rita, person("vera")).case
    rita.bio = "Lovely."
    rita.save()
    assert "It has been changed since" in desk.get(page_of(case)).content.decode()
    ReviewCase.objects.filter(pk=case.pk).update(subject_id=uuid7())
    assert "It is gone." in desk.get(page_of(case)).content.decode()


def test_one_press_decides_and_opens_the_next(desk, mo):
    first, second = a_case("rita", "vera"), a_case("len", "emil")
    answer = act_on(desk, first, "decide", outcome="warn")
    assert (answer.status_code, answer["Location"]) == (302, page_of(second) + "?tab=waiting")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, first.reason) == ("warn", "This went after somebody who had not agreed to it.")
    assert second.assignee == mo
    page = desk.get(answer["Location"]).content.decode()
    assert "Warn: <bdi>Rita</bdi>" in page
    assert 'data-key="u"' in page


def test_the_last_decision_can_be_undone_from_the_next_page(desk):
    case = a_case()
    act_on(desk, case, "decide", outcome="timeout")
    answer = act_on(desk, case, "undo")
    assert answer["Location"].startswith(page_of(case))
    case.refresh_from_db()
    assert case.status == "open"
    assert UserSanction.objects.get().lifted_at is not None


def test_a_ban_is_asked_about_once():
    desk = at_the_desk(a_moderator("sena", Role.SENIOR_MODERATOR))
    case = a_case()
    asked = act_on(desk, case, "decide", outcome="ban", reason="Third time.")
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "Ban rita for good?" in page
    assert 'name="reason" value="Third time."' in page
    assert not UserSanction.objects.exists()
    act_on(desk, case, "decide", outcome="ban", reason="Third time.", confirmed="on")
    assert UserSanction.objects.get().reason == "Third time."


def test_what_a_moderator_may_not_do_is_not_offered(desk):
    page = desk.get(page_of(a_case())).content.decode()
    assert 'value="ban"' not in page
    assert 'value="warn"' in page


def test_claiming_letting_go_escalating_and_taking_the_next(desk, mo):
    case = a_case()
    act_on(desk, case, "claim")
    assert "Yours for 10 minutes" in desk.get(page_of(case)).content.decode()
    act_on(desk, case, "release")
    assert "Nobody has it." in desk.get(page_of(case)).content.decode()
    taken = desk.post(reverse("admin:moderation_reviewcase_next"))
    assert taken["Location"].startswith(page_of(case))
    act_on(desk, case, "escalate", reason="Police.")
    case.refresh_from_db()
    assert (case.escalation, case.assignee) == ("Police.", None)
    assert "This case waits for somebody more senior." in desk.get(page_of(case)).content.decode()


def test_a_case_in_other_hands_offers_nothing(desk):
    case = a_case()
    claim(case_id=case.pk, by=a_moderator("max"))
    page = desk.get(page_of(case)).content.decode()
    assert "max is reading this case." in page
    assert 'name="outcome"' not in page
    refused = act_on(desk, case, "decide", outcome="warn")
    assert refused.status_code == 409
    assert "max has this case. Take the next one." in refused.content.decode()


def test_ones_own_case_offers_nothing(desk, mo):
    case = reported(a_creator("rita"), mo).case
    assert "You are part of this case" in desk.get(page_of(case)).content.decode()
    assert act_on(desk, case, "decide", outcome="warn").status_code == 403


def test_htmx_gets_the_part_it_asks_for(desk):
    part = desk.get(page_of(a_case()), headers={"HX-Request": "true", "HX-Target": "judging"}).content.decode()
    assert part.lstrip().startswith('<div class="judging')
    assert "<html" not in part


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"outcome": "hang"},
        {"outcome": "warn", "lasts": "soon"},
        {"outcome": "warn", "lasts": "-10"},
        {"outcome": "warn", "reason": "x" * 1300},
        {"outcome": "warn", "reason": "x" * 400},
        {"outcome": "stop", "confirmed": "on"},
        {"outcome": "restore"},
        {"outcome": "mute", "in_channel": "on"},
        {"outcome": "warn", "reason": "\0\0\0\0"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(desk, sent):
    case = reported(a_creator("rita"), person("vera")).case
    answer = act_on(desk, case, "decide", **sent)
    assert answer.status_code == 400
    case.refresh_from_db()
    assert case.status == "open"
    assert not ModerationAction.objects.exists()
    assert not UserSanction.objects.exists()


def test_addresses_that_lead_nowhere(desk):
    case = a_case()
    assert desk.get(reverse("admin:moderation_reviewcase_case", args=[uuid7()])).status_code == 404
    assert act_on(desk, case, "hang").status_code == 404
    assert desk.get(reverse("admin:moderation_reviewcase_act", args=[case.pk, "decide"])).status_code == 404
    assert desk.get(reverse("admin:moderation_reviewcase_evidence", args=[case.pk, 0])).status_code == 404
    gone = reverse("admin:moderation_reviewcase_act", args=[uuid7(), "claim"])
    assert desk.post(gone).status_code == 404


class TestWhoMayComeIn:
    def paths(self, case):
        return [
            reverse("admin:moderation_reviewcase_desk"),
            page_of(case),
            reverse("admin:moderation_reviewcase_statistics"),
            reverse("admin:moderation_reviewcase_changelist"),
            reverse("admin:moderation_report_changelist"),
            reverse("admin:moderation_moderationflag_changelist"),
            reverse("admin:moderation_moderationaction_changelist"),
        ]

    def test_a_moderator(self, desk):
        case = a_case()
        assert [desk.get(path).status_code for path in self.paths(case)] == [200] * 7

    def test_staff_without_the_permission_do_not(self):
        case = a_case()
        desk = at_the_desk(person("dora", is_staff=True, role=User.Role.MODERATOR))
        assert [desk.get(path).status_code for path in self.paths(case)] == [403] * 7
        assert act_on(desk, case, "claim").status_code == 403

    def test_neither_do_owner_viewer_nor_stranger(self):
        case = a_case()
        owner, viewer = logged_in(case.person), logged_in(person("emil"))
        for somebody in (owner, viewer, Client()):
            assert {somebody.get(path).status_code for path in self.paths(case)} <= {302, 403}
            act_on(somebody, case, "decide", outcome="dismiss")
        case.refresh_from_db()
        assert case.status == "open"

    def test_nor_a_moderator_without_a_second_factor(self, mo):
        case = a_case()
        assert logged_in(mo).get(page_of(case)).status_code == 302


def queries_of(desk, case) -> int:
    with CaptureQueriesContext(connection) as queries:
        part = desk.get(page_of(case), headers={"HX-Request": "true", "HX-Target": "judging"})
    assert part.status_code == 200
    return len(queries)


def test_the_page_asks_the_database_as_often_for_many_as_for_few(desk):
    rita = a_creator("rita")
    case = reported(rita, person("vera0")).case
    few = queries_of(desk, case)
    for number in range(1, 8):
        reported(rita, person(f"vera{number}"))
        a_case(f"act{number}", f"emil{number}")
    assert queries_of(desk, case) == few
    assert few <= 35


def test_lists_are_looked_at_and_not_written(desk):
    case = a_case()
    report = Report.objects.get()
    assert desk.get(reverse("admin:moderation_report_change", args=[report.pk])).status_code == 200
    assert desk.get(reverse("admin:moderation_report_add")).status_code == 403
    assert desk.post(reverse("admin:moderation_report_delete", args=[report.pk]), {"post": "yes"}).status_code == 403
    answer = desk.get(reverse("admin:moderation_reviewcase_change", args=[case.pk]))
    assert answer["Location"].startswith(page_of(case))


def test_the_dashboard_says_how_much_waits_and_how_much_is_mine(desk, mo):
    case = a_case("rita", "vera")
    a_case("len", "emil")
    claim(case_id=case.pk, by=mo)
    page = desk.get("/admin/").content.decode()
    assert "1 is in your hands" in page
    assert "Channel 2" in page


def test_the_escalated_wait_for_seniors_on_the_dashboard(desk, mo):
    escalate(case_id=a_case().pk, by=mo, reason="Police.")
    senior = at_the_desk(a_moderator("sena", Role.SENIOR_MODERATOR))
    assert "Escalated cases" in senior.get("/admin/").content.decode()
    assert "Escalated cases" not in desk.get("/admin/").content.decode()


def test_statistics_count_what_was_decided(desk, mo):
    rita = a_creator("rita")
    flag(kind="channel", id=rita.pk, decision=held())
    case = reported(rita, person("vera")).case
    decide(case_id=case.pk, sentence=sentence(mo, "warn"))
    other = flag(kind="channel", id=a_creator("len").pk, decision=held()).case
    decide(case_id=other.pk, sentence=sentence(mo, "dismiss"))
    a_case("nora", "emil")
    found = desk.get(reverse("admin:moderation_reviewcase_statistics") + "?days=7").context["found"]
    assert (found.opened, found.decided, found.days[-1].backlog) == (3, 2, 1)
    assert (found.agreed.number, found.agreed.whole) == (1, 2)
    assert [(worker.name, worker.cases) for worker in found.workers] == [("mo", 2)]
    assert found.in_time.percent == 100
    assert {str(bar.label) for bar in found.outcomes} == {"Warn", "Dismiss"}


@pytest.mark.parametrize("days", ["", "0", "365", "x", "-7"])
def test_statistics_of_a_strange_period_are_those_of_two_weeks(desk, days):
    page = desk.get(reverse("admin:moderation_reviewcase_statistics"), {"days": days})
    assert page.context["days"] == 14
