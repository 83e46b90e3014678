# Langevin on the CPU: docker build -f docker/cpu.Dockerfile -t langevin .
#                      docker run -v "$PWD/runs:/work/runs" langevin run /app/searches/quickstart.conf
# A cluster of containers: docker/compose.yaml.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# The device program lies beside the command: `langevin` looks for it in gpuhost/.
RUN dotnet publish src/Seed/Seed.csproj -o /app && dotnet publish src/GpuHost/GpuHost.csproj -o /app/gpuhost

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 libgssapi-krb5-2 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
COPY hocon/searches /app/searches
COPY hocon/cluster.conf /app/cluster.conf
RUN ln -s /app/langevin /usr/local/bin/langevin
WORKDIR /work
# Ctrl-C and `docker stop` end a search, or a node, in good order.
STOPSIGNAL SIGINT
ENTRYPOINT ["/app/langevin"]
