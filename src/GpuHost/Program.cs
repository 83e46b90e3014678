using GpuHost;
using GpuHost.Keeping;
using Nas.Model.Methods.BlackBox;

// First of all: a command waits for its keeper.
return args switch
{
    [CommandKeeping.Keep, _, _, _, ..] => CommandKeeper.Run(args.AsSpan(1)),
    [CommandKeeping.Sweep] => CommandKeeper.Sweep(),
    _ => await DeviceCommand.RunAsync(args),
};
