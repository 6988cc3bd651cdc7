"""The check digit of the codes of local governments."""

import pytest

from vocabulary.municipal_codes import check_digit, is_municipal_code


@pytest.mark.parametrize(
    ("code", "valid"),
    [("011002", True), ("131016", True), ("472018", True), ("130001", True), ("271004", True), ("131017", False)],
)
def test_is_municipal_code_knows_the_check_digit(code: str, valid: bool) -> None:
    assert is_municipal_code(code) is valid


@pytest.mark.parametrize("code", ["", "01100", "0110022", "01100a", "０１１００２", "-11002", "²11002"])
def test_is_municipal_code_takes_six_plain_digits_only(code: str) -> None:
    assert not is_municipal_code(code)


def test_check_digit_of_a_small_sum_is_eleven_minus_it() -> None:
    # 00010: sum 3 is below 11; 11 - 3 = 8.
    assert check_digit("00010") == 8
    # 10003: 6 + 6 = 12, remainder 1; 11 - 1 = 10, of which the last digit counts.
    assert check_digit("10003") == 0


def test_check_digit_refuses_anything_but_five_digits() -> None:
    with pytest.raises(ValueError, match="five digits"):
        check_digit("1310")
