"""How fast and how large is a count, beside pabutools on the same file in the same run?

python benchmarks/count.py [FILES…] [--rules NAMES] [--cap SECONDS] [--scale [BALLOTS]]

Every figure comes from a process of its own: CPU seconds (reading, counting only, from the file's bytes to the
outcome) and peak memory. pabutools counts with exact fractions and collapsed ballots, its best configuration;
it is a development dependency (GPL-3) and never part of the product. Without files: Łódź 2022 and Warszawa 2024
from ../shared/pabulib (or PARTNET_PABULIB).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("PARTNET_PABULIB", ROOT.parent / "shared" / "pabulib"))
DEFAULT = ("Poland_Lodz_2022.pb", "Poland_Warszawa_2024.pb")
RULES = ("greedy", "equal-shares", "phragmen", "add1")
REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rules", nargs="+", default=list(RULES), choices=RULES)
    parser.add_argument("--cap", type=int, default=300, help="CPU seconds after which the peer is stopped")
    parser.add_argument("--scale", nargs="?", type=int, const=1_000_000, help="rows with so many synthetic ballots")
    parser.add_argument("--child", nargs=3, metavar=("WHO", "FILE", "RULE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(CHILDREN[given.child[0]](given.child[1], given.child[2])))
        return
    load = "load " + ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, {load}, Python {platform.python_version()}")
    if given.scale:
        show_scale(given.scale)
        if not given.files:
            return
    compare(given.files or [FOLDER / name for name in DEFAULT], given.rules, given.cap)


# --- the table ---------------------------------------------------------------------------------------


def compare(files: list[Path], rules: list[str], cap: int) -> None:
    """One line a file and rule: ours, the peer, the ratios, and whether the winners are equal."""
    print("file | rule | CPU s ours, peer, ratio: counting | from bytes to outcome | peak MB ours, peer | winners")
    for file in files:
        for rule in rules:
            ours = run("ours", str(file), rule, None)
            peer = run("pabutools", str(file), rule, cap)
            print(" | ".join((file.stem, rule, *line(ours, peer, cap))), flush=True)


def line(ours: dict[str, Any], peer: dict[str, Any], cap: int) -> tuple[str, ...]:
    """The figures of one file and rule."""
    if not peer:
        own = (f"{ours['count']:.4f}, > {cap}", f"{ours['whole']:.3f}, > {cap}")
        return (*own, f"{ours['peak']}, -", "peer stopped")
    return (
        f"{ours['count']:.4f}, {peer['count']:.4g}, {ratio(peer['count'] / ours['count'])}",
        f"{ours['whole']:.3f}, {peer['whole']:.4g}, {ratio(peer['whole'] / ours['whole'])}",
        f"{ours['peak']}, {peer['peak']}",
        "equal" if ours["winners"] == peer["winners"] else "DIFFERENT",
    )


def ratio(times: float) -> str:
    """How many times faster, with a decimal where it is close."""
    return f"{times:,.0f}x" if times >= 10 else f"{times:.1f}x"


def run(who: str, file: str, rule: str, cap: int | None) -> dict[str, Any]:
    """One measurement in a process of its own; nothing where it was stopped at the cap."""
    command = [sys.executable, __file__, "--child", who, file, rule]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    def limited() -> None:
        if cap is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (cap, cap))

    # The child does nothing before it limits itself, so starting it this way is safe.
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, preexec_fn=limited)
    if done.returncode < 0:
        return {}
    done.check_returncode()
    return json.loads(done.stdout)


def show_scale(ballots: int) -> None:
    """Synthetic ballots in memory: collapse, equal shares, Phragmén."""
    found = run("scale", str(ballots), "all", None)
    print(f"{ballots:,} synthetic ballots, {found['marks']:,} marks, {found['distinct']:,} distinct ballots")
    for name in ("generate", "collapse", "equal-shares", "phragmen", "add1"):
        print(f"  {name}: {found[name]:.2f} CPU s")
    print(f"  peak memory {found['peak']} MB, of which {found['peak generated']} MB before the first collapse")


def peak() -> int:
    """The largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# --- ours --------------------------------------------------------------------------------------------


