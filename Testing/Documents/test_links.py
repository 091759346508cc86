"""What the documents name is there: links, anchors, pictures, files, and the library's names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Every document of the repository, by its path in it.
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "Resources/models/*/docs/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)

#: Folders of the repository that documents may name a file in.
FOLDERS = ("SyntheticCTLib", "SyntheticCT", "Resources", "Testing", "benchmarks", "docs", ".github")

FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
DOTTED = re.compile(r"\bSyntheticCTLib(?:\.\w+)+")


def text_of(document):
    """A document without its fenced code and comments."""
    return COMMENT.sub("", FENCE.sub("", (ROOT / document).read_text(encoding="utf-8")))


def anchors(document):
    """The anchors of a document's headings, as GitHub makes them."""
    words = (
        re.sub(r"[`*]|\]\([^)]*\)|\[", "", found) for found in HEADING.findall(text_of(document))
    )
    return {re.sub(r"[^\w\- ]", "", word.strip().lower()).replace(" ", "-") for word in words}


def problem_of(link, document):
    """What is wrong with a link; "" for nothing."""
    if re.match(r"[a-z]+:", link):
        return ""
    path, _, anchor = link.partition("#")
    target = (ROOT / document).parent / path if path else ROOT / document
    if not target.exists():
        return f"{link}: there is no such file"
    if not target.resolve().is_relative_to(ROOT):
        return f"{link} leaves the repository"
    if anchor and anchor not in anchors(target.resolve().relative_to(ROOT).as_posix()):
        return f"{link}: no heading makes this anchor"
    return ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    text = CODE.sub("", text_of(document))
    assert [found for link in LINK.findall(text) if (found := problem_of(link, document))] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_picture_says_what_it_shows(document):
    assert "![](" not in text_of(document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document):
    named = {word for code in CODE.findall(text_of(document)) for word in code.split()}
    paths = {
        word.rstrip(".,;:")
        for word in named
        if word.split("/")[0] in FOLDERS and "/" in word and not re.search(r"[<*…]", word)
    }
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_of_the_library_is_there(document):
    whole = (ROOT / document).read_text(encoding="utf-8")
    assert sorted(name for name in set(DOTTED.findall(whole)) if not is_there(name)) == []


def is_there(name):
    """Whether a dotted name is a module, or is written down in one."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        folder = ROOT.joinpath(*parts[:count])
        module = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        if module.is_file():
            text = module.read_text(encoding="utf-8")
            return all(re.search(rf"\b{part}\b", text) for part in parts[count:])
    return False


def test_no_document_is_forgotten_by_the_site():
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [name.removeprefix("docs/") for name in DOCUMENTS if name.startswith("docs/")]
    assert [page for page in pages if page not in listed] == []


def test_documents_hold_no_letters_that_look_like_others():
    # Such as a non-breaking space in a command, which a shell does not take for a space.
    odd = "\u00a0\u200b\u2010\u2011"
    found = [name for name in DOCUMENTS if set(odd) & set((ROOT / name).read_text("utf-8"))]
    assert found == []
