# Langevin on NVIDIA devices: docker build -f docker/cuda.Dockerfile -t langevin-cuda .
#                             docker run --gpus all -v "$PWD/runs:/work/runs" langevin-cuda run /app/searches/quickstart.conf --set devices.kind=cuda
# The packages bring CUDA's libraries; the machine brings its driver (NVIDIA container toolkit). Not run yet: see README.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Seed/Seed.csproj -p:Torch=cuda -o /app && dotnet publish src/GpuHost/GpuHost.csproj -p:Torch=cuda -o /app/gpuhost

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 libgssapi-krb5-2 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
COPY hocon/searches /app/searches
COPY hocon/cluster.conf /app/cluster.conf
RUN ln -s /app/langevin /usr/local/bin/langevin
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
WORKDIR /work
STOPSIGNAL SIGINT
ENTRYPOINT ["/app/langevin"]
