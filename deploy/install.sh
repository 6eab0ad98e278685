#!/usr/bin/env bash
# Installs cybernorms with what it needs to run, and no more, into a virtual environment of its own:
#   deploy/install.sh FOLDER
# Versions are those of requirements.lock, and every file must have one of the digests in it.
set -euo pipefail
folder=$1
cd "$(dirname "$0")/.."

digests() { grep -o 'sha256:[0-9a-f]*' "$1" | sort -u; }

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/python" -m pip install --quiet 'uv>=0.9,<1'
"$tools/venv/bin/uv" pip compile --quiet pyproject.toml --constraint requirements.lock \
  --generate-hashes --no-header --output-file "$tools/needed.lock"
if comm -13 <(digests requirements.lock) <(digests "$tools/needed.lock") | grep .; then
  echo "these digests are not in requirements.lock; run  make lock" >&2
  exit 1
fi

python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --require-hashes -r "$tools/needed.lock"
"$folder/bin/python" -m pip install --quiet --no-deps .
