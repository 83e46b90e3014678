#!/usr/bin/env bash
# Compiles assemblies ahead of time; those that have not changed since are left. What cannot be compiled stays as it is, and only starts slower.
#   precompile.sh COMPILER LIST FOLDER...    LIST: a file, an input and its output on two lines; FOLDER: where references lie
set -euo pipefail
export compiler=$1
list=$2
shift 2
references=()
for folder in "$@"; do references+=(-r "$folder*.dll"); done
one='
    input=${*: -2:1} output=${*: -1}
    [ "$output" -nt "$input" ] && exit 0
    mkdir -p "${output%/*}"
    part=$output.$$
    if timeout 120 "$compiler" "${@:1:$#-2}" --targetos linux --targetarch x64 -O -o "$part" "$input" >"$output.log" 2>&1; then
        mv "$part" "$output"
    else
        rm -f "$part" "$output"
    fi
'
xargs -d '\n' -P "$(nproc)" -n 2 bash -c "$one" precompile "${references[@]}" <"$list"
