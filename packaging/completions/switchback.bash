# bash completion for switchback; made by packaging/describe.py
_switchback() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      " init") path="init" ;;
      " install") path="install" ;;
      " upgrade") path="upgrade" ;;
      " downgrade") path="downgrade" ;;
      " rollback") path="rollback" ;;
      " check") path="check" ;;
      " version") path="version" ;;
      " status") path="status" ;;
      " why") path="why" ;;
      " why-not") path="why-not" ;;
      " pin") path="pin" ;;
      " unpin") path="unpin" ;;
      " hold") path="hold" ;;
      " unhold") path="unhold" ;;
      " changelog") path="changelog" ;;
      " history") path="history" ;;
      " diff") path="diff" ;;
      " verify") path="verify" ;;
      " recover") path="recover" ;;
      "history show") path="history show" ;;
    esac
  done
  case "$path:$previous" in
    ":--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    ":--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    ":--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "init:--repo") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--trust") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--register") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--roots") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "init:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "init:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "install:--channel") COMPREPLY=($(compgen -W "alpha beta stable" -- "$current")); return ;;
    "install:--reason") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "install:--accept-stale") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "install:--verify") COMPREPLY=($(compgen -W "none fast full" -- "$current")); return ;;
    "install:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "install:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "install:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "upgrade:--to") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "upgrade:--channel") COMPREPLY=($(compgen -W "alpha beta stable" -- "$current")); return ;;
    "upgrade:--reason") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "upgrade:--accept-stale") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "upgrade:--verify") COMPREPLY=($(compgen -W "none fast full" -- "$current")); return ;;
    "upgrade:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "upgrade:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "upgrade:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "downgrade:--to") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "downgrade:--verify") COMPREPLY=($(compgen -W "none fast full" -- "$current")); return ;;
    "downgrade:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "downgrade:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "downgrade:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "rollback:--update-id") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollback:--verify") COMPREPLY=($(compgen -W "none fast full" -- "$current")); return ;;
    "rollback:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollback:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "rollback:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "check:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "check:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "check:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "version:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "version:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "version:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "status:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "status:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "status:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "why:--channel") COMPREPLY=($(compgen -W "alpha beta stable" -- "$current")); return ;;
    "why:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "why:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "why:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "why-not:--channel") COMPREPLY=($(compgen -W "alpha beta stable" -- "$current")); return ;;
    "why-not:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "why-not:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "why-not:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "pin:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "pin:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "pin:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "unpin:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "unpin:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "unpin:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "hold:--until") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "hold:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "hold:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "hold:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "unhold:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "unhold:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "unhold:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "changelog:--version") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "changelog:--since") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "changelog:--format") COMPREPLY=($(compgen -W "text json markdown" -- "$current")); return ;;
    "changelog:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "changelog:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "changelog:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "history:--limit") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "history:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "history:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "history:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "history show:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "history show:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "history show:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "history show:--limit") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "diff:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "diff:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "diff:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "verify:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "verify:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "verify:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "recover:--root") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "recover:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "recover:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
  esac
  local words=
  case "$path" in
    "") words="init install upgrade downgrade rollback check version status why why-not pin unpin hold unhold changelog history diff verify recover --help --version --root --yes --dry-run --color --progress" ;;
    "init") words="--help --repo --product --trust --register --roots --root --yes --dry-run --color --progress" ;;
    "install") words="--help --channel --reason --accept-stale --verify --force --json --root --yes --dry-run --color --progress" ;;
    "upgrade") words="--help --latest --stable --to --channel --reason --accept-stale --stage-only --verify --force --json --root --yes --dry-run --color --progress" ;;
    "downgrade") words="--help --to --verify --force --json --root --yes --dry-run --color --progress" ;;
    "rollback") words="--help --update-id --verify --force --json --root --yes --dry-run --color --progress" ;;
    "check") words="--help --json --root --yes --dry-run --color --progress" ;;
    "version") words="--help --detailed --json --root --yes --dry-run --color --progress" ;;
    "status") words="--help --json --root --yes --dry-run --color --progress" ;;
    "why") words="--help --channel --json --root --yes --dry-run --color --progress" ;;
    "why-not") words="--help --channel --json --root --yes --dry-run --color --progress" ;;
    "pin") words="--help --root --yes --dry-run --color --progress" ;;
    "unpin") words="--help --root --yes --dry-run --color --progress" ;;
    "hold") words="--help --until --root --yes --dry-run --color --progress" ;;
    "unhold") words="--help --root --yes --dry-run --color --progress" ;;
    "changelog") words="--help --version --since --format --json --root --yes --dry-run --color --progress" ;;
    "history") words="show --help --limit --json --root --yes --dry-run --color --progress" ;;
    "history show") words="--help --root --yes --dry-run --color --progress --limit --json" ;;
    "diff") words="--help --json --root --yes --dry-run --color --progress" ;;
    "verify") words="--help --repair --json --root --yes --dry-run --color --progress" ;;
    "recover") words="--help --json --root --yes --dry-run --color --progress" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ ${#COMPREPLY[@]} -gt 0 || $current == -* ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _switchback switchback
