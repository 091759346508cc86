"""What MkDocs does beyond putting pages into a frame.

Pages of the repository that lie outside ``docs/`` (README, CONTRIBUTING, the models' cards) and the
pictures become part of the site, links are turned to where their targets lie there, and the
parts of the reference that are made from the code take the place of what stands between
``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import reference  # noqa: E402 - lies beside this file, which MkDocs loads by its path

#: What the site cannot show is looked at here.
REPOSITORY = "https://github.com/SyntheticCT/SlicerSyntheticCT/blob/main/"

#: A link or picture: the target without its anchor, and the anchor.
LINK = re.compile(r"(?<=\]\()([^)#\s]*)(#[^)\s]*)?(?=\))")

GENERATED = re.compile(r"<!-- generated: ([\w-]+) -->.*?<!-- end -->", re.DOTALL)


def cards() -> dict[str, str]:
    """The models' cards: path in the repository, page of the site."""
    found = sorted((ROOT / "Resources/models").glob("*/docs/README.md"))
    return {path.relative_to(ROOT).as_posix(): f"models/{path.parts[-3]}.md" for path in found}


def outside() -> dict[str, str]:
    """Files that lie outside ``docs/``: path in the repository, path in the site."""
    pictures = sorted((ROOT / "Resources/Screenshots").glob("*.png"))
    return {
        "README.md": "project/readme.md",
        "CONTRIBUTING.md": "project/contributing.md",
        "CHANGELOG.md": "project/changelog.md",
        "CODE_OF_CONDUCT.md": "project/code-of-conduct.md",
        "SyntheticCT/Resources/Icons/SyntheticCT.png": "icon.png",
        **cards(),
        **{path.relative_to(ROOT).as_posix(): f"pictures/{path.name}" for path in pictures},
    }


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the models' cards, whichever there are."""
    for section in config.nav or []:
        if "Models" in section:
            section["Models"] = [{Path(page).stem: page} for page in cards().values()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what lies outside ``docs/``."""
    for source, place in outside().items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill in what is generated, and turn links to where their targets lie in the site."""
    place = page.file.src_uri
    origin = {there: here for here, there in outside().items()}.get(place, f"docs/{place}")
    turned = LINK.sub(lambda link: _turned(link[1], origin, place) + (link[2] or ""), markdown)
    return GENERATED.sub(lambda mark: reference.GENERATED[mark[1]](), turned)


def _turned(target: str, origin: str, place: str) -> str:
    """A link's target, seen from a page of the site instead of from its file."""
    if not target or "://" in target or target.startswith("mailto:"):
        return target
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
    there = path.removeprefix("docs/") if path.startswith("docs/") else outside().get(path)
    if there is None:
        return REPOSITORY + path
    return posixpath.relpath(there, posixpath.dirname(place) or ".")
