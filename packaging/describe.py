#!/usr/bin/env python3
"""Man pages and shell completions, made from what the programs say about themselves with --help.

    describe.py BUILD_DIR            writes packaging/man and packaging/completions
    describe.py BUILD_DIR --check    changes nothing; exit 1 where a file is not what would be written
"""
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = {"switchback": "updater/cli/switchback", "switchback-repo": "repo-tools/cli/switchback-repo"}


@dataclass
class Option:
    name: str  # "--root", or "REPO" of a positional argument
    value: str = ""  # "TEXT"; empty for a flag
    choices: list = field(default_factory=list)
    variable: str = ""
    required: bool = False
    text: str = ""


@dataclass
class Command:
    words: list  # ["switchback", "upgrade"]
    summary: str = ""
    positionals: list = field(default_factory=list)
    options: list = field(default_factory=list)
    inherited: list = field(default_factory=list)  # options of the program that may also stand after the command
    commands: list = field(default_factory=list)


def parse_option(line):
    """One entry of CLI11's help, its help text already on the same line after two blanks or more."""
    head, _, text = line.strip().partition("\0")
    option = Option(head.split()[0].split(",")[-1], text=text.strip())
    option.required = bool(re.search(r"\bREQUIRED\b", head))
    if found := re.search(r"\(Env:(\w+)\)", head):
        option.variable = found[1]
    if found := re.search(r":\{([^}]*)\}", head):
        option.choices = found[1].split(",")
    if found := re.match(r"\S+ (TEXT|UINT|INT|FLOAT|[A-Z]+)\b(?!:)", head):
        option.value = "" if found[1] in ("REQUIRED",) else found[1]
    if option.choices:
        option.value = "|".join(option.choices)
    return option


def entries(lines):
    """Joins an entry whose text stands on the next line; marks where the text begins."""
    joined = []
    for line in lines:
        if re.match(r"  \S", line):
            head = re.match(r"  (\S.*?)(?: {2,}|$)(.*)", line)
            joined.append([head[1], head[2]])
        elif line.strip() and joined:
            joined[-1][1] += " " + line.strip()
    return [f"{head}\0{text}" for head, text in joined]


def read_command(program, words, inherited=()):
    text = subprocess.run([str(program), *words[1:], "--help"], capture_output=True, text=True, check=True,
                          env={}, stdin=subprocess.DEVNULL).stdout
    command = Command(words, summary=text.strip().splitlines()[0])
    sections = {}
    for line in text.splitlines():
        if re.match(r"[A-Z]\w*:$", line):
            sections[line[:-1]] = current = []
        elif sections:
            current.append(line)
    command.positionals = [parse_option(entry) for entry in entries(sections.get("Positionals", []))]
    command.options = [parse_option(entry) for entry in entries(sections.get("Options", []))]
    own = {option.name for option in command.options}
    command.inherited = [option for option in inherited if option.name not in own]
    outer = command.inherited + [option for option in command.options if option.name not in ("--help", "--version")]
    names = [entry.partition("\0")[0].split()[0] for entry in entries(sections.get("Subcommands", []))]
    command.commands = [read_command(program, [*words, name], outer) for name in names]
    return command


def all_commands(command):
    yield command
    for inner in command.commands:
        yield from all_commands(inner)


# --- manual pages

def roff(text):
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")


def roff_option(option):
    head = f"\\fB{roff(option.name)}\\fR"
    if option.value:
        head += f" \\fI{roff(option.value)}\\fR"
    notes = []
    if option.required:
        notes.append("required")
    if option.variable:
        notes.append(f"\\fB{option.variable}\\fR")
    tail = f" ({', '.join(notes)})" if notes else ""
    return f".TP\n{head}\n{roff(option.text)}{tail}\n"


def roff_command(command):
    usage = " ".join(f"\\fI{roff(option.name)}\\fR" for option in command.positionals)
    text = f".SS \"{roff(' '.join(command.words[1:]))}{' ' if usage else ''}{usage}\"\n{roff(command.summary)}.\n"
    return text + "".join(roff_option(option) for option in command.options if option.name != "--help")


def manual_page(command, version):
    template = (HERE / "man" / f"{command.words[0]}.1.in").read_text()
    commands = [inner for inner in all_commands(command) if inner is not command]
    parts = {
        "VERSION": version,
        "OPTIONS": "".join(roff_option(option) for option in command.options),
        "COMMANDS": "".join(roff_command(inner) for inner in commands),
    }
    for name, text in parts.items():
        template = template.replace(f"@{name}@\n", text).replace(f"@{name}@", text)
    return template


# --- completions

def function_name(command):
    return "_" + "_".join(command.words).replace("-", "_")


def words_of(command):
    return [inner.words[-1] for inner in command.commands] + [
        option.name for option in command.options + command.inherited]


