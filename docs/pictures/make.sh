#!/usr/bin/env bash
# Makes the pictures of README.md: the web page of a cluster of one machine while the quick start, cut to half its length, searches, and the report of
# that search. About four minutes on 2 cores. Needs Fashion-MNIST (langevin data get fashion-mnist) and Chromium (Debian: apt-get install chromium).
#   docs/pictures/make.sh [DIR] [--set KEY=VALUE ...]     into DIR in place of this folder; further settings of the search
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
into=$here
case "${1:-}" in '' | --*) ;; *) into=$(cd "$1" && pwd); shift ;; esac
work=$(mktemp -d)
cluster=127.0.0.1:14953 page=127.0.0.1:18980
langevin=$root/langevin

"$langevin" node --role control,gpu,web --name machine-1 --port "${cluster#*:}" --join "$cluster" --dir "$work/node" --devices 2 --set "web.port=${page#*:}" &
node=$!
trap 'kill "$node" 2>/dev/null || true; wait "$node" 2>/dev/null || true; rm -rf "$work"' EXIT

picture() { # URL FILE SIZE
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" --window-size="$3" --virtual-time-budget=6000 --screenshot="$2" "$1" 2>/dev/null
}

"$langevin" submit "$root/hocon/searches/table-example.conf" --cluster "$cluster"
"$langevin" submit "$root/hocon/searches/quickstart.conf" --cluster "$cluster" --set supernet.steps=1000 --set strategy.candidates=75 \
    --set baselines.chain-candidates=20 --set retrain.steps=1000 "$@"
"$langevin" submit "$root/hocon/searches/cr-nas-quickstart.conf" --cluster "$cluster"
"$langevin" pause cr-nas-quickstart --cluster "$cluster"

until "$langevin" list --cluster "$cluster" | grep -Eq '^quickstart +running +search +[1-9]'; do sleep 1; done
picture "http://$page/" "$into/web.png" 1100,670
"$langevin" watch quickstart --cluster "$cluster"
printf 'directory = %s\n' "$work/node" >"$work/cluster.conf"
"$langevin" report --config "$work/cluster.conf" --search quickstart
picture "file://$work/node/searches/quickstart/result/report.html" "$into/report.png" 900,1245
