"""A table of what bench-micro (Google Benchmark) has measured."""
from comparison_tables import table

TO_NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def duration(nanoseconds):
    for unit, factor in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= factor:
            return f"{nanoseconds / factor:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def chosen(benchmarks):
    """Medians where it has repeated itself, and otherwise the runs."""
    medians = [each for each in benchmarks if each.get("aggregate_name") == "median"]
    return medians or [each for each in benchmarks if each.get("run_type") != "aggregate"]


def row(benchmark):
    factor = TO_NANOSECONDS[benchmark["time_unit"]]
    rate = f"{benchmark['bytes_per_second'] / 1e6:,.0f}" if "bytes_per_second" in benchmark else "—"
    return [benchmark.get("run_name", benchmark["name"]), duration(benchmark["real_time"] * factor),
            duration(benchmark["cpu_time"] * factor), rate]


def table_of(data):
    date = data["context"]["date"][:10]
    return f"{date}, {data['context']['num_cpus']} cores.\n\n" + table(["", "time", "CPU time", "MB/s"],
                                                                       map(row, chosen(data["benchmarks"])))
