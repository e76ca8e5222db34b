"""What a process of this machine has used, as the kernel tells it."""

from __future__ import annotations

from pathlib import Path


def processor_seconds(process: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def held_mb(process: int) -> dict[str, int]:
    """Megabytes that a process holds: its share of all, and what of that is its own and what of files."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()[1:]
    held = {name: value.split()[0] for name, _, value in (line.partition(":") for line in lines)}
    return {name: int(held[name]) // 1024 for name in ("Pss", "Pss_Anon", "Pss_File")}
