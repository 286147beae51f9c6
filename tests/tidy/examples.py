"""Examples for tidy_self_test.py: (rule, files, place that must be named) and (rule, files that must pass).

Words that the rules forbid are put together from pieces, so that this file passes the rules itself.
"""

from conformance import HEAD as HEAD_OF_CONFORMANCE

HEAD = "// A test.\n"


def cpp(body):
    return HEAD + body + "\n"


def including(*names):
    return HEAD + "".join(f'#include "{name}"\n' for name in names)


EMPTY = HEAD + "#pragma once\n"


def traps(*last, **changed):
    """A project whose table has 49 rows, some of them changed."""
    rows = [changed.get(f"T{n}", f"| T{n} | holds | `A.t`, `boards/b`, `multi/ww_c` |") for n in range(1, 50)]
    return {"docs/traps.md": "\n".join([*rows[:49 - len(last)], *last]) + "\n", "src/host/a_test.cpp": cpp("TEST_F(A,\n       t) {}"),
            "tests/multi/cases.py": "def case_b(desk):\n    pass\n", "tests/multi/multitests/ww_c.py.exp": "x\n"}


def conformance(name, row, comment=""):
    """A project with one test, and a table with one row."""
    table = f"{HEAD_OF_CONFORMANCE}\n## Link layer: 1 ids\n\n| id | what holds | where |\n| --- | --- | --- |\n{row}\n"
    return {"src/host/a_test.cpp": cpp(f"{comment}TEST(A, {name}) {{}}"), "docs/conformance.md": table}


LONG_BODY = "void f() {\n" + "  g();\n" * 60 + "}\n"

