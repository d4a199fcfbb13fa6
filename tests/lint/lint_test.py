"""The lints' own test: each sees a seeded violation and is content without it."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import codes
import forbidden
import format as format_lint
import layers
import scripts


class Tree(unittest.TestCase):
    """A small tree in which everything is right, for a test to spoil."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        for layer in layers.LAYERS:
            (self.root / layer).mkdir(parents=True, exist_ok=True)
        self.put("base/CMakeLists.txt", "switchback_library(base SOURCES a.cpp)\n")
        self.put("keys/CMakeLists.txt", "switchback_library(keys SOURCES a.cpp PUBLIC switchback::base)\n")
        self.put("keys/a.cpp", '#include "base/errors.hpp"\n\n#include <vector>\n')

    def put(self, name, text, mode=0o644):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)


class LayerLint(Tree):
    def found(self):
        return "\n".join(layers.problems(self.root))

    def spoiled(self, name, text):
        self.put(name, text)
        return self.found()

    def test_a_tree_in_order_has_no_findings(self):
        self.assertEqual(self.found(), "")

    def test_an_include_of_a_later_layer_is_found(self):
        self.assertIn("base must not include keys/key.hpp",
                      self.spoiled("base/a.cpp", '#include "keys/key.hpp"\n'))
        self.assertIn("core/trust must not include core/tree/walk.hpp",
                      self.spoiled("core/trust/a.cpp", '#include "core/tree/walk.hpp"\n'))
        self.assertIn("updater/state must not include updater/engine/e.hpp",
                      self.spoiled("updater/state/a.cpp", '#  include "updater/engine/e.hpp"\n'))

    def test_publisher_and_host_never_meet(self):
        self.assertIn("repo-tools must not include updater/state/s.hpp",
                      self.spoiled("repo-tools/a.cpp", '#include "updater/state/s.hpp"\n'))
        self.assertIn("updater/cli must not include repo-tools/p.hpp",
                      self.spoiled("updater/cli/a.cpp", '#include "repo-tools/p.hpp"\n'))

    def test_a_host_and_the_decoders_never_use_the_encoders(self):
        for folder in ("updater/slots", "updater/engine", "updater/cli", "core/delta", "core/difference"):
            self.assertIn(f"{folder} must not include core/delta/encode/e.hpp",
                          self.spoiled(f"{folder}/a.cpp", '#include "core/delta/encode/e.hpp"\n'))
        self.put("core/difference/encode/CMakeLists.txt", "switchback_library(difference_encoder SOURCES a.cpp)\n")
        self.assertIn("slots (updater/slots) must not link switchback::difference_encoder",
                      self.spoiled("updater/slots/CMakeLists.txt",
                                   "switchback_library(slots SOURCES a.cpp PRIVATE switchback::difference_encoder)\n"))
        self.assertNotIn("repo-tools", self.spoiled("repo-tools/a.cpp", '#include "core/delta/encode/e.hpp"\n'))

    def test_only_command_lines_use_the_terminal(self):
        self.assertEqual(self.spoiled("updater/cli/a.cpp", '#include "base/terminal/color.hpp"\n'), "")
        self.assertIn("updater/engine must not include base/terminal/color.hpp",
                      self.spoiled("updater/engine/a.cpp", '#include "base/terminal/color.hpp"\n'))

    def test_the_schema_does_no_input_or_output(self):
        for header in ('"base/files.hpp"', "<fstream>", "<sys/stat.h>"):
            self.assertIn("no input or output", self.spoiled("manifest-schema/a.cpp", f"#include {header}\n"))

    def test_heavy_headers_stay_out_of_seams(self):
        self.assertIn("belongs in a .cpp file",
                      self.spoiled("keys/a.hpp", "#include <nlohmann/json.hpp>\n"))
        self.put("keys/a.hpp", "#include <nlohmann/json_fwd.hpp>\n")
        self.assertEqual(self.spoiled("keys/a.cpp", "#include <nlohmann/json.hpp>\n"), "")

    def test_a_product_never_includes_tests_or_neighbours_by_short_names(self):
        self.assertIn("only tests", self.spoiled("keys/a.cpp", '#include "tests/support/x.hpp"\n'))
        self.assertIn("not written from the root", self.spoiled("keys/a.cpp", '#include "key.hpp"\n'))
        self.assertIn("not written from the root", self.spoiled("keys/a.cpp", '#include "../base/a.hpp"\n'))

    def test_a_link_to_a_later_layer_is_found(self):
        self.assertIn("base (base) must not link switchback::keys",
                      self.spoiled("base/CMakeLists.txt",
                                   "switchback_library(base SOURCES a.cpp\n  PUBLIC switchback::keys)\n"))
        self.assertIn("in no layer",
                      self.spoiled("base/CMakeLists.txt",
                                   "switchback_library(base SOURCES a.cpp PUBLIC switchback::unknown)\n"))


