import pytest

from roastlive.lib.crypto import CannotOpen, new_file_key, seal_file, unseal_file

PLAIN = b"RIFF....WEBP a face and a number" * 40
HERE = "moderation_kycdocument.file.1"


def test_a_file_opens_with_its_key_at_its_place():
    key = new_file_key()
    sealed = seal_file(PLAIN, key=key, place=HERE)
    assert PLAIN[:8] not in sealed
    assert unseal_file(sealed, key=key, place=HERE) == PLAIN


def test_the_same_file_is_never_sealed_the_same():
    key = new_file_key()
    assert seal_file(PLAIN, key=key, place=HERE) != seal_file(PLAIN, key=key, place=HERE)
    assert new_file_key() != new_file_key()


@pytest.mark.parametrize("change", ["key", "place", "bit", "short", "empty"])
def test_a_file_that_was_touched_or_moved_does_not_open(change):
    key = new_file_key()
    sealed = seal_file(PLAIN, key=key, place=HERE)
    place = HERE
    if change == "key":
        key = new_file_key()
    elif change == "place":
        place = "moderation_kycdocument.file.2"
    elif change == "bit":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    else:
        sealed = sealed[:20] if change == "short" else b""
    with pytest.raises(CannotOpen):
        unseal_file(sealed, key=key, place=place)
