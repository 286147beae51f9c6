"""Rules on size: what no longer fits on a screen is no longer read."""
import ast

from cpp_text import functions
from tree import Offence

FILE_LINES = 500
FUNCTION_LINES = 60


def files_are_short(tree):
    for file in tree.files:
        if (file.is_code or file.is_script) and len(file.lines) > FILE_LINES:
            yield Offence(file.path, FILE_LINES + 1, f"{len(file.lines)} lines", f"a file has at most {FILE_LINES}",
                          "split it by idea, not by length")


def functions_are_short(tree):
    for file in tree.files:
        for first, last, name in _functions_of(file):
            if last - first + 1 > FUNCTION_LINES:
                yield Offence(file.path, first, f"{name[:60]}: {last - first + 1} lines",
                              f"a function has at most {FUNCTION_LINES}: short enough to see whole",
                              "name its steps and make them functions")


def _functions_of(file):
    if file.is_code:
        yield from functions(file.code)
    elif file.path.endswith(".py"):
        try:
            parsed = ast.parse(file.text)
        except SyntaxError:
            return  # MicroPython samples may use what this Python does not know
        for node in ast.walk(parsed):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.lineno, node.end_lineno, node.name


RULES = (files_are_short, functions_are_short)
