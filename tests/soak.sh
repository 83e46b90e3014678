#!/usr/bin/env bash
# The long forms of tests.
#   tests/soak.sh [KILLS]        kills of any process, 50 in each cluster unless told otherwise, 20 in each search on one machine: about three seconds each;
#                                ST-NAS with PostgreSQL only here
#   tests/soak.sh bucket         a search whose blobs are in a bucket that goes away, and a machine that is lost with its disk
#   tests/soak.sh flips          a bit of every byte of a small search's journal turned, its files cut at every 512 bytes
#   tests/soak.sh simulation HUNDREDS  the promises on simulated clusters: so many hundreds of seeds of each method, 5 unless told otherwise
#   tests/soak.sh progress SEEDS simulated searches with windows, sets and strategies drawn at random, 1,000 unless told otherwise
#   tests/soak.sh calm MINUTES   full training load for so long: nobody may be taken for dead
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = calm ]; then
    export LANGEVIN_CALM_MINUTES=${2:-30}
    exec dotnet test tests/Cluster.Tests/Cluster.Tests.csproj --filter "FullyQualifiedName~CalmSpec"
fi
if [ "${1:-}" = flips ]; then
    [ -d /dev/shm ] && export TMPDIR=/dev/shm
    LANGEVIN_FLIPS=all exec dotnet test tests/Actors.Tests/Actors.Tests.csproj --filter "FullyQualifiedName~DamagedFilesTests" --logger "console;verbosity=detailed"
fi
if [ "${1:-}" = simulation ]; then
    LANGEVIN_SIMULATED_BATCHES=${2:-5} exec dotnet test tests/Actors.Tests/Actors.Tests.csproj --filter "FullyQualifiedName~SimulationTests"
fi
if [ "${1:-}" = progress ]; then
    LANGEVIN_PROGRESS_SEEDS=${2:-1000} exec dotnet test tests/Actors.Tests/Actors.Tests.csproj --filter "FullyQualifiedName~SimulatedProgressTests"
fi
if [ "${1:-}" = bucket ]; then
    LANGEVIN_LONG=1 exec dotnet test tests/Cluster.Tests/Cluster.Tests.csproj --filter "FullyQualifiedName~BucketSpec"
fi
LANGEVIN_SOAK=${1:-50} exec dotnet test tests/Cluster.Tests/Cluster.Tests.csproj --filter "FullyQualifiedName~KillSpec"
