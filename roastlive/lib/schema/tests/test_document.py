from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roastlive.lib.schema.document import BEGIN, END, PageUnusable, machine_part, with_machine_part

PAGE = f"# By hand\n\n{BEGIN}\n\nold\n\n{END}\n\nby hand too\n"


def test_renewing_changes_the_machines_part_alone():
    assert with_machine_part(PAGE, "new\n") == PAGE.replace("old", "new")


def test_what_was_written_is_read_back():
    assert machine_part(with_machine_part(PAGE, "a\n\nb\n")) == "a\n\nb\n"


@pytest.mark.parametrize("page", ["", f"{BEGIN}\nold", f"{END}\n{BEGIN}", f"old\n{END}"])
def test_a_page_without_both_markers_in_order_is_refused(page):
    with pytest.raises(PageUnusable):
        with_machine_part(page, "new")


@pytest.mark.django_db
def test_the_command_renews_the_page_and_a_second_time_leaves_it_alone(tmp_path):
    page = tmp_path / "schema.md"
    page.write_text(PAGE)
    first, second = StringIO(), StringIO()
    call_command("schema_report", "--write", str(page), stdout=first)
    renewed = page.read_text()
    call_command("schema_report", "--write", str(page), stdout=second)
    assert renewed.startswith("# By hand\n")
    assert renewed.endswith("\nby hand too\n")
    assert "#### kernel_outboxmessage" in renewed
    assert (page.read_text(), "is renewed" in first.getvalue(), "says so already" in second.getvalue()) == (
        renewed,
        True,
        True,
    )


@pytest.mark.django_db
def test_a_page_that_cannot_be_renewed_is_told_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="could not be renewed"):
        call_command("schema_report", "--write", str(tmp_path / "absent.md"), stdout=StringIO())
