#!/usr/bin/env python3
"""Puts what runs have measured into a document: tables and charts.

    report.py RESULTS... [--docs docs/performance.md] [--charts DIR]

RESULTS: JSON files of peers.py --json, scaling.py --json and bench-micro (--benchmark_out), or folders of them; of two
runs of the same thing the later named counts. Every part of the document between `<!-- measured: NAME -->` and
`<!-- end -->` is replaced where there are results for it: updates, targets, publishing, short, links, scaling, micro.
--charts: where the charts go (default: charts beside the document). Without --docs all parts are printed.
"""
import argparse
import json
import os
import re
import sys
from pathlib import Path

import comparison_charts
import comparison_tables as tables
import micro_tables
import results
import scaling_tables

MARKED = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def files(paths):
    for path in paths:
        yield from sorted(path.glob("*.json")) if path.is_dir() else [path]


def latest(runs):
    """By series and link, in the order in which these were named first."""
    return list({(run.series, run.link): run for run in runs}.values())


def about(runs):
    lines = []
    for run in runs:
        note = f"; {run.note}" if run.note else ""
        lines.append(f"{run.series}{' over ' + run.link if run.link else ''}: commit {run.commit}, {run.date}, "
                     f"{run.rounds} rounds, {run.machine}{note}.\n")
        lines += [f"Left out: {text}.\n" for text in run.left_out]
    return "\n".join(lines)


def images(charts, folder):
    return "\n".join(f"![{heading}]({folder}/{name})\n" for name, heading, _ in charts)


def joined(*parts):
    return "\n".join(part for part in parts if part)


def parts_of_series(runs, charts, folder):
    """{name of the part: its Markdown}"""
    plain, linked = ([run for run in runs if bool(run.link) == with_link] for with_link in (False, True))
    parts = {}
    if plain:
        shown = [chart for chart in charts if "mbit" not in chart[0]]
        parts["updates"] = joined(about(plain), images(shown, folder),
                                  *(each for run in plain for each in tables.update_tables(run)))
        parts["targets"] = joined(*map(tables.target_table, plain))
        parts["publishing"] = joined(*map(tables.publish_table, plain))
        parts["short"] = joined(*map(tables.short_table, plain))
    if linked:
        shown = [chart for chart in charts if "mbit" in chart[0]]
        parts["links"] = joined(about(linked), images(shown, folder),
                                *(each for run in linked for each in [*tables.update_tables(run), tables.target_table(run)]))
    return parts


def read(paths):
    runs, scalings, micros = [], [], []
    for path in files(paths):
        data = json.loads(path.read_text())
        if data.get("kind") == "series":
            runs.append(results.series_of(data))
        elif data.get("kind") == "scaling":
            scalings.append(data)
        elif "benchmarks" in data:
            micros.append(data)
        else:
            raise SystemExit(f"{path}: no results of a benchmark")
    return latest(runs), scalings, micros


def replaced(text, parts):
    return MARKED.sub(lambda found: found[1] + parts[found[2]] + found[3] if found[2] in parts else found[0], text)


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--charts", type=Path)
    arguments = parser.parse_args(words)
    runs, scalings, micros = read(arguments.results)
    folder = arguments.charts or (arguments.docs.parent / "charts" if arguments.docs else None)
    shown = os.path.relpath(folder, arguments.docs.parent) if arguments.docs else "charts"
    charts = list(comparison_charts.charts(runs))
    scaling_charts = list(scaling_tables.charts(scalings))
    parts = parts_of_series(runs, charts, shown)
    if scalings:
        parts["scaling"] = joined(scaling_tables.about(scalings), images(scaling_charts, shown),
                                  scaling_tables.tables(scalings))
    if micros:
        parts["micro"] = joined(*map(micro_tables.table_of, micros))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, _, text in charts + scaling_charts:
            (folder / name).write_text(text)
    if arguments.docs:
        arguments.docs.write_text(replaced(arguments.docs.read_text(), parts))
    else:
        print("\n".join(f"## {name}\n\n{part}" for name, part in parts.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
