from storage.digests import Digests

NUMBER = "+84912345678"


def test_a_digest_is_the_same_under_the_same_secret_only() -> None:
    assert Digests("one").phone(NUMBER) == Digests("one").phone(NUMBER)
    assert Digests("one").phone(NUMBER) != Digests("two").phone(NUMBER)
    assert Digests("one").phone(NUMBER) != Digests("one").phone("+84912345679")


def test_a_number_and_a_code_of_the_same_characters_have_different_digests() -> None:
    assert Digests("one").phone("23456789") != Digests("one").code("23456789")


def test_a_digest_is_hmac_sha256_under_a_key_for_its_purpose() -> None:
    """Stored digests must be found again by every later version."""
    digest = Digests("one").phone(NUMBER)

    assert len(digest) == 64
    assert NUMBER not in digest
    assert digest == "034f5a5918157b4d0ef1d28218c85d1732c262830e4ad880671d6d7f1b14bc02"


def test_secret_and_values_stay_out_of_the_repr() -> None:
    assert "one" not in repr(Digests("one"))
