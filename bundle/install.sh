#!/bin/sh
# Installs jobsim into a folder of its own (by default ./jobsim), without a network: sh install.sh [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-jobsim}
python=${PYTHON:-}
if [ -z "$python" ]; then
  for one in python@PYTHON@ python3 python; do
    if command -v "$one" > /dev/null 2>&1; then python=$one && break; fi
  done
fi
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@")'; then
  echo "This bundle is for Python @PYTHON@, which was not found; name it: PYTHON=/path/to/python@PYTHON@ sh install.sh" >&2
  exit 2
fi
if command -v sha256sum > /dev/null 2>&1; then
  (cd "$here" && sha256sum -c --quiet SHA256SUMS) || { echo "The bundle is damaged; copy it again." >&2; exit 2; }
fi
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  zh*) echo "正在安装到 $target，需一至三分钟……" ; done="已安装。请试：" ;;
  *) echo "Installing into $target, which takes one to three minutes ..." ; done="Installed. Try:" ;;
esac
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" \
  --require-hashes -r "$here/requirements.txt"
echo "$done $target/bin/jobsim counties"