def ours(file: str, rule: str) -> dict[str, Any]:
    """Read, count once from bytes to outcome, then count again for the time of the rule alone."""
    from partnet_vote.tally.counting import count
    from partnet_vote.tally.pabulib.election import election
    from partnet_vote.tally.rule_spec import ID_ORDER, RuleSpec, Utility

    data = Path(file).read_bytes()
    begin = process_time()
    found = election(data)
    vote_type = found.document.get("vote_type")
    utilities: dict[str, Utility] = {"cumulative": "points", "scoring": "points", "ordinal": "borda-pabutools"}
    utility = utilities.get(vote_type, "cost")
    specs = {
        "greedy": RuleSpec("greedy", ties=ID_ORDER)
        if utility == "cost"
        else RuleSpec("density", utility, ties=ID_ORDER),
        "equal-shares": RuleSpec("equal-shares", utility, ties=ID_ORDER),
        "phragmen": RuleSpec("phragmen", ties=ID_ORDER),
        "add1": RuleSpec("equal-shares", utility, "add1-exhaustive", ties=ID_ORDER),
    }
    outcome = count(found.profile, specs[rule])
    whole = process_time() - begin
    times: list[float] = []
    for _ in range(REPEATS if whole < 5 else 1):
        begin = process_time()
        count(found.profile, specs[rule])
        times.append(process_time() - begin)
    return {"count": median(times), "whole": whole, "peak": peak(), "winners": sorted(outcome.winners)}


# --- the peer ----------------------------------------------------------------------------------------


def pabutools(file: str, rule: str) -> dict[str, Any]:
    """The same with pabutools, exact fractions and collapsed ballots."""
    import pabutools.election as pb
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

    begin = process_time()
    instance, profile = pb.parse_pabulib(file)
    together: Any = profile.as_multiprofile()
    measures = {
        pb.AbstractApprovalProfile: pb.Cost_Sat,
        pb.AbstractCardinalProfile: pb.Additive_Cardinal_Sat,
        pb.AbstractOrdinalProfile: pb.Additive_Borda_Sat,
    }
    measure: Any = next(own for kind, own in measures.items() if isinstance(profile, kind))
    read = process_time()
    rules: dict[str, Callable[[], Any]] = {
        "greedy": lambda: greedy_utilitarian_welfare(instance, together, sat_class=measure),
        "equal-shares": lambda: method_of_equal_shares(instance, together, sat_class=measure),
        "phragmen": lambda: sequential_phragmen(instance, together),
        "add1": lambda: method_of_equal_shares(instance, together, sat_class=measure, voter_budget_increment=1),
    }
    winners = rules[rule]()
    end = process_time()
    names = sorted(project.name for project in winners)
    return {"count": end - read, "whole": end - begin, "peak": peak(), "winners": names}


# --- a million ballots -------------------------------------------------------------------------------


def scale(ballots: str, _rule: str) -> dict[str, Any]:
    """Voters of twelve districts mark 1 to 15 of 150 projects, mostly well-known ones near them."""
    import numpy as np

    from partnet_vote.tally.counting import count
    from partnet_vote.tally.rule_spec import RuleSpec
    from partnet_vote.tally.values import Profile, Project

    begin = process_time()
    voters, projects, random = int(ballots), 150, np.random.default_rng(2026)
    sizes = random.choice(np.arange(1, 16), voters, p=sizes_seen())
    district = random.integers(0, 12, voters)
    voter = np.repeat(np.arange(voters), sizes)
    popular = (random.random(len(voter)) ** 3 * projects).astype(np.int64)
    near = random.random(len(voter)) < 0.5
    project = np.where(near, popular // 12 * 12 + district[voter], popular) % projects
    costs = random.integers(20, 2000, projects) * 1_000_00
    listed = [Project(f"P{number:03}", int(cost)) for number, cost in enumerate(costs)]
    found: dict[str, Any] = {"marks": len(voter), "generate": process_time() - begin, "peak generated": peak()}
    begin = process_time()
    profile = Profile.from_flat(listed, int(costs.sum()) // 4, voters, voter, project)
    found |= {"collapse": process_time() - begin, "distinct": len(profile.weights)}
    specs = {
        "equal-shares": RuleSpec("equal-shares", "cost"),
        "phragmen": RuleSpec("phragmen"),
        "add1": RuleSpec("equal-shares", "cost", "add1-exhaustive"),
    }
    for name, spec in specs.items():
        begin = process_time()
        count(profile, spec)
        found[name] = process_time() - begin
        if name == "phragmen":
            found["peak"] = peak()
    return found


def sizes_seen() -> list[float]:
    """How likely a ballot of 1 to 15 marks is: full ballots are common, as in Warszawa."""
    weights = [2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 6, 5, 4, 4, 12]
    return [weight / sum(weights) for weight in weights]


CHILDREN: dict[str, Callable[[str, str], dict[str, Any]]] = {"ours": ours, "pabutools": pabutools, "scale": scale}

if __name__ == "__main__":
    main()
