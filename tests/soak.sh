#!/usr/bin/env bash
# The long form of the cluster kill test: tests/soak.sh [KILLS], 50 unless told otherwise. Takes about a minute for each five kills.
set -euo pipefail
cd "$(dirname "$0")/.."
LANGEVIN_SOAK=${1:-50} exec dotnet test tests/Cluster.Tests/Cluster.Tests.csproj --filter "FullyQualifiedName~ClusterKillSpec"