BAD = [
    ("includes_resolve", {"src/wire/a.cpp": including("nowhere/b.hpp")}, "src/wire/a.cpp:2"),
    ("includes_resolve", {"src/wire/a.cpp": including("b.hpp"), "src/wire/b.hpp": EMPTY}, "src/wire/a.cpp:2"),
    ("includes_resolve", {"src/wire/a.cpp": including("py/runtime.h")}, "src/wire/a.cpp:2"),
    ("layers_point_inward", {"src/base/a.hpp": including("wire/b.hpp"), "src/wire/b.hpp": EMPTY}, "src/base/a.hpp:2"),
    ("layers_point_inward", {"src/host/a.hpp": including("controller/b.hpp"), "src/controller/b.hpp": EMPTY}, "src/host/a.hpp:2"),
    ("layers_point_inward", {"src/controller/a.hpp": including("att/b.hpp"), "src/host/att/b.hpp": EMPTY}, "src/controller/a.hpp:2"),
    ("layers_point_inward", {"src/air/a.hpp": including("wire/b.hpp"), "src/wire/b.hpp": EMPTY}, "src/air/a.hpp:2"),
    ("layers_point_inward", {"src/sim/a.hpp": including("api/b.h"), "api/b.h": EMPTY}, "src/sim/a.hpp:2"),
    ("layers_point_inward", {"src/sim/a.hpp": including("tests/sim/b.hpp"), "tests/sim/b.hpp": EMPTY}, "src/sim/a.hpp:2"),
    ("host_layers_point_down", {"src/host/hci/a.hpp": including("l2cap/b.hpp"), "src/host/l2cap/b.hpp": EMPTY}, "src/host/hci/a.hpp:2"),
    ("host_layers_point_down", {"src/host/att/a.hpp": including("gatt/b.hpp"), "src/host/gatt/b.hpp": EMPTY}, "src/host/att/a.hpp:2"),
    ("host_layers_point_down", {"src/host/smp/a.hpp": including("gatt/b.hpp"), "src/host/gatt/b.hpp": EMPTY}, "src/host/smp/a.hpp:2"),
    ("host_layers_point_down", {"src/host/gatt/a.hpp": including("gap/b.hpp"), "src/host/gap/b.hpp": EMPTY}, "src/host/gatt/a.hpp:2"),
    ("host_layers_point_down", {"src/host/gap/a.hpp": including("host/host.hpp"), "src/host/host.hpp": EMPTY}, "src/host/gap/a.hpp:2"),
    ("host_has_one_door", {"cli/a.cpp": including("gatt/b.hpp"), "src/host/gatt/b.hpp": EMPTY}, "cli/a.cpp:2"),
    ("no_include_cycles", {"src/base/a.hpp": including("base/b.hpp"), "src/base/b.hpp": including("base/a.hpp")}, "src/base/b.hpp:2"),
    ("files_are_short", {"src/base/a.cpp": "// x\n" * 501}, "src/base/a.cpp:501"),
    ("files_are_short", {"scripts/a.sh": "# x\n" * 501}, "scripts/a.sh:501"),
    ("functions_are_short", {"src/base/a.cpp": cpp(LONG_BODY)}, "src/base/a.cpp:2"),
    ("functions_are_short", {"src/base/a.cpp": cpp("namespace n {\nclass C {\n public:\n  " + LONG_BODY + "};\n}")}, "src/base/a.cpp:5"),
    ("functions_are_short", {"cli/a.py": "def f():\n" + "    g()\n" * 60}, "cli/a.py:1"),
    ("no_heap", {"src/host/a.cpp": cpp("int* p = new int;")}, "src/host/a.cpp:2"),
    ("no_heap", {"src/host/a.cpp": cpp("auto p = new (std::nothrow) int;")}, "src/host/a.cpp:2"),
    ("no_heap", {"src/controller/a.cpp": cpp("void* p = malloc(3);")}, "src/controller/a.cpp:2"),
    ("no_heap", {"src/base/a.cpp": cpp("void f(int* p) { delete p; }")}, "src/base/a.cpp:2"),
    ("no_exceptions", {"src/wire/a.cpp": cpp("void f() { throw 1; }")}, "src/wire/a.cpp:2"),
    ("no_exceptions", {"src/host/a.cpp": cpp("void f() {\n  try { g(); } catch (...) {}\n}")}, "src/host/a.cpp:3"),
    ("no_threads", {"src/host/a.cpp": cpp("std::thread t;")}, "src/host/a.cpp:2"),
    ("no_threads", {"src/controller/a.hpp": cpp("std::recursive_mutex lock;")}, "src/controller/a.hpp:2"),
    ("no_clocks", {"src/host/a.cpp": cpp("auto t = std::chrono::steady_clock::now();")}, "src/host/a.cpp:2"),
    ("no_clocks", {"src/controller/a.cpp": cpp("long t = time(nullptr);")}, "src/controller/a.cpp:2"),
    ("no_random", {"src/controller/a.cpp": cpp("int x = rand();")}, "src/controller/a.cpp:2"),
    ("no_random", {"src/host/a.cpp": cpp("std::mt19937 g;")}, "src/host/a.cpp:2"),
    ("no_printing", {"src/host/a.cpp": cpp('void f() { printf("x"); }')}, "src/host/a.cpp:2"),
    ("no_printing", {"src/wire/a.cpp": cpp("void f() { std::cerr << 1; }")}, "src/wire/a.cpp:2"),
    ("no_std_function", {"src/host/a.hpp": cpp("std::function<void()> f;")}, "src/host/a.hpp:2"),
    ("no_rtti", {"src/controller/a.cpp": cpp("auto* x = dynamic_cast<A*>(b);")}, "src/controller/a.cpp:2"),
    ("no_containers", {"src/host/a.hpp": cpp("std::string name;")}, "src/host/a.hpp:2"),
    ("no_containers", {"src/wire/a.hpp": cpp("std::vector<int> v;")}, "src/wire/a.hpp:2"),
    ("no_public_virtual_destructor", {"src/host/a.hpp": cpp("struct A { virtual ~A() = default; };")}, "src/host/a.hpp:2"),
    ("no_reinterpret_cast_in_wire", {"src/wire/a.hpp": cpp("auto* p = reinterpret_cast<A*>(q);")}, "src/wire/a.hpp:2"),
    ("no_packed", {"src/wire/a.hpp": cpp("struct __attribute__((packed)) A {};")}, "src/wire/a.hpp:2"),
    ("no_packed", {"src/air/a.hpp": cpp("#pragma pack(1)")}, "src/air/a.hpp:2"),
    ("no_platform_conditionals", {"src/transport/a.cpp": cpp("#ifdef __linux__\n#endif")}, "src/transport/a.cpp:2"),
    ("no_platform_conditionals", {"src/host/a.cpp": cpp("#if defined(CONFIG_BT)\n#endif")}, "src/host/a.cpp:2"),
    ("no_macros", {"src/base/a.hpp": cpp("#define ABS(x) x")}, "src/base/a.hpp:2"),
    ("files_say_what_they_are", {"src/base/a.hpp": "#pragma once\n"}, "src/base/a.hpp:1"),
    ("files_say_what_they_are", {"scripts/a.sh": "#!/usr/bin/env bash\nset -e\n"}, "scripts/a.sh:1"),
    ("headers_have_pragma_once", {"src/base/a.hpp": HEAD}, "src/base/a.hpp:1"),
    ("folders_have_readmes", {"src/base/a.hpp": EMPTY}, "src/base:1"),
    ("folders_have_readmes", {"src/base/README.md": "word word word\n" * 31}, "src/base/README.md:31"),
    ("folders_have_readmes", {"src/base/README.md": "# base\n"}, "src/base/README.md:1"),
    ("links_lead_somewhere", {"README.md": "\n[x](docs/none.md)\n"}, "README.md:2"),
    ("links_lead_somewhere", {"docs/a.md": "[x](README.md#top)\n", "README.md": ""}, "docs/a.md:1"),
    ("words_travel", {"README.md": "cd /wo" "rk/main\n"}, "README.md:1"),
    ("words_travel", {"scripts/a.sh": "# deb" ".debian" ".org\n"}, "scripts/a.sh:1"),
    ("words_travel", {"docs/a.md": "written with Clau" "de\n"}, "docs/a.md:1"),
    ("work_is_finished", {"src/base/a.cpp": cpp("// TO" "DO later")}, "src/base/a.cpp:2"),
    ("traps_have_tests", traps(T7="| T7 | holds | `A.u` |"), "docs/traps.md:7"),
    ("traps_have_tests", traps(T7="| T7 | holds | open: nothing |"), "docs/traps.md:7"),
    ("traps_have_tests", traps(T7="| T8 | holds | `A.t` |"), "docs/traps.md:7"),
    ("traps_have_tests", traps("| what | is | this |"), "docs/traps.md:49"),
    ("conformance_table_is_true", conformance("LL_CON_PER_BV_42_C_holds", "| LL/CON/PER/BV-43-C | holds | `src/host/a_test.cpp` |"),
     "docs/conformance.md:11"),
    ("folders_have_real_names", {"src/host/utils/a.hpp": EMPTY}, "src/host/utils:1"),
]

