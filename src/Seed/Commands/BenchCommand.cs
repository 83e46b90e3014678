using Seed.Output;

namespace Seed.Commands;

/// <summary>Measurements that users can repeat on their own machines.</summary>
public sealed class BenchCommand : LangevinCommand
{
    public BenchCommand(Terminal terminal)
        : base("bench", "Measure what the system itself costs on this machine, and what strategies find.")
    {
        Add(new BenchDispatchCommand(terminal));
        Add(new BenchRecoveryCommand(terminal));
        Add(new BenchDevicesCommand(terminal));
        Add(new BenchStrategiesCommand(terminal));
        Examples = [BenchDispatchCommand.Example, BenchRecoveryCommand.Example, BenchStrategiesCommand.Example];
    }
}
