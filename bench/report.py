"""Medians and ratios, as a table that can be copied into docs/performance.md."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from bench.contenders import Contender

Runs = Sequence[Mapping[str, Any]]

COLUMNS: tuple[tuple[str, Callable[[Mapping[str, Any]], float], str], ...] = (
    ("answered/s", lambda run: run["per_second"], ",.0f"),
    ("p50 ms", lambda run: run["latency"]["p50"], ".1f"),
    ("p99 ms", lambda run: run["latency"]["p99"], ".1f"),
    ("accept p50 ms", lambda run: run["acceptance"]["p50"], ".1f"),
    ("accept p99 ms", lambda run: run["acceptance"]["p99"], ".1f"),
    ("CPU s/1,000", lambda run: run["cpu_per_1000"], ".2f"),
    ("RSS MB", lambda run: run["rss"], ".0f"),
    ("peak MB", lambda run: run["peak"], ".0f"),
    ("ready s", lambda run: run["ready"], ".2f"),
    ("first answer s", lambda run: run["first_answer"], ".2f"),
)


def progress(where: str, title: str, run: Mapping[str, Any]) -> None:
    """One line per measurement, on standard error."""
    line = ", ".join(f"{name} {value(run):{form}}" for name, value, form in COLUMNS)
    odd = f" — {run['unanswered']} unanswered" if run["unanswered"] else ""
    doubled = f" — {run['sends']} sends for {run['answered']}" if run["sends"] > 1.02 * run["answered"] else ""
    server = run["server_cpu"] / run["seconds"]
    print(f"{where}: {title}: {line}, server CPU {server:.0%}{odd}{doubled}", file=sys.stderr, flush=True)


def table(
    figures: Mapping[str, Runs], contenders: Sequence[Contender], accepted: Mapping[str, Any] | None, *, users: int
) -> None:
    """What was measured, in Markdown."""
    if figures:
        print(f"Closed loop of {users} people, medians:\n")
        print("| | " + " | ".join(name for name, _, _ in COLUMNS) + " |")
        print("|---|" + "---:|" * len(COLUMNS))
        for contender in contenders:
            runs = figures[contender.name]
            cells = [f"{median(value(run) for run in runs):{form}}" for _, value, form in COLUMNS]
            print(f"| {contender.title} | " + " | ".join(cells) + " |")
    if "ours" in figures:
        _ratios(figures)
        print(f"\nFirst start on an empty database: {median(run['first_start'] for run in figures['ours']):.2f} s")
    if accepted:
        _acceptance(accepted)


def _ratios(figures: Mapping[str, Runs]) -> None:
    def speed(name: str) -> float:
        return float(median(run["per_second"] for run in figures[name]))

    for own in ("ours", "menu"):
        print()
        for name, aim in (("aiogram", 1.0), ("ptb", 3.0), ("raw", None)):
            if name in figures and own in figures:
                ratio = speed(own) / speed(name)
                verdict = "" if aim is None else f" (aim ≥ {aim:g}: {'reached' if ratio >= aim else 'NOT reached'})"
                print(f"Throughput, {own} / {name}: {ratio:.2f}{verdict}")


def _acceptance(accepted: Mapping[str, Any]) -> None:
    print("\nBy webhook, 200 updates a second, while weekly bundles (chart, Excel, Word) are made:\n")
    print(
        "| meanwhile | accept p50 ms | accept p99 ms | reply p50 ms | reply p99 ms | answered | bundles | a bundle ms |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    titles = {
        "idle": "nothing else",
        "spin": "a stranger that keeps one processor as busy",
        "process": "bundles, as the bot makes them",
        "thread": "the same in threads of it",
    }
    for name, title in titles.items():
        run = accepted[name]
        cells = [f"{run[what][key]:.1f}" for what in ("acceptance", "reply") for key in ("p50", "p99")]
        took = f"{median(run['bundles']):,.0f}" if run["bundles"] else "–"
        answered = f"{run['sends']} of {run['asked']}"
        print(f"| {title} | " + " | ".join(cells) + f" | {answered} | {len(run['bundles'])} | {took} |")