GOOD = [
    ("includes_resolve", {"src/wire/a.cpp": including("base/b.hpp") + "#include <array>\n", "src/base/b.hpp": EMPTY}),
    ("includes_resolve", {"api/micropython/a.cpp": including("py/runtime.h", "extmod/modbluetooth.h")}),
    ("layers_point_inward", {"src/sim/a.hpp": including("host/host.hpp", "controller/b.hpp"), "src/host/host.hpp": EMPTY,
                             "src/controller/b.hpp": EMPTY, "tests/sim/a_test.cpp": including("cli/x.hpp"), "cli/x.hpp": EMPTY}),
    ("host_layers_point_down", {"src/host/gap/a.hpp": including("hci/b.hpp", "gatt/b.hpp"), "src/host/hci/b.hpp": EMPTY,
                                "src/host/gatt/b.hpp": EMPTY, "src/host/host.hpp": including("gap/a.hpp")}),
    ("host_has_one_door", {"cli/a.cpp": including("host/host.hpp"), "src/host/host.hpp": EMPTY,
                           "tests/sim/a_test.cpp": including("host/host.hpp")}),
    ("no_include_cycles", {"src/base/a.hpp": including("base/b.hpp", "base/c.hpp"), "src/base/b.hpp": including("base/c.hpp"),
                           "src/base/c.hpp": EMPTY}),
    ("files_are_short", {"src/base/a.cpp": "// x\n" * 500}),
    ("functions_are_short", {"src/base/a.cpp": cpp("const int t[] = {\n" + "  1,\n" * 100 + "};\nstruct S {\n" + "  int a;\n" * 100 + "};")}),
    ("no_heap", {"src/host/a.cpp": cpp("#include <new>\nvoid f(void* p) { ::new (p) A; }\nA(const A&) = delete;  // a new one\nx.free(p);")}),
    ("no_heap", {"src/host/a_test.cpp": cpp("auto p = new int;"), "src/air/a.cpp": cpp("auto p = new int;")}),
    ("no_exceptions", {"src/host/a.cpp": cpp('const char* s = "throw";  // try')}),
    ("no_threads", {"src/host/a.cpp": cpp("Thread thread;"), "src/transport/a.cpp": cpp("std::thread t;")}),
    ("no_clocks", {"src/host/a.cpp": cpp("auto t = now.time();\nInstant time() const;\nstd::chrono::microseconds us;")}),
    ("no_random", {"src/host/a.cpp": cpp("auto x = random.next();\nint operand(int);")}),
    ("no_printing", {"src/host/a.cpp": cpp("log.printf(1);"), "src/air/a.cpp": cpp("void f() { std::puts(s); }")}),
    ("no_std_function", {"src/host/a.hpp": cpp("Delegate<void()> f;"), "src/sim/a.hpp": cpp("std::function<void()> f;")}),
    ("no_rtti", {"src/host/a.hpp": cpp("auto* a = static_cast<A*>(b);")}),
    ("no_containers", {"src/host/a.hpp": cpp("std::string_view v;\nstd::span<int> s;"), "src/controller/a.hpp": cpp("std::vector<int> v;")}),
    ("no_public_virtual_destructor", {"src/host/a.hpp": cpp("struct A {\n virtual void f() = 0;\n protected:\n  ~A() = default;\n};")}),
    ("no_reinterpret_cast_in_wire", {"src/wire/a.hpp": cpp("auto x = std::bit_cast<A>(y);"), "src/base/a.hpp": cpp("reinterpret_cast<A*>(b);")}),
    ("no_packed", {"src/wire/a.hpp": cpp("struct A { Le16 x; };  // not packed")}),
    ("no_platform_conditionals", {"src/host/a.hpp": cpp("#if __has_include(<bit>)\n#endif"), "ports/unix/a.cpp": cpp("#ifdef __linux__\n#endif")}),
    ("no_macros", {"api/a.h": cpp("#define A 1"), "include/zephyr/a.h": cpp("#define A 1"), "src/base/a.hpp": cpp("// #define A 1")}),
    ("files_say_what_they_are", {"src/base/a.hpp": EMPTY, "scripts/a.py": '#!/usr/bin/env python3\n"""Says."""\n', "api/a.c": "/* Says. */\n"}),
    ("headers_have_pragma_once", {"src/base/a.hpp": EMPTY, "src/base/a.cpp": HEAD}),
    ("folders_have_readmes", {"src/base/a.hpp": EMPTY, "src/base/README.md": "# base\n\nVocabulary types that every layer uses.\n"}),
    ("links_lead_somewhere", {"README.md": "[a](docs/) [b](docs/a.md#x) [c](https://example.org/x) [d](#top)\n", "docs/a.md": "[up](../README.md)\n"}),
    ("words_travel", {"README.md": "src/wire/README.md and tests/working/ro" "ot/x\n"}),
    ("work_is_finished", {"src/base/a.cpp": cpp("// all done"), "CONTRIBUTING.md": "no TO" "DO\n"}),
    ("traps_have_tests", traps(T9="| T9 | holds | `A.t`; open: more |")),
    ("conformance_table_is_true", conformance("LL_CON_PER_BV_42_C_holds", "| LL/CON/PER/BV-42-C | holds | `src/host/a_test.cpp` |")),
    ("conformance_table_is_true", conformance("it_holds", "| LL/CON/PER/BV-42-C | it holds | `src/host/a_test.cpp` |",
                                              "// LL/CON/PER/BV-42-C\n")),
    ("folders_have_real_names", {"src/host/gatt/a.hpp": EMPTY}),
]
