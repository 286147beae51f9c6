#!/usr/bin/env python3
"""Each public header alone, in C and in C++, with all warnings; and that each says what it is. Usage: headers_test.py [COMPILER_C COMPILER_CXX]"""
import concurrent.futures
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WAYS = (("cc", "c", "gnu11"), ("c++", "c++", "gnu++20"))


def check(header):
    problems = []
    if not header.read_text().startswith("/* "):
        problems.append(f"{header}: no comment in front that says what it is")
    name = header.relative_to(ROOT / "include")
    for compiler, language, standard in WAYS:
        done = subprocess.run([compiler, f"-std={standard}", "-x", language, "-Wall", "-Wextra", "-Werror", "-I", ROOT / "include", "-fsyntax-only", "-"],
                              input=f"#include <{name}>\n#include <{name}>\n", text=True, capture_output=True)
        if done.returncode:
            problems.append(f"{name} as {language}:\n{done.stderr}")
    return problems


def main():
    headers = sorted((ROOT / "include").rglob("*.h"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check, headers))
    for problems in results:
        print("\n".join(problems), end="\n" if problems else "")
    failed = sum(bool(problems) for problems in results)
    print(f"{len(headers) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not headers else 0)


if __name__ == "__main__":
    main()
