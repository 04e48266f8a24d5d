import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from accounts.demo_portraits import portrait
from accounts.models import User
from accounts.services.uploads import remove_picture, set_picture
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.models import ModerationAction, Report
from moderation.services.deciding import decide, undo
from moderation.services.evidence import open_picture
from moderation.services.forgetting import decisions_for, forget_cases_about, forget_reports_of, reports_for
from moderation.tests.courtroom import a_moderator, at_the_desk, reported, sentence
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def rita(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = str(tmp_path)
    profile = a_creator("rita", bio="Vile.")
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(profile=profile, place="avatar", upload=portrait("rita", 3))
    return profile


def test_a_picture_that_was_reported_outlives_its_removal(rita, django_capture_on_commit_callbacks):
    case = reported(rita, person("vera")).case
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(profile=rita, place="avatar")
    shown = at_the_desk(a_moderator("mo")).get(reverse("admin:moderation_reviewcase_evidence", args=[case.pk, 0]))
    assert shown.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(b"".join(shown.streaming_content))).format == "WEBP"


def test_evidence_is_for_the_desk_alone(rita):
    case = reported(rita, person("vera")).case
    path = reverse("admin:moderation_reviewcase_evidence", args=[case.pk, 0])
    assert logged_in(rita.user).get(path).status_code in {302, 403}
    assert at_the_desk(person("dora", is_staff=True, role=User.Role.MODERATOR)).get(path).status_code == 403
    assert logged_in(rita.user).get("/media/" + Report.objects.get().snapshot["pictures"][0]).status_code == 404


def test_however_many_report_it_one_copy_is_kept(rita):
    for name in ("vera", "emil", "otto"):
        reported(rita, person(name))
    names = {name for row in Report.objects.all() for name in row.snapshot["pictures"]}
    assert len(names) == 1
    assert default_storage.exists(names.pop())


def test_nothing_beside_the_shelf_is_opened(rita):
    with pytest.raises(FileNotFoundError):
        open_picture(f"{rita.avatar}-large.webp")


def test_a_report_does_not_fail_by_a_picture_that_is_gone(rita):
    default_storage.delete(f"{rita.avatar}-large.webp")
    assert reported(rita, person("vera")).snapshot["pictures"] == []


def test_hiding_a_channels_face_takes_it_off_and_undoing_puts_it_back(rita, django_capture_on_commit_callbacks):
    mo = a_moderator("mo")
    case = reported(rita, person("vera")).case
    with django_capture_on_commit_callbacks(execute=True):
        decide(case_id=case.pk, sentence=sentence(mo, "hide"))
    rita.refresh_from_db()
    assert (rita.bio, rita.avatar, rita.stage_name) == ("", "", "Rita")
    with django_capture_on_commit_callbacks(execute=True):
        undo(case_id=case.pk, by=mo)
    rita.refresh_from_db()
    assert rita.bio == "Vile."
    assert default_storage.exists(f"{rita.avatar}-large.webp")


def test_what_somebody_wrote_meanwhile_is_not_overwritten(rita):
    mo = a_moderator("mo")
    case = reported(rita, person("vera")).case
    decide(case_id=case.pk, sentence=sentence(mo, "hide"))
    rita.refresh_from_db()
    rita.bio = "Lovely."
    rita.save()
    undo(case_id=case.pk, by=mo)
    rita.refresh_from_db()
    assert rita.bio == "Lovely."


class TestLeaving:
    def test_takes_the_evidence_of_decided_cases_along(self, rita):
        vera = person("vera")
        case = reported(rita, vera).case
        decide(case_id=case.pk, sentence=sentence(a_moderator("mo"), "hide"))
        [name] = Report.objects.get().snapshot["pictures"]
        forget_cases_about(rita.user)
        forget_cases_about(rita.user)
        assert Report.objects.get().snapshot == {}
        assert ModerationAction.objects.get().kept == {}
        assert not default_storage.exists(name)
        case.refresh_from_db()
        assert case.title == "—"

    def test_leaves_what_still_waits_until_it_is_decided(self, rita):
        case = reported(rita, person("vera")).case
        User.everyone.filter(pk=rita.user_id).update(deleted_at=case.created_at)
        forget_cases_about(rita.user)
        assert Report.objects.get().snapshot["words"] == "Vile."
        decide(case_id=case.pk, sentence=sentence(a_moderator("mo"), "dismiss"))
        assert Report.objects.get().snapshot == {}

    def test_takes_a_reporters_words_along(self, rita):
        vera = person("vera")
        reported(rita, vera, words="She bites.")
        assert [row["words"] for row in reports_for(vera)] == ["She bites."]
        forget_reports_of(vera)
        assert [row["words"] for row in reports_for(vera)] == [""]

    def test_shows_people_what_was_decided_about_them_and_not_who_said_so(self, rita):
        case = reported(rita, person("vera"), words="She bites.").case
        decide(case_id=case.pk, sentence=sentence(a_moderator("mo"), "warn"))
        [row] = decisions_for(rita.user)
        assert (row["decision"], row["about"], row["by_machine"]) == ("warn", "Rita", False)
        assert "vera" not in str(row)
        assert "She bites" not in str(row)
