using Actors.Dispatch;
using Actors.Serialization;

namespace Actors.Devices;

/// <summary>What a device's decisions (<see cref="DeviceMachine"/>) are carried out by.</summary>
internal interface IDeviceShell
{
    void ToDispatcher(IWireMessage message);

    void ToSearch(ITaskReport report);

    /// <summary>
    /// Fetches what the task names; answered by <see cref="DeviceMachine.Prepared"/> or <see cref="DeviceMachine.Over"/>.
    /// </summary>
    void Prepare(Lease lease, DeviceTask task);

    void Begin(DeviceJob job);

    /// <summary>Of the job that began last.</summary>
    void Stop(StopJob stop);

    /// <summary>The device cannot go on: its process ends once the last word has had time to be heard.</summary>
    void EndProcess(DeviceGivesUp last);
}
