"""Just enough C++ to judge layout: blanks comments and literals, finds functions by their braces."""
import re

# In this order: a comment, a raw string, a string, a character literal (not the ' of 1'000).
TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
LEADING = re.compile(r"\s*(?:(?:public|private|protected)\s*:\s*)*")
SCOPE = re.compile(r"^\s*(?:inline\s+)?(?:namespace\b|extern\s*$)")
TYPE = re.compile(r"^\s*(?:template\s*<.*>\s*)?(?:typedef\s+|static\s+|constexpr\s+)*(?:class|struct|union|enum)\b", re.DOTALL)


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def blank_comments_and_strings(text):
    return TOKEN.sub(_blank, text)


def functions(code):
    """(first line, last line, head) of each outermost function body in blanked code; lines count from 1."""
    code = DIRECTIVE.sub(_blank, code)
    open_scopes = []  # per open brace: (is_function, first line, head)
    found = []
    head_start = 0
    inside = 0
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match.group(0)
        if sign == "{":
            head = code[head_start:at]
            is_function = not inside and _is_function(head)
            inside += is_function or bool(inside)
            open_scopes.append((is_function, _line_of(code, head_start + _leading_space(head)), head))
        elif sign == "}" and open_scopes:
            is_function, first, head = open_scopes.pop()
            inside = max(0, inside - 1)
            if is_function:
                found.append((first, _line_of(code, at), " ".join(head.split())))
        head_start = at + 1
    return found


def _is_function(head):
    text = head[_leading_space(head):]
    if SCOPE.match(text) or "(" not in text:
        return False
    # `struct X : Base<decltype(f())> {` is a type; `struct X* f(int) {` is not.
    return not (TYPE.match(text) and not text.rstrip().endswith((")", "const", "noexcept", "override")))


def _leading_space(text):
    return LEADING.match(text).end()


def _line_of(code, offset):
    return code.count("\n", 0, offset) + 1
