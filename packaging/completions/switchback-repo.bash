# bash completion for switchback-repo; made by packaging/describe.py
_switchback_repo() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      " init") path="init" ;;
      " publish") path="publish" ;;
      " release") path="release" ;;
      " promote") path="promote" ;;
      " yank") path="yank" ;;
      " barrier") path="barrier" ;;
      " dead-end") path="dead-end" ;;
      " rollout") path="rollout" ;;
      " list") path="list" ;;
      " show") path="show" ;;
      " refresh") path="refresh" ;;
      " verify") path="verify" ;;
      " remove") path="remove" ;;
      " gc") path="gc" ;;
      " graph") path="graph" ;;
      " stats") path="stats" ;;
      " diff") path="diff" ;;
      " log") path="log" ;;
      " serve") path="serve" ;;
    esac
  done
  case "$path:$previous" in
    "init:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "init:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "init:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "publish:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "publish:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--version") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--tree") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--changelog") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--level") COMPREPLY=($(compgen -W "fast default max" -- "$current")); return ;;
    "publish:--memory") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--percent") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--batch") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "publish:--deltas-from") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "release:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "release:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "release:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "release:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "release:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "release:--percent") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "promote:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "promote:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "promote:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "promote:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "promote:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "promote:--to") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "promote:--percent") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "yank:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "yank:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "yank:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "yank:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "yank:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "yank:--reason") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "barrier:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "barrier:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "barrier:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "barrier:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "barrier:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "dead-end:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "dead-end:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "dead-end:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "dead-end:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "dead-end:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "dead-end:--message") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollout:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "rollout:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "rollout:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollout:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollout:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "rollout:--percent") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "list:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "list:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "list:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "show:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "show:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "show:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "refresh:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "refresh:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "refresh:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "refresh:--expires") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "verify:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "verify:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "verify:--trust") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "remove:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "remove:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "remove:--keys") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "remove:--keep-last") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "remove:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "gc:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "gc:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "gc:--grace") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "graph:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "graph:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "graph:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "graph:--format") COMPREPLY=($(compgen -W "dot svg json" -- "$current")); return ;;
    "stats:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "stats:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "stats:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "diff:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "diff:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "diff:--product") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "log:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "log:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "log:--limit") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "serve:--color") COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
    "serve:--progress") COMPREPLY=($(compgen -W "auto plain none json" -- "$current")); return ;;
    "serve:--listen") COMPREPLY=($(compgen -f -- "$current")); return ;;
    "serve:--max-connections-per-address") COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  local words=
  case "$path" in
    "") words="init publish release promote yank barrier dead-end rollout list show refresh verify remove gc graph stats diff log serve --help --version" ;;
    "init") words="--help --yes --dry-run --color --progress --keys --no-passphrase" ;;
    "publish") words="--help --yes --dry-run --color --progress --keys --product --version --tree --changelog --level --memory --expires --draft --percent --paused --batch --deltas-from" ;;
    "release") words="--help --yes --dry-run --color --progress --keys --product --expires --percent --paused" ;;
    "promote") words="--help --yes --dry-run --color --progress --keys --product --expires --to --percent --paused" ;;
    "yank") words="--help --yes --dry-run --color --progress --keys --product --expires --undo --reason" ;;
    "barrier") words="--help --yes --dry-run --color --progress --keys --product --expires --undo" ;;
    "dead-end") words="--help --yes --dry-run --color --progress --keys --product --expires --undo --message" ;;
    "rollout") words="--help --yes --dry-run --color --progress --keys --product --expires --percent --pause --resume" ;;
    "list") words="--help --yes --dry-run --color --progress --json --product" ;;
    "show") words="--help --yes --dry-run --color --progress --json --product" ;;
    "refresh") words="--help --yes --dry-run --color --progress --keys --expires" ;;
    "verify") words="--help --yes --dry-run --color --progress --json --trust" ;;
    "remove") words="--help --yes --dry-run --color --progress --keys --keep-last --product" ;;
    "gc") words="--help --yes --dry-run --color --progress --json --grace" ;;
    "graph") words="--help --yes --dry-run --color --progress --json --product --format" ;;
    "stats") words="--help --yes --dry-run --color --progress --json --product" ;;
    "diff") words="--help --yes --dry-run --color --progress --json --product" ;;
    "log") words="--help --yes --dry-run --color --progress --json --limit" ;;
    "serve") words="--help --yes --dry-run --color --progress --listen --max-connections-per-address" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ ${#COMPREPLY[@]} -gt 0 || $current == -* ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _switchback_repo switchback-repo
