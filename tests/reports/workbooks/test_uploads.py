"""What is uploaded in the place of an entry workbook."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.targets.world import stored

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "Tệp rỗng"),
        ("a.xlsx", b"khong phai zip", "không phải"),
        ("a.xls", b"\xd0\xcf\x11\xe0", ".xls"),
        ("a.pdf", b"%PDF", ".pdf"),
    ],
)
def test_file_that_is_no_workbook(editor, name, data, words):
    response = editor.client.post(f"{editor.page}tu-tep/", {"tep": SimpleUploadedFile(name, data)}, follow=True)

    page = response.content.decode()
    assert words in page
    assert stored() == {}


def test_without_a_file(editor):
    response = editor.client.post(f"{editor.page}tu-tep/", {})

    assert response.status_code == 422
    assert "Chưa chọn tệp nào." in response.content.decode()
