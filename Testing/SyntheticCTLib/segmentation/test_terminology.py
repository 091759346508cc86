from SyntheticCTLib.segmentation.terminology import Code, Terminology

TISSUE, BONE = Code("SCT", "85756007", "Tissue"), Code("SCT", "272673000", "Bone")
LEFT, THIGH = Code("SCT", "7771000", "Left"), Code("SCT", "68367000", "Thigh")


def test_a_tag_without_region_has_empty_places():
    tag = Terminology(TISSUE, BONE).slicer_tag("List")
    assert tag == (
        "List~SCT^85756007^Tissue~SCT^272673000^Bone~^^~Anatomic codes - DICOM master list~^^~^^"
    )


def test_a_tag_holds_modifier_and_region():
    tag = Terminology(TISSUE, BONE, LEFT, THIGH, LEFT).slicer_tag("List")
    assert tag.split("~")[3] == "SCT^7771000^Left"
    assert tag.split("~")[5:] == ["SCT^68367000^Thigh", "SCT^7771000^Left"]
