"""The page of a case: what can be done about its bone, and where its surfaces can be turned."""

import numpy as np
import pytest
from vtkmodules.vtkFiltersSources import vtkCubeSource

from SyntheticCTLib.comparison.folder import SURFACE_PAGE
from SyntheticCTLib.report.case_page import write_case_page
from SyntheticCTLib.report.pictures.png import write_png
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import CUT_FACE, WALL, BoneSurface
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.print.checks import check_for_print
from SyntheticCTLib.surface.print.printers import printer_named
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord


@pytest.fixture
def page(tmp_path):
    """Writes the page of a plate, for a printer, and gives its text."""
    write_png(np.zeros((4, 4, 3), np.uint8), tmp_path / "overview.png")

    def write(printer, comparison=None, open_mm3=0.0, thin=0.3, repaired="", cut_off=False):
        source = vtkCubeSource()
        source.SetXLength(20.0)
        source.SetYLength(20.0)
        source.SetZLength(thin)
        source.Update()
        plate = meshes.cleaned(source.GetOutput())
        cut = np.full(plate.GetNumberOfPoints(), WALL if cut_off else 0, np.uint8)
        plate = meshes.with_point_arrays(plate, {CUT_FACE: cut})
        write_case_page(
            tmp_path / "index.html",
            title="leg",
            synthesis=SynthesisRecord(ModelUsed("limb", "1.0.0")),
            checks=check_for_print(plate, printer_named(printer)),
            surface=BoneSurface(plate, SurfaceSettings(), open_mm3=open_mm3),
            repaired=repaired,
            comparison=comparison,
            image=tmp_path / "overview.png",
            files=["bone.stl"],
        )
        return (tmp_path / "index.html").read_text(encoding="utf-8")

    return write


def test_thinner_walls_are_offered_where_a_printer_holds_them(page):
    assert "SLA prints walls of 0.4 mm (--printer sla)" in page("fdm", thin=0.5)
    assert "--printer sla" not in page("fdm")
    text = page("sla")
    assert "Walls are thinner than 0.4 mm" in text
    assert "no command thickens" in text
    assert "--printer sla" not in text


def test_only_what_a_repair_mends_is_to_be_repaired(page):
    assert "--repair" not in page("sla")


def test_marrow_that_lies_open_is_told_without_a_ct(page):
    assert "marrow" not in page("sla")
    told = "Gaps wider than 20 mm in the synthetic CT's bone were not closed: 3.0 cm³ of marrow"
    assert told in page("sla", open_mm3=3000.0)


def test_the_page_to_turn_surfaces_on_is_named_where_it_is(page, failed, tmp_path):
    assert SURFACE_PAGE not in page("fdm", failed.document)
    (tmp_path / "comparison").mkdir()
    (tmp_path / "comparison" / SURFACE_PAGE).touch()
    assert f'href="comparison/{SURFACE_PAGE}"' in page("fdm", failed.document)


def test_without_a_ct_the_page_says_what_would_tell(page):
    assert "<code>synthetic-ct case MR CT -o FOLDER</code>" in page("sla")


def test_cut_faces_and_repairs_are_told(page):
    plain = page("sla")
    assert "cut faces" not in plain
    told = page("sla", repaired="Repaired: 2 parts taken out.", cut_off=True)
    assert "8.2 cm² of the surface are cut faces" in told
    assert "Repaired: 2 parts taken out." in told
