"""The people of most tests: one province with a district, another province, and who works there."""

from dataclasses import dataclass

from accounts.models import User
from localities.models import Locality
from tests.factories import LocalityFactory, UserFactory


@dataclass(frozen=True)
class Cast:
    province: Locality
    district: Locality
    commune: Locality
    other_province: Locality
    administrator: User  # the whole installation
    editor: User  # of the province; writes plans and figures
    officer: User  # of the district; looks
    leader: User  # of the province; looks
    outsider: User  # an editor, but of the other province


def gather() -> Cast:
    province = LocalityFactory(name="Tỉnh Lào Cai")
    district = LocalityFactory(district=True, parent=province, name="Huyện Bát Xát")
    commune = LocalityFactory(commune=True, parent=district, name="Xã Y Tý")
    other = LocalityFactory(name="Tỉnh Lai Châu")
    return Cast(
        province=province,
        district=district,
        commune=commune,
        other_province=other,
        administrator=UserFactory(administrator=True, username="quan-tri"),
        editor=UserFactory(editor=True, username="can-bo-tinh", locality=province),
        officer=UserFactory(officer=True, username="can-bo-huyen", locality=district),
        leader=UserFactory(username="lanh-dao", locality=province),
        outsider=UserFactory(editor=True, username="tinh-khac", locality=other),
    )
