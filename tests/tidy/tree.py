"""The project as the rules see it: a set of files, on disk or, in the self-test, made up.

A rule is a generator `rule(tree)` that yields an Offence for each place where the project breaks it.
"""
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from cpp_text import blank_comments_and_strings

CODE_ENDINGS = (".c", ".h", ".cpp", ".hpp")
SCRIPT_ENDINGS = (".py", ".sh")
# `.git` is a file in a work tree of its own.
SKIPPED = {".git", "build", ".cache", "__pycache__", "node_modules"}


@dataclass(frozen=True, order=True)
class Offence:
    path: str
    line: int
    what: str
    why: str
    instead: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}\n    why: {self.why}\n    do:  {self.instead}"


class File:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()

    @property
    def name(self):
        return PurePosixPath(self.path).name

    @property
    def folder(self):
        folder = str(PurePosixPath(self.path).parent)
        return "" if folder == "." else folder

    @property
    def is_code(self):
        return self.path.endswith(CODE_ENDINGS)

    @property
    def is_script(self):
        return self.path.endswith(SCRIPT_ENDINGS) or self.text.startswith("#!")

    @property
    def is_test(self):
        stem = PurePosixPath(self.path).stem
        return stem.endswith("_test") or self.path.startswith("tests/")

    def is_below(self, *folders):
        return any(self.path.startswith(folder + "/") for folder in folders)

    @cached_property
    def code(self):
        """The text with comments and literals blanked, so that words in them are not taken for code."""
        return blank_comments_and_strings(self.text)

    @cached_property
    def code_lines(self):
        return self.code.splitlines()


class Tree:
    def __init__(self, texts):
        self.files = [File(path, text) for path, text in sorted(texts.items())]
        self.by_path = {file.path: file for file in self.files}
        self.folders = {str(parent) for path in texts for parent in PurePosixPath(path).parents} - {"."}

    @classmethod
    def from_disk(cls, root):
        texts = {}
        for folder, subfolders, names in os.walk(root):
            subfolders[:] = [name for name in subfolders if name not in SKIPPED]
            for name in set(names) - SKIPPED:
                full = Path(folder) / name
                try:
                    texts[full.relative_to(root).as_posix()] = full.read_text(encoding="utf-8")
                except (UnicodeDecodeError, OSError):
                    continue  # captures and other binary files have no style
        return cls(texts)

    def code_below(self, *folders):
        return [file for file in self.files if file.is_code and file.is_below(*folders)]

    def exists(self, path):
        return path in self.by_path or path in self.folders
