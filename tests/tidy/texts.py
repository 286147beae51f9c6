"""Rules on what people read: headers, READMEs, links, words and names."""
import posixpath
import re

from tree import Offence

README_LINES = 30
README_FOLDERS = ("src", "api", "ports", "cli", "include", "samples", "tests", "scripts", "cmake", "docs")
LINK = re.compile(r"\]\(([^)\s]+)\)")
EMPTY_NAMES = {"common", "util", "utils", "helper", "helpers", "manager", "misc"}
# Each pattern is written so that it does not match itself.
FORBIDDEN = (
    (re.compile(r"(?<![\w.])/(?:work|root|farm)/\w|/tmp/w[w]\b|/home/\w+/"), "a path of somebody's machine",
     "it exists nowhere else", "use a path inside the project, or ask the environment"),
    (re.compile(r"\b(?:deb|snapshot|security|archive|ports|ftp)[.](?:debian|ubuntu)[.](?:org|com)\b|\bregistry[.]npmjs\b"
                r"|\bpypi[.]org\b|\bpythonhosted[.]org\b|\bcrates[.]io\b|\bproxy[.]golang\b"), "a package registry's host name",
     "users have mirrors, which their package manager knows", "name the package and let the package manager find it"),
    (re.compile(r"\b(?:clau[d]e|anthropi[c]|chatgp[t]|copilo[t])\b", re.IGNORECASE), "a name of somebody's tools",
     "the project does not depend on what its authors type with", "leave it out"),
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FI[X]ME|XX[X])\b|\b(?:not implemente[d]|unimplemente[d])\b")


def files_say_what_they_are(tree):
    for file in tree.files:
        if not (file.is_code or file.is_script) or not file.text.strip():
            continue
        lines = [line.strip() for line in file.lines if line.strip() and not line.startswith("#!")]
        first = lines[0] if lines else ""
        if not first.startswith(("//", "/*", "#", '"""')) or first.startswith(("#include", "#pragma", "#define")):
            yield Offence(file.path, 1, "no header comment", "a reader knows in a minute what a file is for",
                          "say in a few lines what it is, which spec chapter, who calls it")


def headers_have_pragma_once(tree):
    for file in tree.files:
        if file.path.endswith(".hpp") and "#pragma once" not in file.lines:
            yield Offence(file.path, 1, "no #pragma once", "it is the one include guard of C++ headers here", "add it under the header comment")


def folders_have_readmes(tree):
    # Folders below these are laid out as Zephyr has them: the page above speaks for all.
    folders = {file.folder for file in tree.files
               if file.is_below(*README_FOLDERS) and not file.is_below("include/zephyr", "samples/zephyr", "tests/zephyr/apps") or file.folder == "samples/zephyr"}
    for folder in sorted(folders):
        readme = tree.by_path.get(f"{folder}/README.md")
        if readme is None:
            yield Offence(folder, 1, "no README.md", "each folder says what it is, spec chapter, files, invariants",
                          f"write one of at most {README_LINES} lines")
        elif len(readme.lines) > README_LINES:
            yield Offence(readme.path, README_LINES + 1, f"{len(readme.lines)} lines", f"a folder's README has at most {README_LINES}",
                          "keep what a newcomer needs; the rest belongs into docs/")
        elif len(readme.text.strip()) < 40:
            yield Offence(readme.path, 1, "an empty page", "no empty page, no dead link, no claim without a test", "fill it")


def links_lead_somewhere(tree):
    for file in tree.files:
        if not file.path.endswith(".md"):
            continue
        for number, line in enumerate(file.lines, 1):
            for target in LINK.findall(line):
                path = target.split("#")[0]
                if re.match(r"^[a-z]+:", target) or not path:
                    continue
                if not tree.exists(posixpath.normpath(posixpath.join(file.folder, path))):
                    yield Offence(file.path, number, f"dead link: {target}", "a link is a promise", "correct or remove it")


def words_travel(tree):
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            for pattern, what, why, instead in FORBIDDEN:
                found = pattern.search(line)
                if found:
                    yield Offence(file.path, number, f"{what}: {found.group(0)}", why, instead)


def work_is_finished(tree):
    for file in tree.files:
        if not file.is_below("src", "api", "ports", "cli", "include", "samples", "scripts", "tests"):
            continue
        for number, line in enumerate(file.lines, 1):
            found = UNFINISHED.search(line)
            if found:
                yield Offence(file.path, number, f"unfinished: {found.group(0)}", "a small thing finished beats a large thing begun",
                              "finish it, or file an issue and leave the code whole")


def folders_have_real_names(tree):
    for folder in sorted(tree.folders):
        if folder.split("/")[-1] in EMPTY_NAMES:
            yield Offence(folder, 1, "a folder named for nothing", "such folders collect what nobody thought about",
                          "name it for the idea it holds")


RULES = (files_say_what_they_are, headers_have_pragma_once, folders_have_readmes, links_lead_somewhere, words_travel, work_is_finished,
         folders_have_real_names)
