"""A state that is prepared once for each worker, and copied for each run of the command that is killed on it."""
import shutil
from pathlib import Path

from command import must


class Scenario:
    name = ""

    def __init__(self, tools, folder):
        self.tools = tools
        self.folder = Path(folder)
        self.state = self.folder / "state"
        self.template = self.folder / "template"

    def finish_preparation(self):
        """What a scenario adds when all else is prepared."""

    def keep_template(self):
        self.state.rename(self.template)

    def fresh(self):
        """The prepared state, again."""
        shutil.rmtree(self.state, ignore_errors=True)
        must(["cp", "-a", self.template, self.state])
        self.fresh_host()

    def fresh_host(self):
        """The host too, where it is not the state itself."""

    def host(self, *arguments):
        return [self.tools.host, "--root", self.root, "--progress", "none", *arguments]
