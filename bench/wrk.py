"""Driving a server with wrk: what it told, read into figures."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

WRK = shutil.which("wrk")
# What came of it as one line of JSON. `statuses` are those that TURNS has counted.
TOLD = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("seen") or {}) do
      statuses[#statuses + 1] = string.format('"%d":%d', status, count)
    end
  end
  local e = summary.errors
  print(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"max":%f,' ..
    '"failed":%d,"statuses":{%s}}', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    e.connect + e.read + e.write + e.timeout + e.status, table.concat(statuses, ",")))
end
"""
# Requests in turn, each with its own method, path, headers and body. It costs wrk as much time as
# the server: not for comparing servers.
TURNS = """
local asked = dofile(wrk_asked)
local at = 0
seen = {}
function request()
  at = at % #asked + 1
  local one = asked[at]
  return wrk.format(one.method, one.path, one.headers, one.body)
end
function response(status) seen[status] = (seen[status] or 0) + 1 end
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to repeat."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def as_lua(self) -> str:
        headers = ",".join(f"[{json.dumps(k)}]={json.dumps(v)}" for k, v in self.headers)
        body = json.dumps(self.body) if self.body else "nil"
        return f'{{method="{self.method}",path="{self.path}",headers={{{headers}}},body={body}}}'


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: milliseconds, requests a second, answers by status."""

    requests: int
    seconds: float
    p50: float
    p99: float
    max: float
    failed: int
    statuses: dict[str, int]

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.rate:9,.0f} req/s   p50 {self.p50:7.1f} ms   p99 {self.p99:7.1f} ms   "
            f"max {self.max:7.1f} ms   {self.requests:,} requests, {self.failed} failed"
        )


def cpu_seconds(server: int) -> float:
    """Processor time that the workers of a server have used, whatever else runs beside."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = 0
    for child in children:
        told = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load(url: str, folder: Path, *, seconds: int, connections: int = 16) -> Load:
    """Ask for one address over so many connections, each as soon as the last is answered."""
    return _run(url, folder, TOLD, seconds, connections)


def load_in_turn(
    url: str, asked: list[Asked], folder: Path, *, seconds: int, connections: int = 16
) -> Load:
    """The same with many requests, one after another."""
    table = folder / "asked.lua"
    table.write_text("return {" + ",\n".join(one.as_lua() for one in asked) + "}")
    script = TOLD + TURNS.replace("wrk_asked", json.dumps(str(table)))
    return _run(url, folder, script, seconds, connections)


def _run(url: str, folder: Path, script: str, seconds: int, connections: int) -> Load:
    if WRK is None:
        pytest.skip("optional: wrk is missing; install it: sudo apt-get install -y wrk")
    file = folder / "load.lua"
    file.write_text(script)
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(file)]
    done = subprocess.run([WRK, *options, url], capture_output=True, text=True, check=True)
    return Load(**json.loads(done.stdout.splitlines()[-1]))
