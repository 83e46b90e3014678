using Nas.Model.Data;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.Execution;

/// <summary>What all work of one search on one device shares.</summary>
/// <param name="Paths">The architectures inside the constraint.</param>
public sealed record RunContext(StNasSettings Settings, IImageSpace Space, ConstrainedSpace Paths, DataSplits Data, torch.Device Device);
