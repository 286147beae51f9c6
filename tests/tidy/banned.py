"""Rules on what code may not use: the list that keeps the host embeddable and the simulation repeatable."""
import re

from tree import Offence

CORE = ("src/base", "src/wire", "src/crypto", "src/host")
MODEL = (*CORE, "src/controller")

# rule name -> (folders, pattern on blanked code, why, instead)
CALLS = {
    "no_heap": (
        MODEL, r"\bnew\b(?!\s*\()|\bnew\s*\(\s*std::nothrow|\boperator\s+new\b|\bdelete\b(?=\s*(?:\[|\w|\())"
               r"|(?<![\w.>:])(?:std::)?(?:malloc|calloc|realloc)\s*\(",
        "memory is bounded and taken at construction", "take it from a pool or arena that the owner was given"),
    "no_exceptions": (
        MODEL, r"\b(?:throw|try|catch)\b", "the core is compiled with -fno-exceptions", "return a Result, or ensure() if we are wrong"),
    "no_threads": (
        MODEL, r"\bstd::(?:jthread|thread|async|\w*mutex|lock_guard|unique_lock|scoped_lock|condition_variable\w*|future|promise)\b"
               r"|\bpthread_\w+",
        "all of it runs in one context; only ports post from elsewhere", "let the port post into the loop's queue"),
    "no_clocks": (
        MODEL, r"\bstd::chrono::\w*clock\b|(?<![\w.>:])(?:::)?(?:(?:clock_gettime|gettimeofday|usleep|nanosleep)\s*\(|time\s*\(\s*(?:NULL|nullptr|0|&))"
               r"|\bstd::this_thread\b",
        "time comes in as an argument, so that a simulation can own it", "take `Instant now` from the caller"),
    "no_random": (
        MODEL, r"(?<![\w.>:])(?:std::)?s?rand\s*\(|\bstd::(?:random_device|mt19937(?:_64)?|default_random_engine)\b",
        "same seed, same trace", "use the Random that the owner was given"),
    "no_printing": (
        MODEL, r"(?<![\w.>:])(?:std::)?v?(?:f|sn|s)?printf\s*\(|(?<![\w.>:])(?:std::)?f?puts\s*\(|\bstd::(?:cout|cerr|clog)\b",
        "the core has no I/O of its own", "report through an interface that the caller owns"),
    "no_std_function": (
        MODEL, r"\bstd::function\b", "it allocates and needs libstdc++", "use Delegate or an interface"),
    "no_rtti": (
        MODEL, r"\bdynamic_cast\b|\btypeid\b", "the core is compiled with -fno-rtti", "ask the object through its interface"),
    "no_containers": (
        CORE, r"\bstd::(?:string|vector|map|set|multimap|unordered_\w+|deque|list|forward_list|queue|stack|\w*stream|unique_ptr|shared_ptr"
              r"|make_unique|make_shared|any)\b",
        "they live on the heap, and firmware links without libstdc++", "use spans, arrays, Ring, List or the arena"),
    "no_public_virtual_destructor": (
        CORE, r"\bvirtual\s+~", "it pulls in operator delete, which firmware does not link",
        "make the interface's destructor protected and non-virtual"),
    "no_reinterpret_cast_in_wire": (
        ("src/wire",), r"\breinterpret_cast\b", "PDUs are read with Reader and written with Writer, bounded and constexpr",
        "use take<T>(), bytes(n) or std::bit_cast"),
    "no_packed": (
        ("src",), r"__attribute__\s*\(\(\s*(?:__)?packed|\[\[\s*gnu::packed|^\s*#\s*pragma\s+pack",
        "packed fields cannot be referred to and differ between compilers", "use the alignment-1 little-endian fields of base"),
    "no_platform_conditionals": (
        ("src",), r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b(?:__linux__|__unix__|__APPLE__|__FreeBSD__|_WIN32|_WIN64|__arm__|__thumb\w*|__ARM_\w+"
                  r"|__aarch64__|__x86_64__|__i386__|__riscv\w*|__ZEPHYR__|ESP_PLATFORM|CONFIG_\w+|MICROPY_\w+)",
        "src/ is the same on every platform", "put it behind an interface and into ports/"),
}
MACRO = re.compile(r"^\s*#\s*define\s+(\w+)")


def _make_rule(name, folders, pattern, why, instead):
    compiled = re.compile(pattern)

    def rule(tree):
        for file in tree.code_below(*folders):
            if file.is_test:
                continue
            for number, line in enumerate(file.code_lines, 1):
                found = compiled.search(line)
                if found and not line.lstrip().startswith("#include"):
                    yield Offence(file.path, number, f"{name.replace('_', ' ')}: `{' '.join(found.group(0).split())}`", why, instead)

    rule.__name__ = name
    return rule


def no_macros(tree):
    for file in tree.code_below("src", "ports", "cli"):
        for number, line in enumerate(file.code_lines, 1):
            found = MACRO.match(line)
            if found:
                yield Offence(file.path, number, f"macro {found.group(1)}", "macros live in api/ and include/ only, where C needs them",
                              "write a constexpr, a template or an inline function")


RULES = (*(_make_rule(name, *row) for name, row in CALLS.items()), no_macros)