class ForbiddenLint(Tree):
    def found(self, name, text):
        self.put(name, text)
        result = "\n".join(forbidden.findings(self.root))
        (self.root / name).unlink()
        return result

    def test_a_tree_in_order_has_no_findings(self):
        self.assertEqual(self.found("base/b.cpp", "int file_system(int);\nint x = file_system(1);\n"), "")

    def test_each_rule_finds_its_violation(self):
        for line in ('std::system("ls");', 'auto* f = popen("ls", "r");', "strcpy(a, b);",
                     "std::this_thread::sleep_for(1s);", "  sleep(1);", 'getenv("HOME");', "std::cout << 1;",
                     ' printf("x");', "// TODO later", '"/home/me/x"', '"/root/x"', "int x; ", "\tint x;"):
            self.assertNotEqual(self.found("base/b.cpp", line + "\n"), "", line)

    def test_words_that_only_look_alike_pass(self):
        for line in ("fmt::snprintf_like(x);", "asleep(1);", "path/home/x", "// HACKING.md"):
            self.assertEqual(self.found("base/b.cpp", line + "\n"), "", line)

    def test_documents_are_read_too(self):
        self.assertIn("README.md:1", self.found("README.md", "see /home/me/x\n"))


class ScriptLint(Tree):
    def found(self, text, mode=0o755):
        self.put("packaging/x.sh", text, mode)
        return "\n".join(scripts.findings(self.root))

    def test_a_script_in_order_has_no_findings(self):
        self.assertEqual(self.found("#!/bin/bash\nset -euo pipefail\necho hi\n"), "")

    def test_spoiled_scripts_are_found(self):
        self.assertIn("syntax error", self.found("#!/bin/bash\nset -e\nif true; then\n"))
        self.assertIn("set -e", self.found("#!/bin/bash\necho hi\n"))
        self.assertIn("not executable", self.found("#!/bin/bash\nset -e\n", 0o644))


class CodesLint(Tree):
    def test_a_code_that_is_not_documented_is_found(self):
        self.put("docs/exit-codes.md", "`known`\n")
        self.put("keys/a.cpp", 'throw StorageError("open", path, errno);\nthrow StateError("known", "x");\n')
        self.assertEqual(list(codes.findings(self.root)), [])
        self.put("keys/a.cpp", 'throw StateError(\n    "unknown", "x");\nthrow StorageError("read-only", "x");\n')
        self.assertEqual([line.split(": ")[1] for line in codes.findings(self.root)],
                         [f"the code {code} is not in docs/exit-codes.md" for code in ("read-only", "unknown")])


class JunitTotal(Tree):
    CASE = '<testcase name="{}" status="{}">{}</testcase>'

    def total(self, *cases, path="junit.xml"):
        self.put("junit.xml", "<testsuite>" + "".join(self.CASE.format(*case) for case in cases) + "</testsuite>")
        script = pathlib.Path(__file__).parents[2] / "packaging" / "junit_total.py"
        result = subprocess.run(["python3", str(script), str(self.root / path)], capture_output=True, text=True)
        return result.stdout.splitlines()[-1], result.returncode

    def test_passed_failed_and_skipped_tests_are_counted(self):
        self.assertEqual(self.total(("a", "run", ""), ("b", "run", "")), ("2 passed, 0 failed, 0 skipped", 0))
        self.assertEqual(self.total(("a", "run", ""), ("b", "fail", '<failure message=""/>'),
                                    ("c", "notrun", '<skipped message="SKIP_RETURN_CODE=77"/>')),
                         ("1 passed, 1 failed, 1 skipped", 1))

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(self.total(), ("0 passed, 0 failed, 0 skipped", 1))
        self.assertEqual(self.total(path="missing.xml"), ("0 passed, 1 failed, 0 skipped", 1))

    def test_a_test_that_was_not_built_is_a_failure(self):
        self.assertEqual(self.total(("a", "notrun", '<skipped message="Unable to find executable: x"/>')),
                         ("0 passed, 1 failed, 0 skipped", 1))


class FormatLint(Tree):
    def test_an_unformatted_source_is_found(self):
        if format_lint.clang_format() is None:
            self.skipTest("clang-format 14 is not installed")
        here = pathlib.Path(__file__).parent
        self.put("keys/a.cpp", '#include "base/errors.hpp"\n')
        self.put(".clang-format", "BasedOnStyle: Google\n")
        run = ["python3", str(here / "format.py"), str(self.root)]
        self.assertEqual(subprocess.run(run, capture_output=True).returncode, 0)
        self.put("keys/a.cpp", "int   x  ;\n")
        self.assertEqual(subprocess.run(run, capture_output=True).returncode, 1)

    def test_without_clang_format_the_lint_is_skipped(self):
        here = pathlib.Path(__file__).parent
        run = ["/usr/bin/python3", str(here / "format.py"), str(self.root)]
        result = subprocess.run(run, env={**os.environ, "PATH": "/nowhere"}, capture_output=True)
        self.assertEqual(result.returncode, 77)


if __name__ == "__main__":
    unittest.main()