def bash(command):
    lines = [f"# bash completion for {command.words[0]}; made by packaging/describe.py", f"{function_name(command)}() {{",
             '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word',
             '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do', '    case "$path $word" in']
    for inner in all_commands(command):
        for child in inner.commands:
            before, after = " ".join(inner.words[1:]), " ".join(child.words[1:])
            lines.append(f'      "{before} {child.words[-1]}") path="{after}" ;;')
    lines += ["    esac", "  done", '  case "$path:$previous" in']
    for inner in all_commands(command):
        for option in inner.options + inner.inherited:
            if option.value:
                words = f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$current"))' if option.choices \
                    else 'COMPREPLY=($(compgen -f -- "$current"))'
                lines.append(f'    "{" ".join(inner.words[1:])}:{option.name}") {words}; return ;;')
    lines += ["  esac", "  local words=", '  case "$path" in']
    for inner in all_commands(command):
        lines.append(f'    "{" ".join(inner.words[1:])}") words="{" ".join(words_of(inner))}" ;;')
    lines += ["  esac", '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
              '  [[ ${#COMPREPLY[@]} -gt 0 || $current == -* ]] || COMPREPLY=($(compgen -f -- "$current"))', "}",
              f"complete -o filenames -F {function_name(command)} {command.words[0]}"]
    return "\n".join(lines) + "\n"


def zsh_text(text):
    return re.sub(r"([\[\]:'])", lambda found: "'\\''" if found[1] == "'" else "\\" + found[1], text)


def zsh_option(option):
    spec = f"{option.name}[{zsh_text(option.text)}]"
    if option.value:
        action = f"({' '.join(option.choices)})" if option.choices else "_files"
        spec += f":{option.name[2:]}:{action}"
    return f"'{spec}'"


def zsh_function(command):
    lines = [f"{function_name(command)}() {{"]
    options = [zsh_option(option) for option in command.options + command.inherited]
    if command.commands:
        lines.append("  local -a commands=(")
        lines += [f"    '{inner.words[-1]}:{zsh_text(inner.summary)}'" for inner in command.commands]
        lines.append("  )")
        options += ["'1: :{_describe command commands}'", "'*:: :->inner'"]
    options += [f"'{number}:{option.name}:_files'" for number, option in enumerate(command.positionals, 1)]
    lines.append("  _arguments -s " + " \\\n    ".join(options) + (" && return" if command.commands else ""))
    if command.commands:
        lines.append("  case $words[1] in")
        lines += [f"    {inner.words[-1]}) {function_name(inner)} ;;" for inner in command.commands]
        lines.append("  esac")
    return "\n".join([*lines, "}"]) + "\n"


def zsh(command):
    text = f"#compdef {command.words[0]}\n# zsh completion; made by packaging/describe.py\n"
    text += "".join(zsh_function(inner) for inner in reversed(list(all_commands(command))))
    return text + f'{function_name(command)} "$@"\n'


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish(command):
    program = command.words[0]
    lines = [f"# fish completion for {program}; made by packaging/describe.py", f"complete -c {program} -f"]
    for inner in all_commands(command):
        seen = [f"__fish_seen_subcommand_from {word}" for word in inner.words[1:]]
        if inner.commands:
            not_yet = "not __fish_seen_subcommand_from " + " ".join(child.words[-1] for child in inner.commands)
            condition = fish_quote("; and ".join([*seen, not_yet]))
            for child in inner.commands:
                lines.append(f"complete -c {program} -n {condition} -a {child.words[-1]} -d {fish_quote(child.summary)}")
        for option in inner.options:
            condition = f" -n {fish_quote('; and '.join(seen))}" if seen else ""
            value = f" -x -a {fish_quote(' '.join(option.choices))}" if option.choices else " -r -F" if option.value else ""
            lines.append(f"complete -c {program}{condition} -l {option.name[2:]}{value} -d {fish_quote(option.text)}")
        if inner.positionals:
            lines.append(f"complete -c {program} -n {fish_quote('; and '.join(seen))} -F")
    return "\n".join(lines) + "\n"


def outputs(build):
    for name, place in PROGRAMS.items():
        program = build / place
        command = read_command(program, [name])
        version = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout.strip()
        yield HERE / "man" / f"{name}.1", manual_page(command, version)
        yield HERE / "completions" / f"{name}.bash", bash(command)
        yield HERE / "completions" / f"_{name}", zsh(command)
        yield HERE / "completions" / f"{name}.fish", fish(command)


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]):
        sys.exit(__doc__)
    stale = []
    for path, text in outputs(pathlib.Path(sys.argv[1])):
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not sys.argv[2:]:
            path.write_text(text)
    if sys.argv[2:] and stale:
        sys.exit("not what the programs say now, run packaging/describe.py BUILD_DIR: " + ", ".join(stale))
    print("written: " + ", ".join(stale) if stale else "man pages and completions say what the programs say")


if __name__ == "__main__":
    main()
