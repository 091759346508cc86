"""Parts of the body by DICOM's words and codes, and whether they have a side."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

#: Parts of the body that have no side: images of them must not have a Laterality (PS3.16, annex L).
UNPAIRED = frozenset(
    """
    ABDOMEN ABDOMENPELVIS BLADDER BRAIN CERVIX CHEST CHESTABDOMEN CHESTABDPELVIS COCCYX CSPINE
    CTSPINE FACE GALLBLADDER HEAD HEADNECK HEART JAW LARYNX LIVER LSPINE LSSPINE MEDIASTINUM NECK
    NECKCHEST NECKCHESTABDOMEN NECKCHESTABDPELV NOSE PANCREAS PELVIS PROSTATE RECTUM SKULL SPINE
    SPLEEN SSPINE STERNUM STOMACH THYROID TLSPINE TSPINE UTERUS WHOLEBODY
    """.split()  # noqa: SIM905 - read as a list of forty lines, nobody sees what belongs together
)

#: Codes of those that models of this program know (PS3.16, annex L).
_REGIONS = {
    "ABDOMEN": Code("818981001", "SCT", "Abdomen"),
    "ANKLE": Code("70258002", "SCT", "Ankle joint"),
    "BRAIN": Code("12738006", "SCT", "Brain"),
    "CHEST": Code("816094009", "SCT", "Chest"),
    "ELBOW": Code("16953009", "SCT", "Elbow joint"),
    "FOOT": Code("56459004", "SCT", "Foot"),
    "FOREARM": Code("14975008", "SCT", "Forearm"),
    "HAND": Code("85562004", "SCT", "Hand"),
    "HEAD": Code("69536005", "SCT", "Head"),
    "HIP": Code("24136001", "SCT", "Hip joint"),
    "KNEE": Code("72696002", "SCT", "Knee"),
    "LEG": Code("30021000", "SCT", "Lower leg"),
    "NECK": Code("45048000", "SCT", "Neck"),
    "PELVIS": Code("816092008", "SCT", "Pelvis"),
    "SHOULDER": Code("16982005", "SCT", "Shoulder"),
    "SKULL": Code("89546000", "SCT", "Skull"),
    "THIGH": Code("68367000", "SCT", "Thigh"),
    "WRIST": Code("74670003", "SCT", "Wrist joint"),
}

#: Where the part, or its side, is not known: the only code that claims neither.
_ANY = Code("123037004", "SCT", "Body structure")


def region_of(header: Dataset) -> tuple[Code, str]:
    """Region and side ("R", "L", "B", "U" for none) of an image, which an enhanced one must name.

    DICOM has no side for "not known": a part that has one is then not named, rather than said to
    have none.
    """
    part = str(header.get("BodyPartExamined") or "").strip().upper()
    side = str(header.get("Laterality") or "").strip().upper()
    if part not in _REGIONS:
        return _ANY, "U"
    if part in UNPAIRED:
        return _REGIONS[part], "U"
    return (_REGIONS[part], side) if side in ("R", "L", "B") else (_ANY, "U")
