"""Man pages and completions say what the programs say, and shells and man understand them.

    describe_test.py BUILD_DIR
"""
import pathlib
import shutil
import subprocess
import sys
import unittest

PACKAGING = pathlib.Path(__file__).resolve().parents[2] / "packaging"
BUILD = pathlib.Path(sys.argv.pop()) if len(sys.argv) > 1 else pathlib.Path("build/dev")
PROGRAMS = ("switchback", "switchback-repo")


def output(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


def bash_completion(*words):
    """What bash offers for the last of `words`."""
    program = words[0]
    script = (f'source "{PACKAGING}/completions/{program}.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              f'_{program.replace("-", "_")}; printf "%s\\n" "${{COMPREPLY[@]}}"')
    return output("bash", "-c", script, "bash", *words).split()


class Description(unittest.TestCase):
    def test_pages_and_completions_are_what_the_programs_say_now(self):
        checked = subprocess.run([sys.executable, "-B", str(PACKAGING / "describe.py"), str(BUILD), "--check"],
                                 capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_every_page_formats_without_warnings(self):
        if not shutil.which("groff"):
            self.skipTest("groff is not installed")
        for program in PROGRAMS:
            formatted = subprocess.run(["groff", "-man", "-Tutf8", "-P-cbu", "-ww", str(PACKAGING / "man" / f"{program}.1")],
                                       capture_output=True, text=True)
            self.assertEqual(formatted.stderr, "")
            self.assertTrue("\nEXIT STATUS\n" in formatted.stdout)

    def test_bash_completes_commands_options_and_values(self):
        self.assertEqual(bash_completion("switchback", "upg"), ["upgrade"])
        self.assertIn("--dry-run", bash_completion("switchback", "upgrade", "--d"))
        self.assertIn("--yes", bash_completion("switchback", "--root", "/x", "upgrade", "--y"))
        self.assertEqual(bash_completion("switchback", "upgrade", "--channel", "st"), ["stable"])
        self.assertEqual(bash_completion("switchback-repo", "publish", "--level", "fa"), ["fast"])

    def test_other_shells_can_read_their_completions(self):
        for shell, name in (("bash", "{}.bash"), ("zsh", "_{}"), ("fish", "{}.fish")):
            if shutil.which(shell):
                for program in PROGRAMS:
                    output(shell, "-n", str(PACKAGING / "completions" / name.format(program)))


if __name__ == "__main__":
    unittest.main()
