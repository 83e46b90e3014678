using Actors.Dispatch;
using Actors.Serialization;

namespace Actors.Devices;

/// <summary>The surroundings that carry out a device's decisions (<see cref="DeviceCore"/>).</summary>
internal interface IDeviceShell
{
    void ToDispatcher(IWireMessage message);

    void ToSearch(ITaskReport report);

    /// <summary>
    /// Fetches what the task names; answered by <see cref="DeviceCore.Prepared"/> or <see cref="DeviceCore.Over"/>.
    /// </summary>
    void Prepare(Lease lease, DeviceTask task);

    void Begin(DeviceJob job);

    /// <summary>Stops the job that began last.</summary>
    void Stop(StopJob stop);

    /// <summary>The device cannot go on: its process ends once the last word has had time to be heard.</summary>
    void EndProcess(DeviceGivesUp last);
}
