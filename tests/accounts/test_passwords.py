import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.factories import LocalityFactory, UserFactory


@pytest.fixture
def person(db):
    place = LocalityFactory(district=True, name="Huyện Bát Xát", parent=LocalityFactory(name="Tỉnh Lào Cai"))
    return UserFactory(username="nguyen.hoa", officer=True, locality=place)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("Matkhau@2026", id="the word itself"),
        pytest.param("Mật khẩu 2026!", id="with marks"),
        pytest.param("matkhau-matkhau", id="twice"),
        pytest.param("laocai_2026_!", id="own place"),
        pytest.param("UBND.LaoCai.2026", id="two words"),
        pytest.param("batxat_2026_!", id="own district"),
        pytest.param("123quantri456!", id="in the middle"),
        pytest.param("methadone2026", id="of the trade"),
        pytest.param("password12345", id="of the whole world"),
        pytest.param("nguyen.hoa.2026", id="own name"),
        pytest.param("123456789012", id="digits"),
        pytest.param("short1!", id="short"),
    ],
)
def test_refused(password, person):
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    ["trâu đi qua ngõ", "correct horse battery", "Lào Cai có nhiều mây trắng", "zR7#kfw29Qm!x", "x" * 30 + "yz" * 50],
)
def test_accepted(password, person):
    validate_password(password, person)


def test_place_of_others_is_no_reason(person):
    validate_password("caobang-tim-rung", person)


def test_without_a_person(db):
    with pytest.raises(ValidationError):
        validate_password("matkhau202612")
